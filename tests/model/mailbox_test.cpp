// A mailbox: what is written, what is taken for an answer, and what is put aside.
#include "model/mailbox.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "base/files.h"
#include "model/mail.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using nlohmann::json;

class MailboxTest : public ::testing::Test {
 protected:
  std::unique_ptr<Model> open() {
    MailboxSettings settings{directory_, &stop_,
                             [this](const std::string& line) { told_ += line + "\n"; }, 2ms};
    auto model = open_mailbox(std::move(settings));
    EXPECT_TRUE(model) << model.error().message;
    return std::move(*model);
  }
  [[nodiscard]] fs::path file(const std::string& name) const { return directory_ / name; }
  void put(const std::string& name, const std::string& text) const {
    ASSERT_TRUE(write_file(file(name), text));
  }
  // Asks while `meanwhile` runs beside it.
  template <class Meanwhile>
  Result<ModelReply> ask(Model& model, const ModelRequest& request, Meanwhile meanwhile) {
    std::thread other(meanwhile);
    Result<ModelReply> reply = model.complete(request);
    other.join();
    return reply;
  }
  void wait_for(const std::string& name) const {
    const auto is_there = [&] { return fs::exists(fs::symlink_status(file(name))); };
    for (int i = 0; i < 5000 && !is_there(); ++i) std::this_thread::sleep_for(1ms);
    EXPECT_TRUE(is_there()) << name;
  }

  TempDirectory scratch_ = TempDirectory::make("/tmp", "wright-mail-").value();
  fs::path directory_ = scratch_.path() / "box";
  std::atomic<bool> stop_{false};
  std::string told_;
};

ModelRequest request_at(int turn = 0) {
  ModelRequest request{TaskId{"sum"}, 1, turn, {}, {1000, 0ms}};
  request.conversation.tools = {{"bash", "a shell", R"({"type":"object"})"}};
  request.conversation.turns = {Said{"the brief"}};
  return request;
}

std::string reply_to(const ModelRequest& request, const json& fields) {
  json reply = fields;
  reply["id"] = mail_id(request);
  return reply.dump();
}

const json kLs = {{"calls", {{{"id", "a"}, {"name", "bash"}, {"arguments", {{"command", "ls"}}}}}},
                  {"usage", {{"input", 120}, {"output", 7}}}};

TEST_F(MailboxTest, ARequestIsAFileAndItsReplyIsTaken) {
  const auto model = open();
  const ModelRequest request = request_at();

  const auto reply = ask(*model, request, [&] {
    wait_for("0001-request.json");
    put("0001-reply.json", reply_to(request, kLs));
  });

  EXPECT_EQ(reply->reply.dialect, "mailbox");
  EXPECT_EQ(reply->reply.calls, (std::vector<ToolCall>{{"a", "bash", R"({"command":"ls"})"}}));
  EXPECT_EQ(reply->reply.usage, (Usage{120, 0, 0, 7, 0, false}));
  EXPECT_EQ(reply->raw, reply_to(request, kLs));
}

TEST_F(MailboxTest, NumbersGoOnAndAStoppedRunGoesOnWithItsOwn) {
  ASSERT_TRUE(make_directories(directory_));
  put("0001-reply.json", reply_to(request_at(), kLs));
  ASSERT_TRUE(open()->complete(request_at()));
  {
    const auto model = open();
    stop_ = true;
    EXPECT_EQ(model->complete(request_at(1))->reply.outcome, CallOutcome::cancelled);
    stop_ = false;
  }
  ModelRequest again = request_at(1);
  again.caps.output_tokens_max = 7;  // A budget may leave less by then.
  put("0002-reply.json", reply_to(again, {{"text", "hello"}}));

  const auto reply = open()->complete(again);

  EXPECT_EQ(reply->reply.text, "hello");
  EXPECT_FALSE(fs::exists(file("0003-request.json")));
  EXPECT_TRUE(fs::exists(file("0001-reply.json")));
}

TEST_F(MailboxTest, WhatDoesNotFitIsPutAsideWithAReasonAndWaitedForAnew) {
  const ModelRequest request = request_at();
  const std::vector<std::pair<std::string, std::string>> bad{
      {R"({"id":"0000000000000000","text":"hi"})", "is to another request: its id must be"},
      {"{\"id\":", "malformed JSON"},
      {std::string(5 << 20, ' '), "has more than 4 MiB"}};
  const auto model = open();

  const auto reply = ask(*model, request, [&] {
    for (std::size_t at = 0; at < bad.size(); ++at) {
      put("0001-reply.json", bad[at].first);
      wait_for("0001-reply.refused-" + std::to_string(at + 1) + ".json");
    }
    put("0001-reply.json", reply_to(request, {{"text", "at last"}}));
  });

  EXPECT_EQ(reply->reply.text, "at last");
  for (const auto& [text, why] : bad) EXPECT_NE(told_.find(why), std::string::npos) << why << told_;
  EXPECT_EQ(read_file(file("0001-reply.refused-1.json")).value(), bad[0].first);
}

TEST_F(MailboxTest, ALinkAndAFifoAreNoReplies) {
  const ModelRequest request = request_at();
  const auto model = open();
  put("elsewhere", reply_to(request, {{"text", "through a link"}}));

  const auto reply = ask(*model, request, [&] {
    ASSERT_EQ(::symlink(file("elsewhere").c_str(), file("0001-reply.json").c_str()), 0);
    wait_for("0001-reply.refused-1.json");
    ASSERT_EQ(::mkfifo(file("0001-reply.json").c_str(), 0600), 0);
    wait_for("0001-reply.refused-2.json");
    ASSERT_TRUE(fs::create_directory(file("0001-reply.json")));
    wait_for("0001-reply.refused-3.json");
    put("0001-reply.json", reply_to(request, {{"text", "a file"}}));
  });

  EXPECT_EQ(reply->reply.text, "a file");
  EXPECT_NE(told_.find("is a symbolic link: put the file itself there"), std::string::npos)
      << told_;
  EXPECT_NE(told_.find("is no regular file"), std::string::npos) << told_;
}

TEST_F(MailboxTest, SomebodyElsesFileIsNoReply) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  const auto model = open();

  const auto reply = ask(*model, request_at(), [&] {
    put("draft", reply_to(request_at(), {{"text", "forged"}}));
    ASSERT_EQ(::chown(file("draft").c_str(), 12345, 12345), 0);
    fs::rename(file("draft"), file("0001-reply.json"));
    wait_for("0001-reply.refused-1.json");
    put("0001-reply.json", reply_to(request_at(), {{"text", "ours"}}));
  });

  EXPECT_EQ(reply->reply.text, "ours");
}

TEST_F(MailboxTest, AReplyThatIsStillBeingWrittenIsWaitedFor) {
  const auto model = open();

  const auto reply = ask(*model, request_at(), [&] {
    const std::string whole = reply_to(request_at(), {{"text", "slowly"}});
    put("0001-reply.json", whole.substr(0, 9));
    std::this_thread::sleep_for(5ms);
    put("0001-reply.json", whole);
  });

  EXPECT_EQ(reply->reply.text, "slowly");
}

TEST_F(MailboxTest, ADirectoryIsUsedByOneRunAndIsOurs) {
  const auto model = open();
  const auto second = open_mailbox({directory_, nullptr, {}, 1ms});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::busy);

  const fs::path everybodys = scratch_.path() / "open";
  fs::create_directory(everybodys);
  fs::permissions(everybodys, fs::perms::all);
  const auto refused = open_mailbox({everybodys, nullptr, {}, 1ms});
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("chmod o-w"), std::string::npos);
  EXPECT_FALSE(open_mailbox({}));
}

TEST_F(MailboxTest, ABudgetOfTokensBoundsItAndNoMinutesDo) {
  const auto bound = open()->bound_of(request_at());

  EXPECT_GT(bound->input_tokens, 100);
  EXPECT_GT(bound->cap_tokens_max, 0);
  EXPECT_FALSE(bound->takes_time);
}

}  // namespace
}  // namespace wright

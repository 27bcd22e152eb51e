// A model over a transport that hands in bytes.
#include "model/http_model.h"

#include <gtest/gtest.h>

#include "tests/model/streams.h"

namespace wright {
namespace {

class SeenTransport final : public Transport {
 public:
  SeenTransport(HttpAnswer answer, HttpRequest& seen) : answer_(std::move(answer)), seen_(seen) {}

  Result<HttpAnswer> send(const HttpRequest& request, const OnBytes& on_bytes) override {
    seen_ = request;
    for (const char byte : answer_.body) {
      if (answer_.status == 200 && !on_bytes(std::string_view(&byte, 1))) break;
    }
    return answer_;
  }

 private:
  HttpAnswer answer_;
  HttpRequest& seen_;
};

ModelReply answer_with(HttpAnswer answer, HttpRequest& seen, const std::string& key = "sk-canary") {
  HttpModelSettings settings;
  settings.dialect = openai_chat();
  settings.url = "http://server";
  settings.model = "m";
  settings.key = Secret{key};
  const auto model = make_http_model(std::move(settings),
                                     std::make_unique<SeenTransport>(std::move(answer), seen));
  ModelRequest request;
  request.conversation.turns.emplace_back(Said{"the task, told in forty bytes or some more"});
  return model->complete(request).value();
}

ModelReply answer_with(HttpAnswer answer) {
  HttpRequest seen;
  return answer_with(std::move(answer), seen);
}

HttpAnswer finished(int status, const std::string& body) {
  return {HttpEnd::finished, status, {}, body, ""};
}

TEST(HttpModelTest, AReplyComesWithTheBytesThatMadeIt) {
  HttpRequest seen;
  const ModelReply reply = answer_with(finished(200, test::kChatStream), seen);

  EXPECT_EQ(reply.reply.outcome, CallOutcome::ok);
  EXPECT_EQ(reply.reply.text, "I look");
  EXPECT_EQ(reply.raw, test::kChatStream);
  EXPECT_EQ(seen.key_header + seen.key.reveal(), "authorization: Bearer sk-canary");
  EXPECT_EQ(seen.body.find("sk-canary"), std::string::npos);
}

TEST(HttpModelTest, AKeyThatComesBackIsCutOut) {
  const ModelReply refused =
      answer_with(finished(401, R"({"error":{"message":"no such key: sk-canary"}})"));
  const ModelReply told =
      answer_with(finished(200,
                           "data: {\"choices\":[{\"delta\":{\"content\":\"sk-can\"}}]}\n\n"
                           "data: {\"choices\":[{\"delta\":{\"content\":\"ary\"},"
                           "\"finish_reason\":\"stop\"}]}\n\n"));

  EXPECT_EQ(refused.reply.detail, "status 401: no such key: [key]");
  EXPECT_EQ(refused.raw.find("sk-canary"), std::string::npos);
  EXPECT_EQ(reply_record(told.reply).find("sk-canary"), std::string::npos);
  EXPECT_EQ(told.reply.text, "[key]");
}

TEST(HttpModelTest, WhatTheNetworkDidIsNamedAndNotTheModels) {
  const auto cut = [](HttpEnd end) {
    return answer_with({end, 200, {}, test::kChatStream.substr(0, 200), "why"}).reply;
  };
  EXPECT_EQ(cut(HttpEnd::cut).outcome, CallOutcome::cut_stream);
  EXPECT_EQ(cut(HttpEnd::timeout).outcome, CallOutcome::timeout);
  EXPECT_EQ(cut(HttpEnd::cancelled).outcome, CallOutcome::cancelled);
  EXPECT_EQ(cut(HttpEnd::finished).outcome, CallOutcome::cut_stream);
  EXPECT_EQ(answer_with({HttpEnd::unreachable, 0, {}, "", "no route"}).reply.outcome,
            CallOutcome::unreachable);
  EXPECT_EQ(answer_with(finished(529, "")).reply.outcome, CallOutcome::overloaded);
}

TEST(HttpModelTest, AWholeReplyCountsHoweverItsConnectionEnded) {
  const ModelReply reply = answer_with({HttpEnd::cut, 200, {}, test::kChatStream, "reset"});

  EXPECT_EQ(reply.reply.outcome, CallOutcome::ok);
}

TEST(HttpModelTest, WhatWasNeverCountedIsEstimatedWhereItMayCost) {
  const Usage cut =
      answer_with({HttpEnd::cut, 200, {}, test::kChatStream.substr(0, 200), ""}).reply.usage;
  const Usage refused = answer_with(finished(429, "{}")).reply.usage;

  EXPECT_TRUE(cut.is_estimated);
  EXPECT_GT(cut.input, 0);
  EXPECT_EQ(refused, Usage{});
  EXPECT_EQ(answer_with(finished(413, "{}")).reply.usage, Usage{}) << "refused, so not charged";
}

TEST(HttpModelTest, TheServersHintsComeAlong) {
  const ModelReply reply = answer_with(
      {HttpEnd::finished, 429, {{"retry-after", "3"}, {"x-should-retry", "true"}}, "{}", ""});

  EXPECT_EQ(reply.hint, (RetryHint{"true", "", "3"}));
}

}  // namespace
}  // namespace wright

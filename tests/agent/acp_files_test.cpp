// What the client says to an agent that asks for files.
#include "agent/acp_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "agent/acp_path.h"
#include "tests/agent/acp_lines.h"

namespace wright {
namespace {

using nlohmann::json;
using test::fault_of;
using test::only_line;
using ::testing::HasSubstr;

// The answer to a read of a file that holds `bytes`.
json content_of(const json& more, const std::string& bytes) {
  AcpFiles files;
  json params{{"path", "/work/a"}};
  if (more.is_object()) params.update(more);
  files.read("1", params);
  files.hear(bytes);
  return only_line(files.end({}))["result"]["content"];
}

TEST(AcpFilesTest, AReadIsACommandInTheSandboxWhoseOutputIsTheContent) {
  AcpFiles files;

  const AcpStep asked = files.read("\"r\"", {{"path", "/work/src/../a.h"}});
  files.hear("one\n");
  files.hear("two\n");
  const json answer = only_line(files.end({}));

  ASSERT_EQ(asked.runs.size(), 1U);
  EXPECT_TRUE(asked.lines.empty());
  EXPECT_EQ(asked.runs[0].argv.at(4), "/work/a.h");
  EXPECT_EQ(answer["id"], "r");
  EXPECT_EQ(answer["result"], json({{"content", "one\ntwo\n"}}));
}

TEST(AcpFilesTest, LinesAreCountedFromOneAndKeepTheirEnds) {
  const std::string text = "one\ntwo\nthree";

  EXPECT_EQ(content_of({}, text), text);
  EXPECT_EQ(content_of({{"line", 2}}, text), "two\nthree");
  EXPECT_EQ(content_of({{"line", 2}, {"limit", 1}}, text), "two\n");
  EXPECT_EQ(content_of({{"line", 3}, {"limit", 9}}, text), "three");
  EXPECT_EQ(content_of({{"line", 1}, {"limit", 0}}, text), "");
  EXPECT_EQ(content_of({{"line", 4'000'000'000}}, text), "");
  EXPECT_EQ(content_of({{"line", nullptr}, {"limit", nullptr}}, ""), "");
}

TEST(AcpFilesTest, AWriteHandsItsContentToTheCommandOfTheToolLoop) {
  AcpFiles files;

  const AcpStep asked = files.write("2", {{"path", "/work/src/a.h"}, {"content", "text\n"}});
  const json answer = only_line(files.end({}));

  ASSERT_EQ(asked.runs.size(), 1U);
  EXPECT_EQ(asked.runs[0].input, "text\n");
  EXPECT_THAT(asked.runs[0].argv.at(2), HasSubstr("cat > \"$1\""));
  EXPECT_EQ(answer, json::parse(R"({"id":2,"jsonrpc":"2.0","result":{}})"));
}

TEST(AcpFilesTest, OneRunsAfterTheOtherInTheOrderOfTheirRequests) {
  AcpFiles files;

  const AcpStep first = files.write("1", {{"path", "/work/a"}, {"content", "x"}});
  const AcpStep second = files.read("2", {{"path", "/work/a"}});
  const AcpStep ended = files.end({});

  EXPECT_EQ(first.runs.size(), 1U);
  EXPECT_EQ(second, AcpStep{});
  EXPECT_EQ(only_line(ended)["id"], 1);
  EXPECT_EQ(ended.runs.size(), 1U);
  files.hear("x");
  EXPECT_EQ(only_line(files.end({}))["result"]["content"], "x");
}

TEST(AcpFilesTest, WhatIsNoPathOfTheWorkspaceIsRefusedAtOnce) {
  AcpFiles files;
  for (const char* path : {"/etc/passwd", "/work/../etc/passwd", "/work", "/workshop/a", "a", "",
                           "/home/user/.config", "/work/../work/../proc/self/environ"}) {
    const AcpStep step = files.read("1", {{"path", path}});

    EXPECT_TRUE(step.runs.empty()) << path;
    EXPECT_EQ(only_line(step)["error"]["code"], -32602) << path;
  }
  EXPECT_EQ(fault_of(files.read("1", {{"path", "/etc/pass\x1b[2J"}})),
            "/etc/pass\\x1b[2J is not below /work, /task or /build");
  EXPECT_EQ(fault_of(files.read("1", {{"path", std::string("/work/a\0b", 9)}})),
            "\"path\" holds a NUL byte");
  EXPECT_EQ(fault_of(files.read("1", 7)), "\"path\" must be a text");
  EXPECT_EQ(fault_of(files.read("1", {{"path", "/work/a"}, {"line", -1}})),
            "\"line\" must be a count");
}

TEST(AcpFilesTest, WhatNoPatchMayHoldIsNotWritten) {
  AcpFiles files;
  const auto fault_at = [&files](const std::string& path) {
    return fault_of(files.write("1", {{"path", path}, {"content", ""}}));
  };

  EXPECT_EQ(fault_at("/task/brief.md"), "/task/brief.md is not below /work or /build");
  EXPECT_THAT(fault_at("/work/.git/config"), HasSubstr("cannot be part of a patch"));
  EXPECT_THAT(fault_at("/work/a\nb"), HasSubstr("cannot be part of a patch"));
  EXPECT_EQ(fault_of(files.write("1", {{"path", "/work/a"}})), "\"content\" must be a text");
  EXPECT_EQ(fault_of(files.write(
                "1", {{"path", "/work/a"}, {"content", std::string(kAcpFileBytesMax + 1, 'a')}})),
            "/work/a would be above 4194304 bytes");
}

TEST(AcpFilesTest, WhatTheSandboxFindsIsToldByName) {
  const auto fault_after = [](const AcpRunEnd& end, const std::string& output = "") {
    AcpFiles files;
    files.read("1", {{"path", "/work/a"}});
    files.hear(output);
    return only_line(files.end(end))["error"];
  };

  EXPECT_EQ(fault_after({101})["message"], "/work/a leads through a link");
  EXPECT_EQ(fault_after({102}),
            json::parse(R"({"code":-32002,"message":"/work/a does not exist"})"));
  EXPECT_EQ(fault_after({103})["message"], "/work/a is not a regular file");
  EXPECT_EQ(fault_after({104})["message"], "/work/a is above 4194304 bytes");
  EXPECT_EQ(fault_after({0, 9, "wall"})["message"], "/work/a was given up (wall_limit)");
  EXPECT_EQ(fault_after({1}, "cat: denied\n")["message"], "/work/a cannot be used: cat: denied");
  EXPECT_EQ(fault_after({}, "\xff\xfe")["message"], "/work/a is not UTF-8 text");
  EXPECT_EQ(fault_after({}, std::string(kAcpFileBytesMax + 9, 'a'))["message"],
            "/work/a is above 4194304 bytes");
}

TEST(AcpFilesTest, TheBytesThatWaitAreCounted) {
  AcpFiles files;
  const json write{{"path", "/work/a"}, {"content", std::string(kAcpFileBytesMax, 'a')}};
  for (int i = 0; i < 16; ++i) files.write("1", write);

  EXPECT_EQ(fault_of(files.write("2", write)), "16 requests for files wait already");
  EXPECT_EQ(files.read("3", {{"path", "/work/a"}}), AcpStep{}) << "it waits";
}

TEST(AcpFilesTest, TheRequestsThatWaitAreCounted) {
  AcpFiles files;
  for (std::size_t i = 0; i < kAcpFilesWaitingMax; ++i) files.read("1", {{"path", "/work/a"}});

  EXPECT_EQ(fault_of(files.read("2", {{"path", "/work/a"}})),
            "256 requests for files wait already");
}

}  // namespace
}  // namespace wright

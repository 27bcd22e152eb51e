// What the client says to an agent that asks for terminals.
#include "agent/acp_terminals.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <nlohmann/json.hpp>

#include "tests/agent/acp_lines.h"

namespace wright {
namespace {

using nlohmann::json;
using test::fault_of;
using test::only_line;
using ::testing::HasSubstr;

const json kFirst{{"terminalId", "terminal-1"}};

AcpStep create(AcpTerminals& terminals, const json& more = {}) {
  json params{{"command", "make"}};
  if (more.is_object()) params.update(more);
  return terminals.create("1", params);
}

TEST(AcpTerminalsTest, ACommandRunsWithItsArgumentsVariablesAndDirectory) {
  AcpTerminals terminals;

  const AcpStep step =
      create(terminals, {{"args", {"-j", "2"}},
                         {"env", json::array({{{"name", "CC"}, {"value", "gcc"}}})},
                         {"cwd", "/work/src"}});

  EXPECT_EQ(only_line(step)["result"], kFirst);
  const AcpRun run{
      {AcpRunId::Kind::terminal, 1}, {"make", "-j", "2"}, "/work/src", {{"CC", "gcc"}}, ""};
  EXPECT_EQ(step.runs, std::vector<AcpRun>{run});
}

TEST(AcpTerminalsTest, ACommandAloneIsALineForTheShell) {
  AcpTerminals terminals;

  const AcpStep step = create(terminals, {{"command", "ls | wc -l"}, {"args", json::array()}});

  ASSERT_EQ(step.runs.size(), 1U);
  EXPECT_EQ(step.runs[0].argv, (std::vector<std::string>{"/bin/sh", "-c", "ls | wc -l"}));
  EXPECT_EQ(step.runs[0].directory, "/work");
}

TEST(AcpTerminalsTest, OutputIsThereWhileItRunsAndItsStatusAfterItsEnd) {
  AcpTerminals terminals;
  create(terminals);

  terminals.hear(1, "half ");
  const json early = only_line(terminals.output("2", kFirst))["result"];
  terminals.hear(1, "done\n");
  terminals.end(1, {3});
  const json late = only_line(terminals.output("3", kFirst))["result"];

  EXPECT_EQ(early, json({{"output", "half "}, {"truncated", false}}));
  EXPECT_EQ(late, json::parse(R"({"output":"half done\n","truncated":false,
                                  "exitStatus":{"exitCode":3,"signal":null}})"));
}

TEST(AcpTerminalsTest, WhoWaitsIsAnsweredAtTheEndAndNotBefore) {
  AcpTerminals terminals;
  create(terminals);

  const AcpStep waiting = terminals.wait_for_exit("\"w\"", kFirst);
  const json ended = only_line(terminals.end(1, {0}));
  const json later = only_line(terminals.wait_for_exit("5", kFirst));

  EXPECT_EQ(waiting, AcpStep{});
  EXPECT_EQ(ended["id"], "w");
  EXPECT_EQ(ended["result"], json({{"exitCode", 0}, {"signal", nullptr}}));
  EXPECT_EQ(later["result"], ended["result"]);
}

TEST(AcpTerminalsTest, AKilledOneKeepsItsOutputAndNamesItsSignal) {
  AcpTerminals terminals;
  create(terminals);
  terminals.hear(1, "begun\n");

  const AcpStep killed = terminals.kill("2", kFirst);
  terminals.end(1, {0, SIGKILL});
  const json output = only_line(terminals.output("3", kFirst))["result"];

  EXPECT_EQ(killed.kills, (std::vector<AcpRunId>{{AcpRunId::Kind::terminal, 1}}));
  EXPECT_EQ(only_line(killed)["result"], json::object());
  EXPECT_EQ(output["output"], "begun\n");
  EXPECT_EQ(output["exitStatus"], json({{"exitCode", nullptr}, {"signal", "SIGKILL"}}));
  EXPECT_TRUE(terminals.kill("4", kFirst).kills.empty()) << "it has ended";
}

TEST(AcpTerminalsTest, AReleasedOneIsKilledAndForgotten) {
  AcpTerminals terminals;
  create(terminals);
  terminals.wait_for_exit("7", kFirst);

  const AcpStep released = terminals.release("8", kFirst);

  EXPECT_EQ(released.kills.size(), 1U);
  ASSERT_EQ(released.lines.size(), 2U);
  EXPECT_EQ(json::parse(released.lines[0])["result"], json::object());
  EXPECT_EQ(json::parse(released.lines[1])["error"]["message"], "the terminal was released");
  EXPECT_EQ(fault_of(terminals.output("9", kFirst)), "no such terminal is open");
  EXPECT_EQ(terminals.end(1, {0, SIGKILL}), AcpStep{});
}

TEST(AcpTerminalsTest, OutputIsCutAtItsBeginningBetweenCharacters) {
  AcpTerminals terminals;
  create(terminals, {{"outputByteLimit", 5}});

  terminals.hear(1, "abc\u00e4\u00f6\u00fc");  // The last three have two bytes each.

  EXPECT_EQ(only_line(terminals.output("2", kFirst))["result"],
            json({{"output", "\u00f6\u00fc"}, {"truncated", true}}));
}

TEST(AcpTerminalsTest, WhatIsNoTextIsMadeOneWithinTheLimit) {
  AcpTerminals terminals;
  create(terminals, {{"outputByteLimit", 7}});

  terminals.hear(1, "\xff\xff\xff\xff");

  EXPECT_EQ(only_line(terminals.output("2", kFirst))["result"],
            json({{"output", "\ufffd\ufffd"}, {"truncated", true}}));
}

TEST(AcpTerminalsTest, AFloodIsKeptInPartAndThenKilled) {
  AcpTerminals terminals;
  create(terminals, {{"outputByteLimit", std::uint64_t{1} << 63U}});
  const std::string block(1U << 20U, 'a');

  AcpStep step;
  int blocks = 0;
  while (step.kills.empty() && blocks < 100) {
    step = terminals.hear(1, block);
    ++blocks;
  }
  terminals.end(1, {0, SIGKILL});
  const json output = only_line(terminals.output("2", kFirst))["result"];

  EXPECT_EQ(blocks, 65);
  EXPECT_EQ(output["output"].get<std::string>().size(), kAcpTerminalBytesMax);
  EXPECT_THAT(output["output"].get<std::string>(), HasSubstr("\n[ended: output_limit]\n"));
  EXPECT_EQ(output["exitStatus"]["signal"], "SIGKILL");
}

TEST(AcpTerminalsTest, ThoseThatAreOpenAreCounted) {
  AcpTerminals terminals;
  for (std::size_t i = 0; i < kAcpTerminalsMax; ++i) create(terminals);

  EXPECT_EQ(fault_of(create(terminals)), "8 terminals are open: release one first");
  terminals.release("2", kFirst);
  EXPECT_EQ(create(terminals).runs.size(), 1U);
}

TEST(AcpTerminalsTest, ThoseWhoWaitAreCounted) {
  AcpTerminals terminals;
  create(terminals);
  for (std::size_t i = 0; i < kAcpWaitersMax; ++i) terminals.wait_for_exit("1", kFirst);

  EXPECT_EQ(fault_of(terminals.wait_for_exit("2", kFirst)), "64 requests wait for its end already");
}

TEST(AcpTerminalsTest, OddRequestsAreRefusedByName) {
  AcpTerminals terminals;
  const auto fault = [&terminals](const json& more) { return fault_of(create(terminals, more)); };
  const std::string nul("a\0b", 3);

  EXPECT_EQ(fault({{"command", 7}}), "\"command\" must be a text");
  EXPECT_EQ(fault({{"command", " "}}), "\"command\" is empty");
  EXPECT_EQ(fault({{"command", nul}}), "\"command\" holds a NUL byte");
  EXPECT_EQ(fault({{"args", "-l"}}), "\"args\" must be an array of texts");
  EXPECT_EQ(fault({{"args", json::array({1})}}), "\"args\" must be a text");
  EXPECT_EQ(fault({{"cwd", "src"}}), "\"cwd\" must be an absolute path");
  EXPECT_EQ(fault({{"env", json::array({{{"name", "A=B"}, {"value", ""}}})}}),
            "a name in \"env\" is empty or holds '='");
  EXPECT_EQ(fault({{"env", "A=B"}}), "\"env\" must be an array");
  EXPECT_EQ(fault({{"outputByteLimit", -1}}), "\"outputByteLimit\" must be a count");
  EXPECT_TRUE(terminals.running().empty());
}

TEST(AcpTerminalsTest, OnlyItsOwnNamesAreKnown) {
  AcpTerminals terminals;
  create(terminals);

  for (const json& name : {json("terminal-2"), json("1"), json(1), json(nullptr), json("")}) {
    const AcpStep step = terminals.output("2", {{"terminalId", name}});
    EXPECT_EQ(only_line(step)["error"]["code"], -32002) << name;
  }
}

}  // namespace
}  // namespace wright

// What is believed of a sandbox's answer: all of it well-formed, or nothing.
#include "exec/sandbox_json.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "exec/fake_sandbox.h"

namespace wright {
namespace {

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

std::string fault_of_report(const std::string& report) {
  const Result<RunReport> read = read_run_report(report);
  return read ? "" : read.error().message;
}

TEST(SandboxJsonTest, AWholeReportIsRead) {
  const Result<RunReport> report = read_run_report(test::good_report());

  RunReport expected{Exited{0}, "hi", "", false, 1, 2, 3, {"A", {"memory"}, {}, {"disk"}}};
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(*report, expected);
}

TEST(SandboxJsonTest, EachOutcomeIsTold) {
  const auto outcome_of = [](const std::string& outcome) {
    return describe(
        read_run_report(replaced(test::good_report(), R"({"exit":0})", outcome))->outcome);
  };

  EXPECT_EQ(outcome_of(R"({"exit":7})"), "exit 7");
  EXPECT_EQ(outcome_of(R"({"signal":11})"), "signal 11");
  EXPECT_EQ(outcome_of(R"({"limit":"wall"})"), "wall_limit");
}

TEST(SandboxJsonTest, ABrokenSandboxIsAnErrorWithItsReason) {
  const Result<RunReport> report = read_run_report(
      replaced(test::good_report(), R"({"exit":0})", R"({"broken":"no\u001b[2J"})"));

  ASSERT_FALSE(report);
  EXPECT_EQ(report.error(), (Error{ErrorKind::sandbox, "no\\x1b[2J"}));
}

TEST(SandboxJsonTest, AReportWithoutOneOfItsPartsIsMalformed) {
  for (const std::string part : {"outcome", "out", "err", "truncated", "wall_ms", "cpu_ms",
                                 "memory_peak_bytes", "isolation", "rung", "enforced"}) {
    const std::string report =
        replaced(test::good_report(), "\"" + part + "\":", "\"other_" + part + "\":");
    EXPECT_NE(fault_of_report(report).find("the sandbox's report is malformed"), std::string::npos)
        << part;
  }
}

TEST(SandboxJsonTest, NonsenseIsMalformedAndOneLine) {
  const std::string good = test::good_report();
  for (const std::string& text :
       {std::string(), std::string("\0", 1), std::string("null"), std::string("[]"),
        std::string("\xff\xfe\x1b"), good + good, good.substr(0, good.size() - 1),
        std::string(200000, '['), replaced(good, R"({"exit":0})", "{}"),
        replaced(good, R"({"exit":0})", R"({"exit":"0"})"), replaced(good, "aGk=", "aG k="),
        replaced(good, "\"aGk=\"", "7"), replaced(good, "[\"memory\"]", "\"memory\"")}) {
    const std::string fault = fault_of_report(text);
    EXPECT_NE(fault.find("the sandbox's report is malformed"), std::string::npos) << fault;
    EXPECT_EQ(fault.find('\n'), std::string::npos) << fault;
    EXPECT_EQ(fault, escape_for_terminal(fault));
  }
}

TEST(SandboxJsonTest, OutputOfAnyBytesAndSizeComesBack) {
  std::string encoded;
  for (int i = 0; i < 1 << 20; ++i) encoded += "/wD+";

  const Result<RunReport> report = read_run_report(replaced(test::good_report(), "aGk=", encoded));

  ASSERT_TRUE(report);
  EXPECT_EQ(report->out.size(), 3U << 20);
  EXPECT_EQ(report->out.substr(0, 4), std::string("\xff\0\xfe\xff", 4));
}

TEST(SandboxJsonTest, AWordThatIsNoTextIsAUsageError) {
  Command command;
  command.argv = {"/usr/bin/printf", "\xff"};

  const Result<std::string> text = request_text(command, StreamMode::capture);

  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().kind, ErrorKind::usage);
}

TEST(SandboxJsonTest, AProbeWithoutARungSaysWhy) {
  const Result<Probe> probe = read_probe(R"({"rung":"","why":"no bwrap"})");

  ASSERT_TRUE(probe);
  EXPECT_EQ(probe->isolation.rung, "");
  EXPECT_EQ(probe->why, "no bwrap");
  EXPECT_FALSE(read_probe(R"({"rung":"A"})"));
  EXPECT_FALSE(read_probe(""));
}

TEST(SandboxJsonTest, AListOfAttacksHasSomeAndAllOfTheirParts) {
  const Result<std::vector<Attack>> attacks =
      read_attacks(R"([{"name":"a","held":true,"detail":"x\n\u001b"}])");

  ASSERT_TRUE(attacks);
  EXPECT_EQ(*attacks, (std::vector<Attack>{{"a", true, "x\n\\x1b"}}));
  for (const char* text : {"", "[]", "{}", "null", R"([{"name":"a","held":true}])",
                           R"([{"name":"a","held":"true","detail":""}])"}) {
    EXPECT_FALSE(read_attacks(text)) << text;
  }
}

}  // namespace
}  // namespace wright

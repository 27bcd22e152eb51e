// What a command is told of where it runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "exec/sandbox_json.h"
#include "sandbox/sandboxed.h"

namespace wright {
namespace {

using ::testing::HasSubstr;

class SurroundingsTest : public test::Sandboxed {
 protected:
  static Command in(const Surroundings& told, const std::string& line) {
    Command command = shell(line);
    command.surroundings = told;
    return command;
  }
};

TEST_F(SurroundingsTest, NamesAndIdsAreThoseOfTheSandboxUnlessOthersAreAsked) {
  const std::string line = "uname -n; id -un; id -u; id -gn; id -g";

  EXPECT_EQ(ran(line).out, "sandbox\nuser\n1000\nuser\n1000\n");
  EXPECT_EQ(ran(in({"build-agent-7", "runner", 1234}, line)).out,
            "build-agent-7\nrunner\n1234\nrunner\n1234\n");
}

TEST_F(SurroundingsTest, AnotherIdGivesNoOtherRights) {
  const std::filesystem::path file = scratch_.path() / "mine";
  ASSERT_TRUE(write_file(file, "kept"));
  Command command = in({"sandbox", "other", 1001}, "echo lost > /in/mine; echo new > /in/more");
  command.mounts = {{scratch_.path(), "/in", false}};

  EXPECT_NE(outcome(command), "exit 0");
  EXPECT_EQ(read_file(file).value(), "kept");
}

TEST_F(SurroundingsTest, ClocksThatCountFromTheStartGoAhead) {
  constexpr std::chrono::seconds kAhead{40000000};
  Surroundings told;
  told.clocks_ahead = kAhead;
  const Result<RunReport> report = runner_->run(in(told, "cut -d . -f 1 /proc/uptime"));
  if (!report && report.error().message.find("time namespace") != std::string::npos) {
    GTEST_SKIP() << report.error().message;
  }

  ASSERT_TRUE(report) << report.error().message;
  EXPECT_GE(std::stoll(report->out), kAhead.count());
}

TEST_F(SurroundingsTest, ANameThatIsNoneIsRefused) {
  for (const Surroundings& told :
       {Surroundings{"", "user", 1000}, Surroundings{"a.b", "user", 1000},
        Surroundings{std::string(64, 'a'), "user", 1000}, Surroundings{"sandbox", "a:b", 1000},
        Surroundings{"sandbox", "a\nb", 1000}, Surroundings{"sandbox", "user", 0},
        Surroundings{"sandbox", "user", 70000},
        Surroundings{"sandbox", "user", 1000, std::chrono::seconds(-1)}}) {
    const Result<RunReport> report = runner_->run(in(told, "true"));

    ASSERT_FALSE(report);
    EXPECT_THAT(report.error().message, HasSubstr("malformed request"));
  }
}

}  // namespace
}  // namespace wright

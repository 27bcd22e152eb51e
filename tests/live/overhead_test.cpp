// The measurement of a session's overhead measures whole sessions.
#include "tests/live/live.h"

namespace wright {
namespace {

using test::Ran;

std::string session(const std::string& name, const std::string& path) {
  const std::string run = test::quoted(WRIGHT_BUILD_DIR "/bin/tensorwright") + " run --spec " +
                          test::quoted(test::source("tests/live/overhead_spec").string()) +
                          " --agent openai:test --no-key --base-url {{url}}" + path;
  return test::quoted(name + "=git init -q . && " + run);
}

TEST(OverheadTest, EachHarnessGetsALineWhenItsSessionsEnd) {
  const std::string measure = test::quoted(WRIGHT_BUILD_DIR "/bin/agent-overhead");

  const Ran ran =
      test::run_line("/tmp", measure + " --rounds 1 --calls 2 " + session("sandboxed", "") + " " +
                                 session("bare", "/note"));

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(test::holds(ran.out, "sandboxed")) << ran.out;
  EXPECT_TRUE(test::holds(ran.out, "bare")) << ran.out;
}

TEST(OverheadTest, AHarnessThatDoesNotEndItsSessionIsNoMeasurement) {
  const std::string measure = test::quoted(WRIGHT_BUILD_DIR "/bin/agent-overhead");

  const Ran ran = test::run_line("/tmp", measure + " --rounds 1 idle=true");

  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_TRUE(test::holds(ran.out, "idle: made 0 requests")) << ran.out;
}

}  // namespace
}  // namespace wright

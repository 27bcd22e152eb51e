// A recording is replayed by a program whose prompts or checks have changed since.
#include <gtest/gtest.h>

#include "support/program.h"

namespace wright {
namespace {

using test::Ran;
using test::Repository;

class OtherToolsTest : public ::testing::Test {
 protected:
  // A recorded campaign, and a copy of the program with data of its own.
  void SetUp() override {
    const std::string scenario = "tests/scenarios/quick/";
    run("run --spec " + test::quoted(test::source(scenario + "quick").string()) +
        " --agent scripted:" + test::quoted(test::source(scenario + "lands.yaml").string()));
    run("record quick");
    shell("git branch -D campaign/quick && rm -rf logs/runs");
    const std::string build = test::quoted(WRIGHT_BUILD_DIR);
    const Ran copied =
        shell("mkdir other && cp -lr " + build + "/bin other/bin 2>/dev/null || cp -r " + build +
              "/bin other/ && cp -r " + build + "/share " + build + "/libexec other/");
    ASSERT_EQ(copied.exit_code, 0) << copied.out;
  }
  Ran shell(const std::string& line) const { return test::run_line(repository_.path(), line); }
  Ran run(const std::string& arguments) const {
    return test::tensorwright(repository_.path(), arguments);
  }
  Ran replay_with_other() const {
    return shell("other/bin/tensorwright run quick --no-selftest --tuner-seconds 0");
  }

  Repository repository_;
};

TEST_F(OtherToolsTest, UnchangedPromptsDoNotDrift) {
  const Ran ran = replay_with_other();

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_EQ(ran.out.find("drift"), std::string::npos) << ran.out;
}

TEST_F(OtherToolsTest, ABriefThatWouldReadOtherwiseTodayIsReportedAndReplayed) {
  shell(
      "sed -i 's/^Warnings are errors.*/Warnings are welcome./; s/^## The task/## The job/' "
      "other/share/prompts/brief.md");

  const Ran ran = replay_with_other();

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_NE(ran.out.find("drift        3 briefs"), std::string::npos) << ran.out;
}

TEST_F(OtherToolsTest, AVerdictThatIsAnotherTodayIsDisputedAndStopsTheReplay) {
  const std::string report =
      R"({"artifacts":[],"check":"policy","duration_ms":1,"findings":[],"metrics":{},"sandbox":"",)"
      R"("status":"fail","summary":"element 3 is wrong","tests":{"expected":0,"failed":0,)"
      R"("names":[],"passed":0,"run":0,"skipped":0},"toolchain":""})";
  shell(
      "rm other/libexec/check-policy && printf '#!/bin/sh\\ncat >/dev/null\\necho %s\\nexit "
      "1\\n' " +
      test::quoted(test::quoted(report)) +
      " >other/libexec/check-policy && chmod +x other/libexec/check-policy");

  const Ran ran = replay_with_other();

  EXPECT_EQ(ran.exit_code, 1) << ran.out;
  EXPECT_NE(ran.out.find("disputed"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("quick.first.2"), std::string::npos) << ran.out;
  EXPECT_NE(ran.out.find("policy: element 3 is wrong"), std::string::npos) << ran.out;
}

}  // namespace
}  // namespace wright

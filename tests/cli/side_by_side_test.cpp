// Two attempts at work at the same time, of which one lands first.
#include "tests/cli/quick.h"

namespace wright {
namespace {

using test::holds;
using test::Ran;
using test::Repository;

class SideBySideTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* task : {"left", "right"}) {
      const Ran opened =
          ask("attempt open --task " + std::string(task) + " --spec " +
              test::quoted(test::source("tests/scenarios/side_by_side/side").string()));
      ASSERT_EQ(opened.exit_code, 0) << opened.out;
      ask("attempt exec side." + std::string(task) + ".1 -- sh -c 'mkdir src && echo > src/" +
          task + ".h'");
    }
  }
  Ran ask(const std::string& arguments) const {
    return test::tensorwright(repository_.path(), arguments);
  }

  Repository repository_;
};

TEST_F(SideBySideTest, ALandingLeavesTheTreeBelowTheOtherWorkspace) {
  const std::string what = "attempt exec side.right.1 -- stat -c '%i %.Y' README.md";
  const Ran before = ask(what);

  const Ran landed = ask("attempt submit side.left.1");

  EXPECT_EQ(landed.exit_code, 0) << landed.out;
  EXPECT_EQ(before.exit_code, 0) << before.out;
  EXPECT_EQ(ask(what).out, before.out);
}

TEST_F(SideBySideTest, TheOtherIsCheckedAndLandsOnWhatHasLanded) {
  ask("attempt submit side.left.1");

  const Ran checked = ask("attempt check side.right.1");
  const Ran landed = ask("attempt submit side.right.1");
  const Ran files = test::run_line(repository_.path(),
                                   "git ls-tree -r --name-only campaign/side -- side_tree/src");

  EXPECT_TRUE(holds(checked.out, "pass policy")) << checked.out;
  EXPECT_EQ(landed.exit_code, 0) << landed.out;
  EXPECT_EQ(files.out, "side_tree/src/left.h\nside_tree/src/right.h\n");
}

}  // namespace
}  // namespace wright

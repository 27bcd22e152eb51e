// Adopting a campaign merges it into a clean checkout and leaves any other alone.
#include "tests/cli/quick.h"

namespace wright {
namespace {

using test::fails_with;
using test::Ran;
using test::Repository;

class AdoptTest : public ::testing::Test {
 protected:
  // A checkout with a file of the user's, all of it committed.
  void SetUp() override { shell("echo mine > mine.txt && " + commit_all_); }
  Ran shell(const std::string& line) const {
    const Ran ran = test::run_line(repository_->path(), line);
    EXPECT_EQ(ran.exit_code, 0) << line << ": " << ran.out;
    return ran;
  }
  Ran adopt() const { return test::tensorwright(repository_->path(), "adopt quick"); }
  // All that adopting may change: HEAD, branches, index, files.
  std::string everything() const {
    return shell(
               "git rev-parse HEAD && git for-each-ref && git status --porcelain=v1 -b && "
               "git ls-files -s && find . -path ./.git -prune -o -type f -print | sort | "
               "xargs cat | sha256sum")
        .out;
  }
  // It says one line and nothing is another than before.
  void expect_refused(const std::string& why) const {
    const std::string before = everything();
    EXPECT_TRUE(fails_with(adopt(), 2, why));
    EXPECT_EQ(everything(), before);
  }

  std::unique_ptr<Repository> repository_ = test::with_recording();
  std::string commit_all_ = "git add -A && git -c user.name=a -c user.email=a@b commit -q -m mine";
};

TEST_F(AdoptTest, ACleanCheckoutTakesTheTreeByAMerge) {
  const Ran ran = adopt();

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_EQ(shell("git status --porcelain").out, "");
  EXPECT_EQ(shell("git rev-parse HEAD^2").out, shell("git rev-parse campaign/quick").out);
  EXPECT_EQ(shell("cat mine.txt quick_tree/README.md").out,
            "mine\n# quick\nThe tree of a campaign in tests.\n");
  EXPECT_EQ(test::tensorwright(repository_->path(), "audit").exit_code, 0);
}

TEST_F(AdoptTest, ASecondTimeItSaysThatItIsThereAlready) {
  adopt();
  const std::string before = everything();

  const Ran ran = adopt();

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(test::holds(ran.out, "already has campaign quick")) << ran.out;
  EXPECT_EQ(everything(), before);
}

TEST_F(AdoptTest, AChangedFileIsInTheWay) {
  shell("echo changed > mine.txt");
  expect_refused("the checkout is not clean (mine.txt): commit or stash it first");
}

TEST_F(AdoptTest, AStagedFileIsInTheWay) {
  shell("echo new > new.txt && git add new.txt");
  expect_refused("the checkout is not clean (new.txt)");
}

TEST_F(AdoptTest, AnUntrackedFileOfTheSameNameIsNotOverwritten) {
  shell("mkdir -p quick_tree/src && echo precious > quick_tree/src/first.h");
  const std::string before = everything();

  const Ran ran = adopt();

  EXPECT_NE(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(test::is_one_line(ran));
  EXPECT_EQ(everything(), before);
}

TEST_F(AdoptTest, ATargetThatPeopleWroteIsInTheWay) {
  shell("mkdir -p quick_tree && echo ours > quick_tree/ours.h && " + commit_all_);
  expect_refused("quick_tree of HEAD is no state that the campaign started from");
}

TEST_F(AdoptTest, ADetachedHeadIsToldToCheckABranchOut) {
  shell("git checkout -q --detach");
  expect_refused("HEAD is on no branch");
}

TEST_F(AdoptTest, ACampaignWithoutItsBranchIsNamed) {
  shell("git branch -q -D campaign/quick");
  expect_refused("no branch campaign/quick");
}

}  // namespace
}  // namespace wright

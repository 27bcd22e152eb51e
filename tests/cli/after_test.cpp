// A campaign begins where the one that its spec names has ended.
#include "tests/cli/quick.h"

namespace wright {
namespace {

using test::fails_with;
using test::Ran;
using test::Repository;

class AfterTest : public ::testing::Test {
 protected:
  static Ran shell(const Repository& repository, const std::string& line) {
    return test::run_line(repository.path(), line);
  }
  // A new spec that begins after `campaign`: its first task is opened.
  static Ran open_after(const Repository& repository, const std::string& campaign) {
    const Ran made = test::tensorwright(repository.path(), "spec new later --into mine");
    EXPECT_EQ(made.exit_code, 0) << made.out;
    shell(repository, "sed -i 's/^target: .*/&\\nafter: " + campaign + "/' mine/later/spec.md");
    return test::tensorwright(repository.path(),
                              "attempt open --spec mine/later --task "
                              "$(sed -n 's/^id: //p' mine/later/tasks/*.md | head -n 1)");
  }
  static std::string tip_of(const Repository& repository, const std::string& revision) {
    return shell(repository, "git rev-parse " + revision).out;
  }
};

TEST_F(AfterTest, TheEarlierTipIsTheParentOfTheScaffold) {
  const auto repository = test::with_recording();

  const Ran opened = open_after(*repository, "quick");

  EXPECT_EQ(opened.exit_code, 0) << opened.out;
  EXPECT_EQ(tip_of(*repository, "campaign/later^"), tip_of(*repository, "campaign/quick"));
}

TEST_F(AfterTest, CommitsThatAShallowCloneLacksComeBackFromTheLog) {
  const auto with_commits = test::with_recording();
  const Repository bare;
  shell(bare, "mkdir logs && cp -r " +
                  test::quoted((with_commits->path() / "logs/recorded").string()) + " logs/");

  const Ran opened = open_after(bare, "quick");

  EXPECT_EQ(opened.exit_code, 0) << opened.out;
  EXPECT_EQ(tip_of(bare, "campaign/later^"), tip_of(*with_commits, "campaign/quick"));
  EXPECT_EQ(tip_of(bare, "--verify -q campaign/quick"), "");
}

TEST_F(AfterTest, AnUnknownOrUnfinishedCampaignIsNamed) {
  const Repository repository;
  EXPECT_TRUE(fails_with(open_after(repository, "nowhere"), 2, "no log of campaign nowhere"));

  const Repository begun;
  const Ran first = test::tensorwright(begun.path(), "spec new early");
  ASSERT_EQ(first.exit_code, 0) << first.out;
  test::tensorwright(begun.path(),
                     "attempt open --spec specs/early --task "
                     "$(sed -n 's/^id: //p' specs/early/tasks/*.md | head -n 1)");
  EXPECT_TRUE(fails_with(open_after(begun, "early"), 2, "campaign early is not finished"));
}

}  // namespace
}  // namespace wright

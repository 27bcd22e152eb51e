// Branches move from where they stand, or not at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "repo/user_repository.h"

namespace wright {
namespace {

using test::commit_of;
using test::patch_of;

class BranchesTest : public ::testing::Test {
 protected:
  CommitId made(const std::string& bytes) {
    const TreeId empty = repo_.empty_tree().value();
    return repo_.commit(commit_of(repo_.apply(empty, "", patch_of({{"a", bytes}})).value()))
        .value();
  }
  // How many of eight writers at once moved the branch.
  int movers(const std::optional<CommitId>& expected, const std::vector<CommitId>& targets) {
    std::vector<char> moved(targets.size(), 0);
    std::vector<std::thread> writers;
    for (std::size_t i = 0; i < targets.size(); ++i) {
      writers.emplace_back([&, i] {
        Repo repo = user_.open();
        moved[i] = repo.move_branch("campaign/x", expected, targets[i]) ? 1 : 0;
      });
    }
    for (std::thread& writer : writers) writer.join();
    return static_cast<int>(std::count(moved.begin(), moved.end(), 1));
  }

  test::UserRepository user_;
  Repo repo_ = user_.open();
  CommitId first_ = made("1");
  CommitId second_ = made("2");
  CommitId third_ = made("3");
};

TEST_F(BranchesTest, ABranchIsMadeAndMoved) {
  EXPECT_EQ(repo_.branch("campaign/x").value(), std::nullopt);

  ASSERT_TRUE(repo_.move_branch("campaign/x", std::nullopt, first_));
  ASSERT_TRUE(repo_.move_branch("campaign/x", first_, second_));

  EXPECT_EQ(repo_.branch("campaign/x").value(), second_);
  EXPECT_EQ(user_.git("rev-parse campaign/x"), second_.value);
}

TEST_F(BranchesTest, AMovedBranchIsAnErrorAndStaysWhereItIs) {
  ASSERT_TRUE(repo_.move_branch("campaign/x", std::nullopt, first_));
  user_.git("update-ref refs/heads/campaign/x " + second_.value);

  const Result<void> from_first = repo_.move_branch("campaign/x", first_, third_);
  const Result<void> from_none = repo_.move_branch("campaign/x", std::nullopt, third_);

  ASSERT_FALSE(from_first);
  EXPECT_EQ(from_first.error(),
            (Error{ErrorKind::git,
                   "branch campaign/x was moved by somebody else: expected " + first_.value}));
  ASSERT_FALSE(from_none);
  EXPECT_EQ(from_none.error().message,
            "branch campaign/x was moved by somebody else: expected none");
  EXPECT_EQ(user_.git("rev-parse campaign/x"), second_.value);
}

TEST_F(BranchesTest, ADeletedBranchIsNotMadeAgain) {
  ASSERT_TRUE(repo_.move_branch("campaign/x", std::nullopt, first_));
  user_.git("branch -q -D campaign/x");

  EXPECT_FALSE(repo_.move_branch("campaign/x", first_, second_));

  EXPECT_EQ(repo_.branch("campaign/x").value(), std::nullopt);
}

TEST_F(BranchesTest, APackedBranchIsComparedToo) {
  ASSERT_TRUE(repo_.move_branch("campaign/x", std::nullopt, first_));
  user_.git("pack-refs --all");

  EXPECT_FALSE(repo_.move_branch("campaign/x", second_, third_));
  EXPECT_TRUE(repo_.move_branch("campaign/x", first_, third_));
}

TEST_F(BranchesTest, OfManyWritersExactlyOneMovesIt) {
  std::vector<CommitId> targets;
  for (int i = 0; i < 8; ++i) targets.push_back(made("writer " + std::to_string(i)));

  const int made_it = movers(std::nullopt, targets);
  const CommitId after_first = repo_.branch("campaign/x").value().value();
  ASSERT_TRUE(repo_.move_branch("campaign/x", after_first, first_));
  const int moved_it = movers(first_, targets);

  EXPECT_EQ(made_it, 1);
  EXPECT_EQ(moved_it, 1);
  EXPECT_THAT(targets, ::testing::Contains(repo_.branch("campaign/x").value().value()));
}

TEST_F(BranchesTest, ABranchCannotNameWhatIsNotThere) {
  const CommitId absent{std::string(40, 'a')};

  EXPECT_FALSE(repo_.move_branch("campaign/x", std::nullopt, absent));

  EXPECT_EQ(repo_.branch("campaign/x").value(), std::nullopt);
}

TEST_F(BranchesTest, AnOddNameIsAnError) {
  for (const std::string name : {"", "../../config", "a..b", "a.lock", "a b", "-x/", "a\nb"}) {
    EXPECT_FALSE(repo_.move_branch(name, std::nullopt, first_)) << name;
  }
  EXPECT_EQ(repo_.branches("").value(), std::vector<std::string>());
}

TEST_F(BranchesTest, TheListIsSortedAndBelowThePrefix) {
  for (const std::string name : {"campaign/b", "other", "campaign/a", "campaign/a.1"}) {
    ASSERT_TRUE(repo_.move_branch(name, std::nullopt, first_));
  }
  ASSERT_TRUE(repo_.delete_branch("campaign/b"));

  EXPECT_EQ(repo_.branches("campaign/").value(),
            (std::vector<std::string>{"campaign/a", "campaign/a.1"}));
}

}  // namespace
}  // namespace wright

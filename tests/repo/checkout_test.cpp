// The user's checkout, index, stashes and untracked files.
#include <gtest/gtest.h>

#include "repo/user_repository.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using test::commit_of;
using test::patch_of;

// A checkout in the middle of work: a stash, a staged change, an unstaged one,
// an untracked and an ignored file.
class CheckoutTest : public ::testing::Test {
 protected:
  CheckoutTest() {
    user_.write(".gitignore", "ignored\n");
    first_ = user_.commit("tracked", "1\n");
    user_.write("tracked", "stashed\n");
    user_.git("stash -q");
  }
  void begin_work() const {
    user_.write("staged", "s\n");
    user_.git("add staged");
    user_.write("tracked", "unstaged\n");
    user_.write("untracked", "u\n");
    user_.write("ignored", "i\n");
  }

  // Bytes, mode and time of every file, but for objects and campaign branches.
  [[nodiscard]] std::map<std::string, std::string> everything() const {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(user_.path())) {
      const std::string path = entry.path().lexically_relative(user_.path()).string();
      const bool ours = path.find("/campaign/") != std::string::npos;
      if (!entry.is_regular_file() || path.rfind(".git/objects/", 0) == 0 || ours) continue;
      all[path] = std::to_string(entry.last_write_time().time_since_epoch().count()) + " " +
                  std::to_string(static_cast<int>(entry.status().permissions())) + " " +
                  read_file(entry.path()).value();
    }
    return all;
  }
  CommitId child_of_first(const std::map<std::string, std::string>& files) {
    const TreeId base = repo_.read_commit(first_)->spec.tree;
    return repo_.commit(commit_of(repo_.apply(base, "", patch_of(files)).value(), {first_}))
        .value();
  }

  test::UserRepository user_;
  Repo repo_ = user_.open();
  CommitId first_;
};

TEST_F(CheckoutTest, WorkOnACampaignTouchesNothingOfTheUsers) {
  begin_work();
  const std::string status = user_.git("status --porcelain");
  const auto before = everything();

  const CommitId one = child_of_first({{"tracked", "ours\n"}, {"untracked", "ours\n"}});
  ASSERT_TRUE(repo_.move_branch("campaign/x", std::nullopt, first_));
  ASSERT_TRUE(repo_.move_branch("campaign/x", first_, one));
  ASSERT_TRUE(repo_.materialize(repo_.read_commit(one)->spec.tree, "", user_.beside("tree")));
  ASSERT_TRUE(repo_.is_clean("target"));
  ASSERT_TRUE(repo_.blame(one, "tracked"));
  ASSERT_TRUE(repo_.copy_history(one, user_.beside("copy"), "bundle"));
  const auto after = everything();
  ASSERT_TRUE(repo_.delete_branch("campaign/x"));

  EXPECT_EQ(after, before);
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(user_.git("status --porcelain"), status);
  EXPECT_EQ(user_.git("show stash@{0}:tracked"), "stashed");
}

TEST_F(CheckoutTest, AnUncleanCheckoutIsNotUpdated) {
  const CommitId next = child_of_first({{"tracked", "2\n"}});
  begin_work();
  const auto before = everything();

  const Result<void> updated = repo_.update_checkout(next);

  ASSERT_FALSE(updated);
  EXPECT_EQ(
      updated.error(),
      (Error{ErrorKind::usage, "the checkout is not clean (staged): commit or stash it first"}));
  EXPECT_EQ(everything(), before);
  EXPECT_EQ(user_.git("rev-parse main"), first_.value);
}

TEST_F(CheckoutTest, ACleanCheckoutIsUpdatedWithItsBranchAndIndex) {
  const CommitId next = child_of_first({{"tracked", "2\n"}, {"new/file", "3\n"}});
  user_.write("untracked", "u\n");

  ASSERT_TRUE(repo_.update_checkout(next));

  EXPECT_EQ(user_.read("tracked"), "2\n");
  EXPECT_EQ(user_.read("new/file"), "3\n");
  EXPECT_EQ(user_.read("untracked"), "u\n");
  EXPECT_EQ(user_.git("symbolic-ref HEAD"), "refs/heads/main");
  EXPECT_EQ(user_.git("rev-parse main"), next.value);
  EXPECT_EQ(user_.git("status --porcelain"), "?? untracked");
  EXPECT_EQ(user_.git("stash list").find("stash@{0}"), 0U);
}

TEST_F(CheckoutTest, AnUntrackedFileInTheWayStopsTheUpdate) {
  const CommitId next = child_of_first({{"untracked", "ours\n"}, {"tracked", "2\n"}});
  user_.write("untracked", "the user's\n");
  const auto before = everything();

  EXPECT_FALSE(repo_.update_checkout(next));

  EXPECT_EQ(everything(), before);
}

TEST_F(CheckoutTest, AnIgnoredFileInTheWayIsTheUsersToo) {
  const CommitId next = child_of_first({{"ignored", "ours\n"}});
  user_.write("ignored", "the user's\n");

  EXPECT_FALSE(repo_.update_checkout(next));

  EXPECT_EQ(user_.read("ignored"), "the user's\n");
}

TEST_F(CheckoutTest, ADetachedHeadIsNotMoved) {
  const CommitId next = child_of_first({{"tracked", "2\n"}});
  user_.git("checkout -q --detach");

  const Result<void> updated = repo_.update_checkout(next);

  ASSERT_FALSE(updated);
  EXPECT_EQ(updated.error().message, "HEAD is on no branch: check one out first");
  EXPECT_EQ(user_.read("tracked"), "1\n");
}

TEST_F(CheckoutTest, WhatIsUntrackedBelowThePrefixIsNotClean) {
  user_.write("target/new", "1\n");

  EXPECT_TRUE(repo_.is_clean("").value());
  EXPECT_TRUE(repo_.is_clean("targ").value());
  EXPECT_FALSE(repo_.is_clean("target").value());
}

}  // namespace
}  // namespace wright

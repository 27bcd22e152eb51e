// Which directories are a repository for us, and the one line for those that are not.
#include <gtest/gtest.h>

#include "repo/user_repository.h"

namespace wright {
namespace {

using test::commit_of;
using test::plain_git;
using test::UserRepository;

std::string refusal(const std::filesystem::path& directory) {
  const Result<Repo> repo = Repo::open(directory);
  return repo ? "" : repo.error().message;
}

TEST(OpenTest, AnyDirectoryBelowTheRootOpensIt) {
  const UserRepository user;
  user.write("a/b/c", "1");

  const Result<Repo> repo = Repo::open(user.path() / "a" / "b");

  ASSERT_TRUE(repo);
  EXPECT_EQ(repo->root(), user.path());
  EXPECT_EQ(repo->git_directory(), user.path() / ".git");
}

TEST(OpenTest, NoRepositoryIsOneLineWithTheCure) {
  const TempDirectory scratch = TempDirectory::make(testing::TempDir(), "none").value();

  EXPECT_EQ(refusal(scratch.path()),
            scratch.path().string() + ": is in no git repository: `git init` makes one");
}

TEST(OpenTest, ASha256RepositoryIsOneClearLine) {
  const UserRepository user;
  user.git("init -q --object-format=sha256 " + user.beside("new").string());

  EXPECT_EQ(refusal(user.beside("new")), user.beside("new").string() +
                                             "/.git/: SHA-256 repositories are not supported "
                                             "yet: use a SHA-1 one");
}

TEST(OpenTest, ALinkedCheckoutOfASha256RepositoryIsTheSameLine) {
  const UserRepository user;
  const std::string main = user.beside("new").string();
  const std::filesystem::path linked = user.beside("linked");
  user.git("init -q --object-format=sha256 " + main);
  plain_git(main, "commit -q --allow-empty -m first");
  plain_git(main, "worktree add -q -b other " + linked.string());

  EXPECT_NE(refusal(linked).find("SHA-256 repositories are not supported yet"), std::string::npos)
      << refusal(linked);
}

TEST(OpenTest, ABareRepositoryIsOneClearLine) {
  const UserRepository user;
  user.git("init -q --bare " + user.beside("bare").string());

  EXPECT_EQ(refusal(user.beside("bare")), user.beside("bare").string() + ": is a bare repository");
}

TEST(OpenTest, ALinkedCheckoutSharesTheBranches) {
  const UserRepository user;
  const CommitId first = user.commit("a", "1");
  user.git("worktree add -q -b other " + user.beside("linked").string());
  Repo linked = Repo::open(user.beside("linked")).value();

  ASSERT_TRUE(linked.move_branch("campaign/x", std::nullopt, first));

  EXPECT_EQ(user.git("rev-parse campaign/x"), first.value);
  EXPECT_EQ(linked.head_branch().value(), "other");
  EXPECT_EQ(user.open().head_branch().value(), "main");
}

TEST(OpenTest, AFreshRepositoryHasABranchAndNoCommit) {
  const UserRepository user;
  Repo repo = user.open();

  EXPECT_EQ(repo.head_branch().value(), "main");
  EXPECT_EQ(repo.head().value(), std::nullopt);
  EXPECT_TRUE(repo.is_clean("").value());
}

TEST(OpenTest, AShallowHistorySaysThatItIsCut) {
  const UserRepository user;
  user.commit("a", "1");
  const CommitId tip = user.commit("a", "2");
  plain_git(user.beside(""), "clone -q --depth 1 file://" + user.path().string() + " shallow");

  const Repo::History whole = user.open().history(tip).value();
  const Repo::History shallow = Repo::open(user.beside("shallow"))->history(tip).value();

  EXPECT_EQ(whole.commits.size(), 2U);
  EXPECT_FALSE(whole.truncated);
  EXPECT_EQ(shallow.commits, std::vector<CommitInfo>{whole.commits.front()});
  EXPECT_TRUE(shallow.truncated);
}

TEST(OpenTest, WhatIsWrittenIsReadBackTheSame) {
  const UserRepository user;
  Repo repo = user.open();
  CommitSpec spec = commit_of(repo.empty_tree().value());
  spec.message = "A claim \xc3\xa9\n\nWhy.\n\nTensorwright-Task: one\nTensorwright-Agent: two: x\n";

  const CommitId id = repo.commit(spec).value();
  const CommitInfo info = repo.read_commit(id).value();

  EXPECT_EQ(info.spec, spec);
  EXPECT_EQ(info.trailers, (std::map<std::string, std::string>{{"Tensorwright-Task", "one"},
                                                               {"Tensorwright-Agent", "two: x"}}));
  user.git("fsck --strict --no-dangling");
}

TEST(OpenTest, ARevisionThatIsNotThereIsAUsageError) {
  const UserRepository user;
  const CommitId tip = user.commit("a", "1");
  Repo repo = user.open();

  EXPECT_EQ(repo.resolve("main").value(), tip);
  EXPECT_EQ(repo.resolve(tip.value.substr(0, 10)).value(), tip);
  for (const std::string revision : {"", "nothing", "main:a", "HEAD~9", "\x1b[31m", ":/"}) {
    const Result<CommitId> found = repo.resolve(revision);
    ASSERT_FALSE(found) << revision;
    EXPECT_EQ(found.error().kind, ErrorKind::usage) << revision;
  }
}

}  // namespace
}  // namespace wright

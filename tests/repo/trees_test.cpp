// Patches between trees: what is applied, what is found by diff, what is refused.
#include <gtest/gtest.h>

#include "repo/user_repository.h"

namespace wright {
namespace {

using test::patch_of;
using Files = std::map<std::string, std::string>;

// Every kind of step that one tree can be away from another.
const std::vector<Files> kTrees{
    {},
    {{"a", "1"}},
    {{"a", "2"}, {"b/c", "3"}, {"b/d", ""}},
    {{"a/x", "a file became a directory"}, {"b", "and the other way round"}},
    {{"b/c", "3"}, {"b.c", "sorts between"}, {"b0", "and after"}},
    {{"deep/er/and/deep/er", "only this"}},
    {{"bytes", std::string("\0\r\n\xff\n\r", 6)}, {"\xc3\xa9/\xe6\xbc\xa2 x", "a name in UTF-8"}},
};

class TreesTest : public ::testing::Test {
 protected:
  // The tree that git itself makes of these files.
  TreeId tree_by_git(const Files& files) {
    user_.git("rm -q -r --cached --ignore-unmatch .");
    user_.git("clean -fdqx");
    for (const auto& [path, bytes] : files) user_.write(path, bytes);
    user_.git("add -A");
    return TreeId{user_.git("write-tree")};
  }
  TreeId applied(const Files& files) {
    return repo_.apply(repo_.empty_tree().value(), "", patch_of(files)).value();
  }
  std::string refusal(const std::string& path) {
    Patch patch;
    patch.entries.push_back({path, FileMode::regular, digest_of("x")});
    patch.blobs[digest_of("x")] = "x";
    const Result<TreeId> tree = repo_.apply(repo_.empty_tree().value(), "", patch);
    return tree ? "" : tree.error().message;
  }

  test::UserRepository user_;
  Repo repo_ = user_.open();
};

TEST_F(TreesTest, DiffAndApplyAreInverseAndMakeWhatGitMakes) {
  std::vector<TreeId> trees;
  for (const Files& files : kTrees) trees.push_back(tree_by_git(files));

  for (std::size_t from = 0; from < trees.size(); ++from) {
    for (std::size_t to = 0; to < trees.size(); ++to) {
      const Patch patch = repo_.diff(trees[from], trees[to], "").value();
      const Result<TreeId> there = repo_.apply(trees[from], "", patch);

      ASSERT_TRUE(there) << from << " to " << to << ": " << there.error().message;
      EXPECT_EQ(*there, trees[to]) << from << " to " << to;
    }
  }
}

TEST_F(TreesTest, APatchReachesOnlyBelowItsPrefix) {
  const TreeId base = tree_by_git({{"README", "ours"}, {"target/a", "1"}, {"target0", "beside"}});

  const TreeId tree = repo_.apply(base, "target", patch_of({{"a", "2"}, {"sub/b", "3"}})).value();

  EXPECT_EQ(
      tree,
      tree_by_git(
          {{"README", "ours"}, {"target/a", "2"}, {"target/sub/b", "3"}, {"target0", "beside"}}));
  EXPECT_EQ(repo_.diff(base, tree, "target").value(), patch_of({{"a", "2"}, {"sub/b", "3"}}));
  EXPECT_EQ(repo_.diff(base, tree, "elsewhere").value(), Patch());
}

TEST_F(TreesTest, AModeAloneIsAChange) {
  const TreeId base = applied({{"run.sh", "#!/bin/sh\n"}});
  Patch patch;
  put(patch, "run.sh", FileMode::executable, "#!/bin/sh\n");

  const TreeId tree = repo_.apply(base, "", patch).value();

  EXPECT_NE(tree, base);
  EXPECT_EQ(repo_.diff(base, tree, "").value(), patch);
}

TEST_F(TreesTest, ANameThatCouldLeaveItsTreeIsRefused) {
  for (const std::string path :
       {"..", "../up", "a/../b", "a/..", ".", "./a", "a/./b", "/etc/passwd", "a//b", "a/", "",
        "back\\slash", "a\nb", "a\tb", "\x1b[2Jx", "\xff", "a/\xc0\xaf/b", "\xe2\x80\xae.cpp"}) {
    EXPECT_NE(refusal(path).find("path \""), std::string::npos) << path;
  }
  EXPECT_NE(refusal(std::string("nul\0byte", 8)).find("path \""), std::string::npos);
  EXPECT_NE(refusal("a/" + std::string(256, 'x')).find("255 bytes"), std::string::npos);
}

TEST_F(TreesTest, ANameThatSomeFileSystemTakesForAGitDirectoryIsRefused) {
  for (const std::string path :
       {".git", ".git/config", ".GIT/config", ".Git", "sub/.gIt/hooks/post-checkout", "GIT~1",
        "git~1/config", "sub/Git~1", ".git ", ".git.", ".git. .", ".git::$INDEX_ALLOCATION",
        "\xe2\x80\x8c.git", ".g\xe2\x80\x8cit/config"}) {
    EXPECT_NE(refusal(path).find("path \""), std::string::npos) << path;
  }
  for (const std::string path : {".gitignore", ".github/x", "git", "agit~1", "digit/x"}) {
    EXPECT_EQ(refusal(path), "") << path;
  }
}

TEST_F(TreesTest, ALinkInATreeIsNamedAndNotFollowed) {
  std::filesystem::create_symlink("/etc/passwd", user_.path() / "link");
  user_.git("add -A");
  const TreeId tree{user_.git("write-tree")};

  const Result<std::vector<TreeFile>> files = repo_.list(tree, "");

  ASSERT_FALSE(files);
  EXPECT_EQ(files.error(), (Error{ErrorKind::git, "link: is a link or a submodule"}));
}

TEST_F(TreesTest, AFileAndADirectoryOfOneNameAreAnErrorAndLoseNothing) {
  const TreeId base = applied({{"dir/x", "1"}, {"file", "1"}});

  EXPECT_EQ(repo_.apply(base, "", patch_of({{"dir", "2"}})).error().message,
            "path \"dir\" is a file and a directory");
  EXPECT_EQ(repo_.apply(base, "", patch_of({{"file/x", "2"}})).error().message,
            "path \"file/x\" is a file and a directory");
}

TEST_F(TreesTest, DeletingWhatIsNotThereIsAnError) {
  Patch patch;
  put(patch, "gone", FileMode::regular, std::nullopt);

  EXPECT_FALSE(repo_.apply(applied({{"a", "1"}}), "", patch));
}

TEST_F(TreesTest, ASubtreeIsPutInAndTakenOut) {
  const TreeId inner = applied({{"a", "1"}});
  const TreeId base = tree_by_git({{"README", "ours"}, {"x/old", "0"}});

  const TreeId tree = repo_.with_subtree(base, "x/target", inner).value();

  EXPECT_EQ(tree, tree_by_git({{"README", "ours"}, {"x/old", "0"}, {"x/target/a", "1"}}));
  EXPECT_EQ(repo_.subtree(tree, "x/target").value(), inner);
  EXPECT_EQ(repo_.subtree(tree, "README").value(), std::nullopt);
  EXPECT_EQ(repo_.subtree(tree, "x/none").value(), std::nullopt);
}

}  // namespace
}  // namespace wright

// A tree as files, with those that did not change taken over from before.
#include <gtest/gtest.h>

#include "repo/user_repository.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using test::patch_of;

class MaterializeTest : public ::testing::Test {
 protected:
  TreeId tree_of(const std::map<std::string, std::string>& files) {
    return repo_.apply(repo_.empty_tree().value(), "", patch_of(files)).value();
  }
  // Path to mode and bytes.
  [[nodiscard]] std::map<std::string, std::string> files_in(const std::string& name) const {
    std::map<std::string, std::string> all;
    for (const auto& entry : fs::recursive_directory_iterator(user_.beside(name))) {
      struct stat about {};
      ::lstat(entry.path().c_str(), &about);
      const std::string bytes = entry.is_directory() ? "/" : read_file(entry.path()).value();
      all[entry.path().lexically_relative(user_.beside(name)).string()] =
          fmt_mode(about.st_mode) + " " + bytes;
    }
    return all;
  }
  static std::string fmt_mode(mode_t mode) {
    std::string digits;
    for (const int shift : {6, 3, 0}) digits += static_cast<char>('0' + (mode >> shift & 7));
    return digits;
  }
  [[nodiscard]] ino_t inode(const std::string& path) const {
    struct stat about {};
    EXPECT_EQ(::lstat(user_.beside(path).c_str(), &about), 0) << path;
    return about.st_ino;
  }

  test::UserRepository user_;
  Repo repo_ = user_.open();
};

TEST_F(MaterializeTest, FilesHaveTheirBytesAndModesUnderAnyUmask) {
  Patch patch = patch_of({{"a/b", std::string("\0\r\n", 3)}, {"empty", ""}});
  put(patch, "run", FileMode::executable, "#!/bin/sh\n");
  const TreeId tree = repo_.apply(repo_.empty_tree().value(), "", patch).value();

  const mode_t before = ::umask(077);
  const Result<void> written = repo_.materialize(tree, "", user_.beside("out"));
  ::umask(before);

  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(files_in("out"),
            (std::map<std::string, std::string>{{"a", "755 /"},
                                                {"a/b", "644 " + std::string("\0\r\n", 3)},
                                                {"empty", "644 "},
                                                {"run", "755 #!/bin/sh\n"}}));
}

TEST_F(MaterializeTest, WhatDidNotChangeIsTheSameFile) {
  const TreeId first = tree_of({{"same/x", "1"}, {"changed", "1"}, {"gone", "1"}});
  const TreeId second = tree_of({{"same/x", "1"}, {"changed", "2"}, {"new", "1"}});
  ASSERT_TRUE(repo_.materialize(first, "", user_.beside("one")));

  ASSERT_TRUE(repo_.materialize(second, "", user_.beside("two"), user_.beside("one"), first));

  EXPECT_EQ(inode("two/same/x"), inode("one/same/x"));
  EXPECT_NE(inode("two/changed"), inode("one/changed"));
  EXPECT_EQ(files_in("one").at("changed"), "644 1");
  EXPECT_EQ(files_in("two"),
            (std::map<std::string, std::string>{
                {"same", "755 /"}, {"same/x", "644 1"}, {"changed", "644 2"}, {"new", "644 1"}}));
}

TEST_F(MaterializeTest, AModeThatChangedMakesANewFile) {
  const TreeId first = tree_of({{"run", "x"}});
  Patch patch;
  put(patch, "run", FileMode::executable, "x");
  const TreeId second = repo_.apply(first, "", patch).value();
  ASSERT_TRUE(repo_.materialize(first, "", user_.beside("one")));

  ASSERT_TRUE(repo_.materialize(second, "", user_.beside("two"), user_.beside("one"), first));

  EXPECT_EQ(files_in("one").at("run"), "644 x");
  EXPECT_EQ(files_in("two").at("run"), "755 x");
}

TEST_F(MaterializeTest, WhatTheEarlierResultLostIsWrittenAfresh) {
  const TreeId tree = tree_of({{"a", "1"}});
  ASSERT_TRUE(repo_.materialize(tree, "", user_.beside("one")));
  fs::remove(user_.beside("one") / "a");

  ASSERT_TRUE(repo_.materialize(tree, "", user_.beside("two"), user_.beside("one"), tree));

  EXPECT_EQ(files_in("two"), (std::map<std::string, std::string>{{"a", "644 1"}}));
}

TEST_F(MaterializeTest, OnlyWhatIsBelowThePrefixIsWritten) {
  const TreeId tree = tree_of({{"README", "1"}, {"target/a/b", "2"}});

  ASSERT_TRUE(repo_.materialize(tree, "target/a", user_.beside("out")));

  EXPECT_EQ(files_in("out"), (std::map<std::string, std::string>{{"b", "644 2"}}));
}

TEST_F(MaterializeTest, AFileOrALinkInTheWayIsNotWrittenThrough) {
  const TreeId tree = tree_of({{"a", "ours"}});
  fs::create_directory(user_.beside("out"));
  fs::create_symlink(user_.beside("victim"), user_.beside("out") / "a");

  EXPECT_FALSE(repo_.materialize(tree, "", user_.beside("out")));

  EXPECT_FALSE(fs::exists(user_.beside("victim")));
}

TEST_F(MaterializeTest, ATreeWithALinkIsNotWritten) {
  fs::create_symlink("/etc/passwd", user_.path() / "link");
  user_.write("a", "1");
  user_.git("add -A");
  const TreeId tree{user_.git("write-tree")};

  EXPECT_FALSE(repo_.materialize(tree, "", user_.beside("out")));

  EXPECT_EQ(files_in("out"), (std::map<std::string, std::string>()));
}

}  // namespace
}  // namespace wright

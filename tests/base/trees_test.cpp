// Trees that somebody else wrote are listed and removed, and nothing beside them.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "base/descriptor.h"
#include "base/files.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class TreesTest : public ::testing::Test {
 protected:
  TreesTest() : scratch_(TempDirectory::make(testing::TempDir(), "trees").value()) {
    write("outside/precious", "kept");
    write("tree/b/file", "1");
    write("tree/a", "2");
    write("tree/b.txt", "3");
  }

  [[nodiscard]] fs::path at(const std::string& name) const { return scratch_.path() / name; }
  void write(const std::string& name, const std::string& bytes) const {
    make_directories(at(name).parent_path()).value();
    std::ofstream(at(name)) << bytes;
  }
  [[nodiscard]] std::string fault_of_listing(const std::string& name) const {
    const auto listed = list_files(at(name));
    return listed ? "" : listed.error().message;
  }

  TempDirectory scratch_;
};

// A chain of directories longer than any path may be.
void make_chain(const fs::path& top, int levels) {
  Descriptor here(::open(top.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const std::string name(40, 'd');
  for (int level = 0; level < levels; ++level) {
    ASSERT_EQ(::mkdirat(here.get(), name.c_str(), 0700), 0);
    here = Descriptor(::openat(here.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    ASSERT_TRUE(here);
  }
  const Descriptor file(::openat(here.get(), "file", O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  ASSERT_TRUE(file);
}

TEST_F(TreesTest, FilesAreListedSortedWithTheirRelativePaths) {
  EXPECT_THAT(list_files(at("tree")).value(), ElementsAre("a", "b.txt", "b/file"));
  EXPECT_THAT(list_files(at("tree"), 3).value(), ElementsAre("a", "b.txt", "b/file"));
}

TEST_F(TreesTest, MoreFilesThanAllowedAreAnError) {
  const auto listed = list_files(at("tree"), 2);

  ASSERT_FALSE(listed);
  EXPECT_EQ(listed.error(), (Error{ErrorKind::io, "more than 2 files"}));
}

TEST_F(TreesTest, AnythingButFilesAndDirectoriesIsNamedAndNotFollowed) {
  fs::create_directory_symlink(at("outside"), at("tree/b/link"));
  EXPECT_EQ(fault_of_listing("tree"), "b/link: is neither a file nor a directory");

  fs::remove(at("tree/b/link"));
  ASSERT_EQ(::mkfifo(at("tree/fifo").c_str(), 0600), 0);
  EXPECT_EQ(fault_of_listing("tree"), "fifo: is neither a file nor a directory");
}

TEST_F(TreesTest, ALinkToATreeIsNoTree) {
  fs::create_directory_symlink("tree", at("link"));

  EXPECT_THAT(fault_of_listing("link"), HasSubstr("cannot list"));
  EXPECT_THAT(fault_of_listing("absent"), HasSubstr("No such file"));
}

TEST_F(TreesTest, RemovingATreeLeavesWhatItsLinksPointTo) {
  fs::create_directory_symlink(at("outside"), at("tree/b/folder"));
  fs::create_symlink(at("outside/precious"), at("tree/file"));
  fs::create_symlink("nowhere", at("tree/dangling"));
  ASSERT_EQ(::mkfifo(at("tree/fifo").c_str(), 0600), 0);

  ASSERT_TRUE(remove_tree(at("tree")));

  EXPECT_FALSE(fs::exists(at("tree")));
  EXPECT_EQ(read_file(at("outside/precious")).value(), "kept");
}

TEST_F(TreesTest, RemovingALinkOrAFileRemovesItAlone) {
  fs::create_directory_symlink("outside", at("link"));

  ASSERT_TRUE(remove_tree(at("link")));
  ASSERT_TRUE(remove_tree(at("tree/a")));

  EXPECT_FALSE(fs::is_symlink(at("link")));
  EXPECT_EQ(read_file(at("outside/precious")).value(), "kept");
  EXPECT_THAT(list_files(at("tree")).value(), ElementsAre("b.txt", "b/file"));
}

TEST_F(TreesTest, WhatIsAbsentIsRemovedAlready) {
  EXPECT_TRUE(remove_tree(at("absent")));
  EXPECT_TRUE(remove_tree(at("absent/deeper")));
  EXPECT_TRUE(remove_tree(at("tree/a/below_a_file")));
}

TEST_F(TreesTest, ATreeOfClosedDirectoriesIsRemoved) {
  write("tree/closed/deeper/file", "bytes");
  fs::permissions(at("tree/closed/deeper"), fs::perms(0000));
  fs::permissions(at("tree/closed"), fs::perms(0500));
  fs::permissions(at("tree"), fs::perms(0100));

  ASSERT_TRUE(remove_tree(at("tree")));

  EXPECT_FALSE(fs::exists(at("tree")));
}

TEST_F(TreesTest, ATreeDeeperThanAnyPathIsRemoved) {
  make_chain(at("tree/b"), 150);

  const Result<void> removed = remove_tree(at("tree"));

  ASSERT_TRUE(removed) << removed.error().message;
  EXPECT_FALSE(fs::exists(at("tree")));
}

constexpr uid_t kSomebody = 65534;

// Acts as somebody else while it lives.
class As {
 public:
  explicit As(uid_t user) : was_(::geteuid()), worked_(::seteuid(user) == 0) {}
  ~As() { worked_ = ::seteuid(was_) == 0; }
  [[nodiscard]] bool worked() const { return worked_; }

 private:
  uid_t was_;
  bool worked_;
};

TEST_F(TreesTest, ALinkThatCannotBeRemovedDoesNotOpenItsTarget) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root: a second user owns the link";
  ASSERT_TRUE(make_directories(at("sticky")));
  fs::create_symlink(at("outside/precious"), at("sticky/link"));
  fs::permissions(at("sticky"), fs::perms(01777));  // Only its owner may remove the link.
  fs::permissions(at("outside/precious"), fs::perms(0400));
  ASSERT_EQ(::chown(at("outside/precious").c_str(), kSomebody, kSomebody), 0);
  fs::permissions(scratch_.path(), fs::perms(0755));

  Result<void> removed;
  {
    const As somebody(kSomebody);
    ASSERT_TRUE(somebody.worked());
    removed = remove_tree(at("sticky"));
  }

  EXPECT_FALSE(removed);
  EXPECT_TRUE(fs::is_symlink(at("sticky/link")));
  EXPECT_EQ(fs::status(at("outside/precious")).permissions(), fs::perms(0400));
}

TEST_F(TreesTest, ATreeThatCannotBeSeenIsNotCalledRemoved) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root: a second user is locked out";
  fs::permissions(scratch_.path(), fs::perms(0700));

  Result<void> removed;
  {
    const As somebody(kSomebody);
    ASSERT_TRUE(somebody.worked());
    removed = remove_tree(at("tree"));
  }

  ASSERT_FALSE(removed);
  EXPECT_THAT(removed.error().message, HasSubstr("Permission denied"));
}

}  // namespace
}  // namespace wright

// Reads have bounds, writes are whole or absent.
#include "base/files.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace wright {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class FilesTest : public ::testing::Test {
 protected:
  FilesTest() : scratch_(TempDirectory::make(testing::TempDir(), "files").value()) {}

  [[nodiscard]] fs::path at(const std::string& name) const { return scratch_.path() / name; }
  [[nodiscard]] std::string fault_of_reading(const std::string& name) const {
    const Result<std::string> read = read_file(at(name));
    return read ? "" : read.error().message;
  }

  TempDirectory scratch_;
};

TEST_F(FilesTest, WhatWasWrittenIsRead) {
  const std::string bytes = std::string("a\0b\xFF\n", 5) + std::string(200000, 'x');

  ASSERT_TRUE(write_file(at("file"), bytes));

  EXPECT_EQ(read_file(at("file")).value(), bytes);
  EXPECT_EQ(fs::status(at("file")).permissions(), fs::perms(0644));
}

TEST_F(FilesTest, AFileOfTheBoundIsReadAndOneByteMoreIsNot) {
  ASSERT_TRUE(write_file(at("file"), "12345"));

  EXPECT_EQ(read_file(at("file"), 5).value(), "12345");
  const Result<std::string> longer = read_file(at("file"), 4);
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error(),
            (Error{ErrorKind::io, at("file").string() + ": has 5 bytes, more than 4"}));
}

TEST_F(FilesTest, WhatIsNoRegularFileIsRefusedAtOnce) {
  ASSERT_EQ(::mkfifo(at("fifo").c_str(), 0600), 0);
  ASSERT_TRUE(make_directories(at("folder")));

  EXPECT_THAT(fault_of_reading("fifo"), HasSubstr("is not a regular file"));
  EXPECT_THAT(fault_of_reading("folder"), HasSubstr("is not a regular file"));
  EXPECT_FALSE(read_file("/dev/zero"));
  EXPECT_THAT(fault_of_reading("absent"), HasSubstr("No such file"));
}

TEST_F(FilesTest, AMessageCannotSteerTheTerminal) {
  const std::string fault = fault_of_reading("\x1b[2J");

  EXPECT_THAT(fault, HasSubstr("\\x1b[2J"));
  EXPECT_EQ(fault.find('\x1b'), std::string::npos);
}

TEST_F(FilesTest, WritingReplacesALinkAndLeavesItsTarget) {
  ASSERT_TRUE(write_file(at("precious"), "kept"));
  fs::create_symlink("precious", at("link"));

  ASSERT_TRUE(write_file(at("link"), "new"));

  EXPECT_EQ(read_file(at("precious")).value(), "kept");
  EXPECT_FALSE(fs::is_symlink(at("link")));
  EXPECT_EQ(read_file(at("link")).value(), "new");
}

TEST_F(FilesTest, AWriteThatFailsLeavesNothingBeside) {
  ASSERT_TRUE(make_directories(at("taken/by/folders")));

  const Result<void> over_a_directory = write_file(at("taken"), "bytes");
  const Result<void> into_nowhere = write_file(at("absent/file"), "bytes");

  EXPECT_FALSE(over_a_directory);
  EXPECT_FALSE(into_nowhere);
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(scratch_.path())) {
    names.push_back(entry.path().filename().string());
  }
  EXPECT_THAT(names, ElementsAre("taken"));
}

TEST_F(FilesTest, DirectoriesAreMadeOnceAndAFileInTheWayIsNamed) {
  EXPECT_TRUE(make_directories(at("a/b/c")));
  EXPECT_TRUE(make_directories(at("a/b/c")));
  ASSERT_TRUE(write_file(at("a/file"), ""));

  const Result<void> blocked = make_directories(at("a/file/d"));

  ASSERT_FALSE(blocked);
  EXPECT_THAT(blocked.error().message, HasSubstr("a/file/d"));
}

TEST_F(FilesTest, ATemporaryDirectoryGoesWithItsContent) {
  fs::path path;
  {
    const TempDirectory mine = TempDirectory::make(scratch_.path(), "mine-").value();
    path = mine.path();
    ASSERT_TRUE(make_directories(path / "deep/er"));
    ASSERT_TRUE(write_file(path / "deep/er/file", "bytes"));
    EXPECT_EQ(path.parent_path(), scratch_.path());
    EXPECT_EQ(path.filename().string().rfind("mine-", 0), 0U);
    EXPECT_EQ(fs::status(path).permissions(), fs::perms(0700));
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(FilesTest, AMovedTemporaryDirectoryHasOneOwner) {
  TempDirectory first = TempDirectory::make(scratch_.path(), "first-").value();
  const fs::path path = first.path();
  {
    const TempDirectory second = std::move(first);
    EXPECT_EQ(second.path(), path);
    EXPECT_TRUE(fs::exists(path));
  }
  EXPECT_FALSE(fs::exists(path));
}

TEST_F(FilesTest, ATemporaryDirectoryNeedsItsParent) {
  const Result<TempDirectory> orphan = TempDirectory::make(at("absent"), "x");

  ASSERT_FALSE(orphan);
  EXPECT_EQ(orphan.error().kind, ErrorKind::io);
}

}  // namespace
}  // namespace wright

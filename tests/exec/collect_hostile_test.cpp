// What a stranger put there to be followed, opened, believed or choked on.
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/descriptor.h"
#include "exec/changed_tree.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using Refusals = std::vector<std::string>;

class CollectHostileTest : public test::ChangedTree {};

TEST_F(CollectHostileTest, WhatIsNoRegularFileIsRefusedAndNeverOpened) {
  fs::create_symlink("/etc/passwd", upper() / "absolute");
  fs::create_symlink(".", upper() / "loop");
  fs::create_directory_symlink("/etc", upper() / "tree");
  ASSERT_EQ(::mkfifo((upper() / "fifo").c_str(), 0600), 0);
  const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{AF_UNIX, {}};
  std::strcpy(address.sun_path, (upper() / "socket").c_str());
  ASSERT_EQ(::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);

  const Collected got = collected();

  EXPECT_EQ(got.patch, Patch());
  EXPECT_EQ(got.refused,
            (Refusals{"absolute: a symbolic link", "fifo: a FIFO", "loop: a symbolic link",
                      "socket: a socket", "tree: a symbolic link"}));
}

TEST_F(CollectHostileTest, ADeviceIsRefused) {
  if (::mknod((upper() / "zero").c_str(), S_IFCHR | 0666, makedev(1, 5)) != 0) {
    GTEST_SKIP() << "making a device needs root: " << std::strerror(errno);
  }

  EXPECT_EQ(collected().refused, Refusals{"zero: a device"});
}

TEST_F(CollectHostileTest, OddNamesAreRefusedInEscapedForm) {
  for (const char* name : {"\xff", "a\nb", "\x1b[2J", "back\\slash", "-rf", ".git", ".GIT", "GIT~1",
                           "git~1", ".git ", ".git.", ".git:x", "\xe2\x80\xae.cpp"}) {
    write(upper() / name, "x");
  }
  write(upper() / ".Git/config", "x");
  write(upper() / "plain", "x");

  const Collected got = collected();

  Patch expected;
  put(expected, "plain", FileMode::regular, "x");
  EXPECT_EQ(got.patch, expected);
  EXPECT_EQ(got.refused.size(), 14U);
  EXPECT_THAT(got.refused, ::testing::Contains("-rf: its name starts with '-'"));
  EXPECT_THAT(got.refused, ::testing::Contains("GIT~1: git would take it for its own"));
  EXPECT_THAT(got.refused, ::testing::Each(::testing::Not(::testing::HasSubstr("\x1b"))));
}

TEST_F(CollectHostileTest, TooManyTooDeepAndTooLargeAreRefusedByName) {
  CollectLimits limits;
  limits.depth_max = 3;
  limits.file_bytes_max = 10;
  limits.total_bytes_max = 15;
  write(upper() / "a", std::string(11, 'x'));
  write(upper() / "b", std::string(10, 'x'));
  write(upper() / "c", std::string(6, 'x'));
  write(upper() / "d/e/f/g", "1");
  write(upper() / "h/i/j", "1");

  const Collected got = collected(limits);

  Patch expected;
  put(expected, "b", FileMode::regular, std::string(10, 'x'));
  put(expected, "h/i/j", FileMode::regular, "1");
  EXPECT_EQ(got.patch, expected);
  EXPECT_EQ(got.refused, (Refusals{"a: above 10 bytes", "c: above 5 bytes",
                                   "d/e/f: deeper than 3 directories"}));
}

TEST_F(CollectHostileTest, AHugeTreeIsCutAndSaysSo) {
  CollectLimits limits;
  limits.files_max = 20;
  for (int i = 0; i < 30; ++i) write(upper() / ("f" + std::to_string(i)), "x");

  const Collected got = collected(limits);

  EXPECT_EQ(got.patch.entries.size(), 20U);
  EXPECT_EQ(got.refused, Refusals{": more than 20 entries in all"});
}

TEST_F(CollectHostileTest, ASparseGiantIsRefusedByItsSize) {
  write(upper() / "giant", "");
  fs::resize_file(upper() / "giant", 1LL << 40);

  EXPECT_EQ(collected().refused, Refusals{"giant: above 4194304 bytes"});
}

TEST_F(CollectHostileTest, AnUpperTreeThatIsALinkIsAnError) {
  fs::remove(upper());
  fs::create_directory_symlink("/etc", upper());

  EXPECT_FALSE(collect_changes(lower(), scratch_.path() / "changes"));
}

TEST_F(CollectHostileTest, OneFileIsTakenThroughNoLink) {
  write(lower() / "report", "1");
  write(scratch_.path() / "secret", "s");
  fs::create_symlink("../secret", lower() / "link");
  fs::create_directory_symlink("..", lower() / "up");
  ASSERT_EQ(::mkfifo((lower() / "fifo").c_str(), 0600), 0);

  EXPECT_EQ(collect_file(lower(), "report", 1).value(), "1");
  EXPECT_EQ(collect_file(lower(), "report", 0).error().message, "report: above 0 bytes");
  EXPECT_EQ(collect_file(lower(), "link", 9).error().message, "link: a symbolic link");
  EXPECT_EQ(collect_file(lower(), "fifo", 9).error().message, "fifo: a FIFO");
  for (const char* path : {"up/secret", "../secret", "/etc/passwd", "absent", "", "."}) {
    EXPECT_FALSE(collect_file(lower(), path, 100000)) << path;
  }
}

}  // namespace
}  // namespace wright

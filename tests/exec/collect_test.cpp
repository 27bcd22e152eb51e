// What the changes of an overlay amount to.
#include <sys/xattr.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "exec/changed_tree.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using Refusals = std::vector<std::string>;

class CollectTest : public test::ChangedTree {};

TEST_F(CollectTest, NoCommandYetIsNoChange) {
  fs::remove(upper());

  EXPECT_EQ(collected().patch, Patch());
}

TEST_F(CollectTest, AddedChangedAndDeletedFilesAreThePatch) {
  write(lower() / "src/old", "1");
  write(lower() / "src/gone", "1");
  write(upper() / "src/old", "2");
  write(upper() / "src/new/deep", std::string("\0\r\n", 3));
  white_out("src/gone");

  const Collected got = collected();

  Patch expected;
  put(expected, "src/old", FileMode::regular, "2");
  put(expected, "src/new/deep", FileMode::regular, std::string("\0\r\n", 3));
  put(expected, "src/gone", FileMode::regular, std::nullopt);
  EXPECT_EQ(got.patch, expected);
  EXPECT_EQ(got.refused, Refusals());
}

TEST_F(CollectTest, TheSameBytesAndModeAreNoChange) {
  write(lower() / "same", "1");
  write(upper() / "same", "1");
  write(lower() / "mode", "1");
  write(upper() / "mode", "1");
  ::chmod((upper() / "mode").c_str(), 0755);

  const Collected got = collected();

  Patch expected;
  put(expected, "mode", FileMode::executable, "1");
  EXPECT_EQ(got.patch, expected);
}

TEST_F(CollectTest, AWholeDirectoryCanGoAndAFileTakeItsPlace) {
  write(lower() / "a/x", "1");
  write(lower() / "a/y/z", "1");
  write(lower() / "b/x", "1");
  white_out("a");
  write(upper() / "b", "a file now");

  Patch expected;
  put(expected, "a/x", FileMode::regular, std::nullopt);
  put(expected, "a/y/z", FileMode::regular, std::nullopt);
  put(expected, "b/x", FileMode::regular, std::nullopt);
  put(expected, "b", FileMode::regular, "a file now");
  EXPECT_EQ(collected().patch, expected);
}

TEST_F(CollectTest, AnOpaqueDirectoryHidesWhatWasThere) {
  write(lower() / "a/x", "1");
  write(lower() / "a/y", "1");
  write(upper() / "a/y", "1");
  const char* const mark = ::geteuid() == 0 ? "trusted.overlay.opaque" : "user.overlay.opaque";
  if (::setxattr((upper() / "a").c_str(), mark, "y", 1, 0) != 0) {
    GTEST_SKIP() << mark << " cannot be set in " << testing::TempDir() << ": "
                 << std::strerror(errno);
  }

  Patch expected;
  put(expected, "a/x", FileMode::regular, std::nullopt);
  EXPECT_EQ(collected().patch, expected);
}

}  // namespace
}  // namespace wright

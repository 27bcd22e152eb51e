// One holder at a time, across threads and processes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <future>
#include <optional>

#include "base/descriptor.h"
#include "base/files.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::int64_t kLongMs = 60000;

class FileLockTest : public ::testing::Test {
 protected:
  FileLockTest() : scratch_(TempDirectory::make(testing::TempDir(), "lock").value()) {}

  [[nodiscard]] fs::path file() const { return scratch_.path() / "lock"; }

  TempDirectory scratch_;
};

TEST_F(FileLockTest, ASecondHolderIsTurnedAwayAndToldWhy) {
  const FileLock first = FileLock::try_lock(file()).value();

  const Result<FileLock> second = FileLock::try_lock(file());

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::busy);
  EXPECT_THAT(second.error().message, HasSubstr(file().string() + ": another tensorwright"));
}

TEST_F(FileLockTest, TheLockIsFreeWhenItsHolderIsGone) {
  { const FileLock first = FileLock::try_lock(file()).value(); }

  EXPECT_TRUE(FileLock::try_lock(file()));
}

TEST_F(FileLockTest, AMovedLockIsHeldOnceAndStillHeld) {
  std::optional<FileLock> first = FileLock::try_lock(file()).value();
  std::optional<FileLock> second = std::move(*first);

  first.reset();
  EXPECT_FALSE(FileLock::try_lock(file()));

  second.reset();
  EXPECT_TRUE(FileLock::try_lock(file()));
}

TEST_F(FileLockTest, AWaiterGetsTheLockWhenItIsFreed) {
  std::optional<FileLock> first = FileLock::try_lock(file()).value();
  auto waiter =
      std::async(std::launch::async, [&] { return FileLock::lock(file(), kLongMs).has_value(); });

  first.reset();

  EXPECT_TRUE(waiter.get());
}

TEST_F(FileLockTest, AWaiterIsTurnedAwayWhenItsTimeIsOver) {
  const FileLock first = FileLock::try_lock(file()).value();

  const Result<FileLock> second = FileLock::lock(file(), 5);

  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::busy);
}

// The child holds the lock from its word until its pipe is closed.
TEST_F(FileLockTest, AnotherProcessHoldsTheLockUntilItDies) {
  int word[2];
  int leave[2];
  ASSERT_EQ(::pipe(word), 0);
  ASSERT_EQ(::pipe(leave), 0);
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  char letter = 0;
  if (child == 0) {
    ::close(leave[1]);
    const Result<FileLock> held = FileLock::try_lock(file());
    (void)!::write(word[1], held ? "y" : "n", 1);
    (void)!::read(leave[0], &letter, 1);
    ::_exit(0);
  }
  Descriptor ends[]{Descriptor(word[0]), Descriptor(word[1]), Descriptor(leave[0]),
                    Descriptor(leave[1])};

  ASSERT_EQ(::read(word[0], &letter, 1), 1);
  EXPECT_EQ(letter, 'y');
  EXPECT_FALSE(FileLock::try_lock(file()));

  ends[3].close();
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_TRUE(FileLock::try_lock(file()));
}

TEST_F(FileLockTest, ALinkInThePlaceOfTheLockIsNotFollowed) {
  fs::create_symlink(scratch_.path() / "elsewhere", file());

  const Result<FileLock> lock = FileLock::try_lock(file());

  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().kind, ErrorKind::io);
  EXPECT_FALSE(fs::exists(scratch_.path() / "elsewhere"));
}

}  // namespace
}  // namespace wright

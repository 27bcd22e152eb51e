// A descriptor is closed once, by its last owner.
#include "base/descriptor.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <utility>

#include "base/clock.h"

namespace wright {
namespace {

Descriptor opened() {
  return Descriptor(::open("/dev/null", O_RDONLY | O_CLOEXEC));
}

bool is_open(int fd) {
  return ::fcntl(fd, F_GETFD) != -1;
}

TEST(DescriptorTest, ItClosesWhenItGoes) {
  int number = -1;
  {
    const Descriptor fd = opened();
    number = fd.get();
    ASSERT_TRUE(fd);
    EXPECT_TRUE(is_open(number));
  }
  EXPECT_FALSE(is_open(number));
}

TEST(DescriptorTest, AnEmptyOneClosesNothing) {
  Descriptor none;
  Descriptor failed(::open("/absent/file", O_RDONLY));

  none.close();
  failed.close();

  EXPECT_FALSE(none);
  EXPECT_FALSE(failed);
}

TEST(DescriptorTest, MovingHandsItOn) {
  Descriptor first = opened();
  const int number = first.get();

  const Descriptor second = std::move(first);

  EXPECT_EQ(second.get(), number);
  EXPECT_TRUE(is_open(number));
}

TEST(DescriptorTest, AssigningClosesWhatWasHeld) {
  Descriptor kept = opened();
  const int old = kept.get();

  kept = opened();

  EXPECT_TRUE(is_open(kept.get()));
  EXPECT_NE(kept.get(), old);
  EXPECT_FALSE(is_open(old));
}

TEST(DescriptorTest, ClosingTwiceClosesOnce) {
  Descriptor first = opened();
  const int number = first.get();
  first.close();
  const Descriptor next = opened();  // Usually takes the same number.

  first.close();

  EXPECT_FALSE(first);
  EXPECT_TRUE(is_open(next.get())) << number;
}

TEST(ClockTest, TheSteadyClockDoesNotStepBack) {
  const SystemClock clock;

  const std::int64_t first = clock.steady_ms();

  EXPECT_LE(first, clock.steady_ms());
}

}  // namespace
}  // namespace wright

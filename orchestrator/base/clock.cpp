#include "base/clock.h"

#include <chrono>

namespace wright {
namespace {

template <class TimePoint>
std::int64_t milliseconds_of(TimePoint now) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count();
}

}  // namespace

std::int64_t SystemClock::wall_ms() const {
  return milliseconds_of(std::chrono::system_clock::now());
}

std::int64_t SystemClock::steady_ms() const {
  return milliseconds_of(std::chrono::steady_clock::now());
}

}  // namespace wright

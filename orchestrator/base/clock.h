// A Clock is a port because tests and replays must own the time.
#pragma once

#include <cstdint>

namespace wright {

class Clock {
 public:
  virtual ~Clock() = default;

  // Milliseconds since the Unix epoch, for the record.
  [[nodiscard]] virtual std::int64_t wall_ms() const = 0;

  // Milliseconds of a clock that never steps back, for durations.
  [[nodiscard]] virtual std::int64_t steady_ms() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] std::int64_t wall_ms() const override;
  [[nodiscard]] std::int64_t steady_ms() const override;
};

}  // namespace wright

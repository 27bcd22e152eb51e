// How a command ended.
#pragma once

#include <string>
#include <variant>

namespace wright {

struct Exited {
  int code = 0;
  bool operator==(const Exited&) const = default;
};
struct Signaled {
  int signal = 0;
  bool operator==(const Signaled&) const = default;
};
struct LimitHit {
  std::string limit;  // "wall", "cpu", "memory", "processes", "disk", "output".
  bool operator==(const LimitHit&) const = default;
};
using RunOutcome = std::variant<Exited, Signaled, LimitHit>;

// "exit 0", "signal 11", "wall_limit".
[[nodiscard]] std::string describe(const RunOutcome& outcome);

}  // namespace wright

#include <fmt/format.h>

#include "exec/runner.h"

namespace wright {

bool RunReport::succeeded() const {
  const auto* exited = std::get_if<Exited>(&outcome);
  return exited != nullptr && exited->code == 0;
}

std::string describe(const RunOutcome& outcome) {
  if (const auto* exited = std::get_if<Exited>(&outcome)) {
    return fmt::format("exit {}", exited->code);
  }
  if (const auto* signaled = std::get_if<Signaled>(&outcome)) {
    return fmt::format("signal {}", signaled->signal);
  }
  return fmt::format("{}_limit", std::get<LimitHit>(outcome).limit);
}

}  // namespace wright

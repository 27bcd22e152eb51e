#include <fmt/format.h>

#include "exec/runner.h"

namespace wright {

bool RunReport::succeeded() const {
  const auto* exited = std::get_if<Exited>(&outcome);
  return exited != nullptr && exited->code == 0;
}

Result<Descriptor> Session::take_listener(std::chrono::milliseconds /*deadline*/) {
  return Error{ErrorKind::usage, "this session has no socket to listen on"};
}

bool Session::ends_within(std::chrono::milliseconds /*time*/) {
  return false;
}

Result<std::unique_ptr<Companion>> Session::accompany(const CompanionCommand& /*command*/) {
  return Error{ErrorKind::unsupported, "this session takes no companions"};
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

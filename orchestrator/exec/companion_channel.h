// The companions of one session, as its sandbox's init is told about them.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>

#include "base/descriptor.h"
#include "base/result.h"
#include "exec/runner.h"

namespace wright {

// Must outlive the companions that it has started.
class CompanionChannel {
 public:
  explicit CompanionChannel(Descriptor socket) : socket_(std::move(socket)) {}

  Result<std::unique_ptr<Companion>> start(const CompanionCommand& command);
  void kill(std::uint32_t id) const;
  // Once it has ended.  A channel that is gone has ended them all.
  std::optional<RunOutcome> outcome(std::uint32_t id);

  // Where the listening socket comes through, before there are companions.
  [[nodiscard]] int socket() const { return socket_.get(); }

 private:
  void take_all();

  Descriptor socket_;
  std::uint32_t latest_ = 0;
  bool is_closed_ = false;
  std::map<std::uint32_t, RunOutcome> ended_;
};

}  // namespace wright

// One side's host in a process of its own, timed from outside.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "bench/chain.h"
#include "grader/host.h"

namespace wright {

using Moment = std::chrono::steady_clock::time_point;

struct Lap {
  double seconds = 0;
  Value end;  // Of the chain.
};

// Why a host can run no more chains.
struct Stumble {
  std::string rule;  // "host.*", "bench.threw" or "bench.unsupported".
  std::string message;
  bool is_late = false;  // It was still running when its time was over.
};

class Contestant {
 public:
  // Whatever the host does, each exchange with it ends by `until`.
  static Result<Contestant> start(const StartHost& start, Moment until);

  // The time runs from the first byte of the data to the last byte of the end,
  // so that work which is done early or left for later is in it.  The lap is
  // empty when the host stumbled, now or before.
  Result<Lap> run(const Chain& chain);

  // Ends the process, which must say goodbye properly.
  Result<void> leave();

  [[nodiscard]] const std::optional<Stumble>& stumble() const { return stumble_; }
  [[nodiscard]] const Isolation& isolation() const { return host_->isolation(); }

 private:
  Contestant(std::unique_ptr<Host> host, Moment until) : host_(std::move(host)), until_(until) {}

  Result<Reply> run_chain(const Chain& chain);
  Result<void> drop(const Chain& chain);
  void note(const Reply& reply);

  std::unique_ptr<Host> host_;
  Moment until_;
  std::optional<Stumble> stumble_;
};

}  // namespace wright

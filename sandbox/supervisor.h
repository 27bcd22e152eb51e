// One command of a sandbox: started, watched, reported.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "greet.h"
#include "init_wire.h"
#include "kept_output.h"
#include "launch.h"
#include "report.h"
#include "request.h"
#include "usage.h"

namespace wright {

class Supervisor {
 public:
  // All of them must outlive it.
  Supervisor(const Request& request, const Footing& footing, Launched& launched, const Init& init,
             const Watch& watch);

  // The command that the init was launched with.
  void start();
  // Another one, of a booth: its words and its stdin.
  Result<void> start(const Descriptor& words, const Descriptor& in);

  // Waits until it has ended, or was ended because a limit was passed, and with it all that it
  // started.
  Report finish();

  // The sandbox is gone with it.
  [[nodiscard]] bool is_over() const { return is_dead_; }

 private:
  using Clock = std::chrono::steady_clock;

  void look_before();
  [[nodiscard]] Start start_message() const;
  void pass_listener();
  void watch();
  void wait_for_news(std::int64_t timeout_ms);
  void take_ended();
  Usage measure();
  void check_limits(const Usage& now);
  void stop(const char* limit);
  Report report();
  void set_outcome(Report& report);
  [[nodiscard]] bool is_booth() const { return request_.mode == StreamMode::booth; }
  [[nodiscard]] std::int64_t elapsed_ms() const;

  const Request& request_;
  const Footing& footing_;
  Launched& launched_;
  const Init& init_;
  const Watch& watch_;
  KeptOutput out_;
  KeptOutput err_;
  std::optional<Ended> ended_;
  const char* limit_ = nullptr;
  bool is_dead_ = false;
  Clock::time_point began_ = Clock::now();
  std::int64_t wall_ms_ = 0;
  std::int64_t next_measure_ms_ = 0;
  std::int64_t cpu_before_ms_ = 0;  // Of a booth's commands before.
  std::int64_t refused_forks_before_ = 0;
  Usage peak_;
  std::vector<std::pair<Descriptor, std::int64_t>> disks_;  // With the free bytes at first.
};

}  // namespace wright

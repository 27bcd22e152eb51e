// A control group for one run, version 2 where its controllers are ours to
// use, else version 1.  Removed when the object goes or this process is killed.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cgroup_guard.h"
#include "request.h"

namespace wright {

class Cgroup {
 public:
  // None when this machine lets us make none with memory and pids.
  static std::optional<Cgroup> make(const RunLimits& limits);
  Cgroup(Cgroup&& other) noexcept;
  Cgroup& operator=(Cgroup&& other) noexcept;
  Cgroup(const Cgroup&) = delete;
  Cgroup& operator=(const Cgroup&) = delete;
  ~Cgroup();

  // Like fork(2), and the child has still to join.
  [[nodiscard]] pid_t fork_child() const;
  // For that child, before it gives up root and while it has one thread.
  [[nodiscard]] bool join() const;

  // Nobody is in it any more: the supervisor says so.
  void remove();

  [[nodiscard]] std::optional<std::int64_t> cpu_ms() const;
  [[nodiscard]] std::int64_t memory_peak_bytes() const;
  [[nodiscard]] std::int64_t oom_kills() const;
  [[nodiscard]] std::int64_t refused_forks() const;

 private:
  Cgroup() = default;
  bool make_v2(const RunLimits& limits);
  bool make_v1(const RunLimits& limits);

  bool v2_ = false;
  std::string memory_;  // Directories; the same one in version 2.
  std::string pids_;
  std::string cpu_;  // May be empty.
  CgroupGuard guard_;
};

}  // namespace wright

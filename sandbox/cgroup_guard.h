// Removes control groups when the process that made them is killed.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "base/descriptor.h"

namespace wright {

// Removes the group as soon as the kernel has emptied it; waits a little.
void remove_group(const std::string& directory);

// A process of its own that does nothing until ours is gone: a control group
// outlives a supervisor that gets SIGKILL, and no destructor runs then.
class CgroupGuard {
 public:
  CgroupGuard() = default;
  explicit CgroupGuard(const std::vector<std::string>& directories);
  CgroupGuard(CgroupGuard&& other) noexcept;
  CgroupGuard& operator=(CgroupGuard&& other) noexcept;
  CgroupGuard(const CgroupGuard&) = delete;
  CgroupGuard& operator=(const CgroupGuard&) = delete;
  ~CgroupGuard();

 private:
  pid_t pid_ = -1;
  Descriptor life_;  // The guard waits for its end.
};

}  // namespace wright

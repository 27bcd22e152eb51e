// What the configuration of `cuda_compile` asks for.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"

namespace wright {

struct Launch {
  int threads = 256;  // Of a block.
  int shared = 0;     // Bytes of dynamic shared memory.
};

struct Plan {
  std::vector<std::string> files{"src/cuda/**.cu"};
  std::vector<std::string> include{"include", "src"};
  std::vector<int> architectures{75, 80, 90, 100};
  bool allow_spills = false;
  int registers_max = 0;  // Of a thread; 0: what the hardware has.
  int block = 256;
  std::map<std::string, Launch> kernels;  // By name without namespace and template arguments.
  std::set<std::string> fast_math;        // Names of files, without ending, or of functions.
};

// Errors (spec) name the key.
Result<Plan> plan_of(const CheckRequest& request);

}  // namespace wright

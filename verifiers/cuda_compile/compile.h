// Each unit to a cubin for each architecture, in the sandbox.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "plan.h"

namespace wright {

struct Compiled {
  std::string unit;
  int architecture = 0;
  std::string output;  // What nvcc and ptxas said.
  std::string limit;   // Which limit ended it, or empty.
  bool succeeded = false;
  Digest digest;                       // Of the cubin.
  std::map<std::string, int> kernels;  // See kernels_of_cubin.
  std::string sandbox;
};

// Two at a time; in the order of units and then of architectures.
Result<std::vector<Compiled>> compile_all(const CheckRequest& request, const Plan& plan,
                                          const std::filesystem::path& toolkit,
                                          const std::vector<std::string>& units);

}  // namespace wright

// What `ptxas -v` says about kernels.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace wright {

struct PtxasUsage {
  bool is_kernel = false;  // False: a function that kernels call.
  int registers = 0;       // Of a thread.
  int barriers = 0;
  int shared = 0;  // Static, in bytes, as all that follows.
  int stack = 0;
  int spill_stores = 0;
  int spill_loads = 0;

  bool operator==(const PtxasUsage&) const = default;
};

// By mangled name.  Of what is said twice the larger number holds, so that a message of the
// source's own can make nothing smaller.
[[nodiscard]] std::map<std::string, PtxasUsage> ptxas_report(std::string_view output);

}  // namespace wright

// A kernel file without one of its barriers, once for each: tests that take such a file for
// good test nothing about that barrier.
#pragma once

#include <string>
#include <vector>

namespace wright {

struct BarrierMutant {
  int line = 0;
  std::string what;  // "__syncthreads();" as it stood.
  std::string text;  // The whole file with ((void)0) in its place; lines stay.
};

// Calls of __syncthreads and __syncwarp, also of __syncthreads_and and its like where
// their result is not used; none in comments and strings.  In order of the file.
std::vector<BarrierMutant> barrier_mutants(const std::string& source);

}  // namespace wright

#include "fuzz/target.h"

#include <cstdio>
#include <cstdlib>

namespace wright::fuzz {

std::vector<Target>& targets() {
  static std::vector<Target> all;
  return all;
}

void require(bool holds, const char* claim) {
  if (holds) return;
  std::fprintf(stderr, "it does not hold that %s\n", claim);
  std::abort();
}

}  // namespace wright::fuzz

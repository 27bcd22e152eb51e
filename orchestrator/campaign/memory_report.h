// What `bench memory` has measured, summed up.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/interval.h"
#include "campaign/memory_bench.h"

namespace wright {

struct ArmRow {
  MemoryArm arm;
  int samples = 0;  // A task in a repeat each; one that never began has not landed.
  int landed_first = 0;
  int landed = 0;
  int attempts = 0;
  std::int64_t calls = 0;
  Spending spent;
  std::map<std::string, int> ends;
  std::vector<double> tokens;  // Of each repeat that is over.
};
// Those of which a task is over, in the order of `arms`, each with its control behind it.
[[nodiscard]] std::vector<ArmRow> rows_of(const MemoryBench& bench,
                                          const std::vector<MemoryArm>& arms);

struct Difference {
  double mean = 0;
  std::optional<Interval> within;  // 95%; none from a single repeat.

  [[nodiscard]] bool is_shown() const { return within && !within->holds(0); }
};

// An arm less its control.  The repeat is the sample, for the tasks of one lean on each other.
struct ArmDifference {
  MemoryArm arm;
  int repeats = 0;          // In which both are over.
  Difference landed_first;  // Shares of the tasks.
  Difference landed;
  Difference tokens;  // A repeat.
};
[[nodiscard]] std::vector<ArmDifference> differences_of(const MemoryBench& bench,
                                                        const std::vector<MemoryArm>& arms);

}  // namespace wright

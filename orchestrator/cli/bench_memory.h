// The parts of `bench memory` that print.
#pragma once

#include <string>
#include <vector>

#include "campaign/memory_report.h"

namespace wright {

// Who was measured, and how often.
struct BenchTitle {
  std::string spec;
  std::string agent;  // "scripted", "anthropic", ...
  std::string model;
  int repeats = 1;

  // A script says what it was told to, so that its arms are not compared.
  [[nodiscard]] bool is_scripted() const { return agent == "scripted"; }
};

void print_bench(const MemoryBench& bench, const std::vector<MemoryArm>& arms,
                 const BenchTitle& title);
void print_bench_json(const MemoryBench& bench, const std::vector<MemoryArm>& arms,
                      const BenchTitle& title);

}  // namespace wright

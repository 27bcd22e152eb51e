// `bench memory`: what the settings of the working memory are worth with one model, each beside a
// control that may spend the same (memory_arms.h).
//
//   <state>/bench                  what is measured: one spec, one agent, these tasks
//   <state>/<arm>/<repeat>/        a cell: a repository and a campaign (memory_cell.h)
//
// The cells' journals say what is done and what was spent, so that a bench that was stopped goes
// on with the same command.  Their ledgers together are one account: a cell may spend what the
// others have left.  No branch and no campaign of the user's is touched.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "campaign/memory_cell.h"
#include "core/spec.h"

namespace wright {

struct MemoryBenchRequest {
  std::filesystem::path state;
  std::filesystem::path recorded;  // logs/recorded of the user's repository.
  std::filesystem::path spec;
  std::vector<TaskId> tasks;  // As tasks_with_needs has them.
  std::vector<MemoryArm> arms;
  int repeats = 1;
  std::string agent;  // As --agent names it.
  LoopRequest loop;   // Without an agent; its budget is the whole bench's.
  StopRules rules;
  std::int64_t clock_s = 0;
};

struct MemoryBench {
  std::vector<MemoryCell> cells;  // In the order in which they ran; the last may be a part.
  int cells_all = 0;
  Spending spent;                // By all cells, those of earlier runs too.
  std::optional<Error> stopped;  // Why not all were measured.
};

// Those that are named and those that they need, in the spec's order; none named: all.
Result<std::vector<TaskId>> tasks_with_needs(const Spec& spec,
                                             const std::vector<std::string>& named);

// An Error is about the request or the state; what ends the bench early is in the answer.
Result<MemoryBench> run_memory_bench(const MemoryBenchRequest& request, const Tools& tools,
                                     const OnNotice& on_notice);

// Nothing of the state is left.  An Error when the directory holds something else.
Result<void> forget_bench(const std::filesystem::path& state);

// logs/bench/<name>, made where it is missing, and ignored by git.
Result<std::filesystem::path> make_bench_directory(const std::filesystem::path& root,
                                                   const std::string& name);

}  // namespace wright

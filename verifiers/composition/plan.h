// composition: what an end-to-end piece of work costs in counts, not in time.
//
// plan.h: what a task asks for.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "grader/program.h"

namespace wright {

// Each of a step, but the last: the most that a run has in use.
constexpr std::array<const char*, 6> kCounts{"allocations",  "allocated_bytes", "copies",
                                             "copied_bytes", "syncs",           "peak_bytes"};

// Of work whose kernels run on the emulator, each of a step.
constexpr std::array<const char*, 5> kCudaCounts{"launches", "cuda_calls", "cuda_allocations",
                                                 "cuda_copies", "cuda_syncs"};

// Some steps of the work: what is sent before, a call, and how often it is applied.
struct Work {
  std::vector<Step> setup;
  CallStep call;
  std::int64_t times = 1;  // By the verb `chain`, where above 1.
};

// A piece of work, of any number of steps.
struct Piece {
  std::string name;
  std::string text;       // One call.
  bool is_chain = false;  // The call is applied so often; else the word STEPS says it.

  // Errors (spec) begin with `where`.
  [[nodiscard]] Result<Work> work(std::int64_t steps, const std::string& key,
                                  const std::string& where) const;
};

struct WorkPlan {
  std::string where;
  bool on_cuda = false;  // The counts are those of kCudaCounts, else of kCounts.
  std::vector<Piece> pieces;
  std::int64_t steps = 32;
  std::map<std::string, double> budget;  // By the name of a count.
  bool against_base = false;
  double worse_max = 1.0;  // Times the base's counts.
};

[[nodiscard]] std::vector<std::string> counts_of(const WorkPlan& plan);

// `config` is a JSON object.  Errors (spec) begin with the task and the check.
Result<WorkPlan> work_plan_of(const std::string& config, const std::string& task);

}  // namespace wright

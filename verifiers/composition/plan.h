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

struct Plan {
  std::string where;
  std::vector<Piece> pieces;
  std::int64_t steps = 32;
  std::map<std::string, double> budget;  // By a name of kCounts.
  bool against_base = false;
  double worse_max = 1.0;  // Times the base's counts.
};

// `config` is a JSON object.  Errors (spec) begin with the task and the check.
Result<Plan> plan_of(const std::string& config, const std::string& task);

}  // namespace wright

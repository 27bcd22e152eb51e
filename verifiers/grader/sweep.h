// Calls of a check's configuration, multiplied out into cases:
//
//   let: {n: [0, 1, 31], op: [add, mul]}    words that stand for each of their values
//   calls: ["op(f32[n], f32[n])"]           the oracle runs the same
//   fills: [normal, special]                for data that names no fill
//   layouts: [contiguous, transposed]       for data that names no layout
//   dtypes: [f32, f64]                      short for let: {T: [...]}
//   throws: {"add(f32[2], f32[3])": "[add]"}
//   repeat: 3                               rounds with fresh data in one process; 2 when absent
//   rel_max, abs_max, ulp_max, why          the tolerance; without one: exact
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "grader/cases.h"

namespace wright {

struct Sweep {
  std::vector<Case> cases;
  Tolerance tolerance;
  int repeat = 2;
};

// `config` is a JSON object.  Errors (spec) begin with the task and the check.
Result<Sweep> sweep_of(const std::string& config, const std::string& task,
                       const std::string& check);

}  // namespace wright

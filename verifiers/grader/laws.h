// Laws between calls of the candidate alone, as cases of two sides each.
//
//   let: {n: [1, 31], f: [exp, tanh]}     words that stand for each of their values
//   with: {x: "f32[n]", k: "f32[]{2}"}    the data that the laws name; a number or a list is
//   written
//                                         into the call as it is
//   laws:
//     - "exp(add(x, y)) ~ mul(exp(x), exp(y))"    an equation; `==` is exact
//     - linear: "matmul(_, w)"                    a law of the table, for the call with this hole
//   helpers: {transpose: "transpose(_, 0, 1)"}    how the table's own calls are written
//   repeat, rel_max, abs_max, ulp_max, why        as in sweep.h
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "grader/cases.h"

namespace wright {

struct Law {
  std::string_view name;
  std::size_t holes;                        // Of the call that it is about, `f` in its equations.
  std::vector<std::string_view> equations;  // In names for data, `f` and helpers.
};

[[nodiscard]] const std::vector<Law>& laws();

// The statement with each call of a name in `calls` replaced by the call that
// stands for it, whose holes `_` take the arguments in their order.  An Error (spec)
// begins with `where` and tells a wrong number of holes.
Result<Expression> filled(const Expression& expression,
                          const std::map<std::string, Expression>& calls, const std::string& where);

struct LawSweep {
  std::vector<Case> cases;
  std::vector<std::string> names;  // Of each case's law; "equation" for one of the spec's own.
  int repeat = 2;
};

// `config` is a JSON object.  Errors (spec) begin with the task and the check.
Result<LawSweep> laws_of(const std::string& config, const std::string& task,
                         const std::string& check);

}  // namespace wright

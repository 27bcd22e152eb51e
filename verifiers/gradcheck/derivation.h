// A call with what its derivatives need, on the candidate's host and on the oracle.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "grader/grade.h"
#include "grader/program.h"
#include "grader/seat.h"

namespace wright {

struct GradientCheck {
  Tolerance tolerance;
  std::string key;        // Of the data.
  int elements_max = 32;  // Of each derivative.
};

struct Derivation {
  Program forward;                  // Ends in reading the result.
  std::vector<std::size_t> inputs;  // Steps of `forward` that make an f64 tensor.
  int result = 0;                   // Its register.
  int free = 0;                     // The first free register.

  [[nodiscard]] const Storage& storage(std::size_t number) const;  // Of an input.
  [[nodiscard]] int reg(std::size_t number) const;
};

// Errors (spec): nothing to differentiate by.
Result<Derivation> derivation_of(const Case& one, const std::string& key);

// The forward with requires_grad after each input, and no answers but its own.
[[nodiscard]] Program requiring(const Derivation& derivation);

// The result of a forward on the oracle.  Its fault is an Error (spec).
Result<Tensor> oracle_value(const Case& one, Seat& oracle, const Program& program);

// What the candidate's host answers; none after a finding in `graded`, which says why.
Result<std::optional<std::vector<Value>>> candidate_answers(const Grading& grading, const Case& one,
                                                            const Program& program, Seat& candidate,
                                                            Graded& graded);

// A tensor of these sizes in f64, or a finding `<check>.kind` or `.shape` in `graded`.
[[nodiscard]] const Tensor* derivative_in(const Grading& grading, const Case& one,
                                          const Value& answer, const Sizes& sizes,
                                          const std::string& what, Graded& graded);

void add_finding(const Grading& grading, const Case& one, const std::string& rule,
                 const std::string& message, Graded& graded);

// At most `elements_max` of 0..count-1, drawn.
[[nodiscard]] std::vector<std::size_t> some_of(std::int64_t count, int elements_max,
                                               const std::string& key);

[[nodiscard]] Error derivation_fault(const Case& one, const std::string& what);

}  // namespace wright

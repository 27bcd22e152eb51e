// Answers of hosts that do no work.  A case that accepts one proves nothing.
#pragma once

#include <string>
#include <vector>

#include "core/check.h"
#include "grader/cases.h"
#include "grader/grade.h"
#include "grader/program.h"
#include "grader/value.h"

namespace wright {

enum class HollowKind {
  zeros,
  ones,
  constant,
  not_a_number,
  uninitialised,
  first_input,
  last_answer,
  negated,
  truncated_tail,
  noise,
  wrong_dtype,
  wrong_shape,
};

struct Hollow {
  HollowKind kind = HollowKind::zeros;
  std::string name;
  // Every case must reject it, even where the right answer happens to be the
  // same; the others only where they differ from the right answer.
  bool always = false;
};

[[nodiscard]] const std::vector<Hollow>& hollows();

// What the hollow host answers in place of `honest`.  `last` is its answer
// before, or none.
[[nodiscard]] Value imitated(HollowKind kind, const Value& honest,
                             const std::vector<Storage>& inputs, const Value& last);

// The names of the hollow hosts that the case accepts though it must not.
// `oracle_answers` is empty where the program needs none.
[[nodiscard]] std::vector<std::string> accepted_hollows(const Grading& grading, const Case& one,
                                                        const Program& program,
                                                        const std::vector<Reply>& oracle_answers);

}  // namespace wright

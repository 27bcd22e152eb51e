// A case lowered to steps of the host protocol, the same for candidate and
// oracle.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "grader/cases.h"
#include "grader/fill.h"

namespace wright {

// A word of the protocol: "%3", "i:3", "f:0x1p+0", ...
using Word = std::string;

struct NewStep {
  int to = 0;
  Storage storage;
};
struct CallStep {
  std::vector<int> to;
  std::string op;
  std::vector<Word> args;
};
// Answered at once with a value that goes to `answer`.
struct AskStep {
  std::string verb;  // "read", "strides" or "shares".
  std::vector<int> of;
  std::size_t answer = 0;
};
// requires_grad, backward, grad, derivative.
struct GradStep {
  std::string verb;
  std::vector<int> registers;
};
struct Step {
  std::variant<NewStep, CallStep, AskStep, GradStep> what;
  int line = 0;
  std::size_t statement = 0;
};

// What one expectation looks at.
struct Check {
  std::size_t statement = 0;
  std::size_t left = 0;  // An answer.
  bool has_left_constant = false;
  Value left_constant;     // A literal stands on the left.
  bool has_right = false;  // Another answer or a constant; else the oracle's `left`.
  bool right_is_constant = false;
  std::size_t right = 0;
  Value right_constant;
  bool throws = false;
  std::string prefix;
  Tolerance tolerance;
  int line = 0;
};

struct Program {
  std::vector<Step> steps;
  std::vector<Check> checks;
  std::size_t answers = 0;
  std::vector<Storage> inputs;  // Of the NewSteps, in order.
  bool needs_oracle = false;
};

// The data of a literal is drawn from hash(`key`, its number), so that each
// has its own.  Errors (spec) name file and line: unknown names, a name of
// more than one value, too many registers.
Result<Program> lower(const Case& one, const std::string& key);

// Hexadecimal, "nan", "inf", "-inf": without the locale.
[[nodiscard]] std::string hexfloat(double value);
[[nodiscard]] std::string hex_of(std::string_view bytes);

}  // namespace wright

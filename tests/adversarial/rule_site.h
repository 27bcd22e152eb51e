// Where a check names a rule, and which condition lets it speak.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adversarial/code_walk.h"

namespace wright::adversarial {

struct Condition {
  Span span;            // Between the brackets of the `if`, behind its initialiser.
  bool passes = false;  // It passes over the rule; else it leads to it.
};

// A rule may be named in a function that only makes a finding: then the condition stands where
// that function is called, or where a name that was kept is used, in the same source.
struct RuleSite {
  std::string rule;
  std::size_t at = 0;                  // Its name.
  bool is_row = false;                 // `span` is a row of a table, with the comma behind it.
  Span span;                           // Else the statement, with its end.
  std::optional<Condition> condition;  // Of a statement.
  std::optional<Span> choice;          // What chooses between this name and another by `?`.
};

[[nodiscard]] std::vector<RuleSite> rule_sites(const PlainCode& code);

}  // namespace wright::adversarial

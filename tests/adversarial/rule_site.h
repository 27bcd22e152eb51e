// Where a check names a rule, and which condition lets it speak.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cpp/frozen.h"

namespace wright::adversarial {

struct Span {  // Tokens, the last one too.
  std::size_t first = 0;
  std::size_t last = 0;
};

struct Condition {
  Span span;            // Between the brackets of the `if`, behind its initialiser.
  bool passes = false;  // It passes over the rule; else it leads to it.
};

struct RuleSite {
  std::string rule;
  std::size_t at = 0;                  // Its name.
  bool is_row = false;                 // `span` is a row of a table, with the comma behind it.
  Span span;                           // Else the statement, with its end.
  std::optional<Condition> condition;  // Of a statement.
};

[[nodiscard]] std::vector<RuleSite> rule_sites(const PlainCode& code);

}  // namespace wright::adversarial

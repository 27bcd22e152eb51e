// Clauses: addressable requirements, written `[R1.2]` at the start of a sentence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/spec.h"
#include "plan/findings.h"

namespace wright {

// The clauses of a spec's prose, whose first line is `first_line` of `file`.  A
// clause's text goes to the next clause, blank line or heading; code blocks
// hold none, and `as [R1] says` in mid-sentence is a mention.
[[nodiscard]] std::vector<Clause> read_clauses(const std::string& file, const std::string& prose,
                                               int first_line, Findings& findings);

// The ids behind the name of a case: `case "adds" [R2.1, R3]`.
[[nodiscard]] std::vector<std::string> clauses_of_case(std::string_view head);

// "R3", "R3.2", "R3.2.1".
[[nodiscard]] bool is_clause_id(std::string_view text);

}  // namespace wright

// Requirements `[R3.2] text` in the prose of a spec.
#pragma once

#include <map>
#include <string>

namespace auditor {

// By id.  A text runs up to the next id, a blank line, a list item or a heading; its lines are
// joined by one space.
std::map<std::string, std::string> read_clauses(const std::string& spec);

}  // namespace auditor

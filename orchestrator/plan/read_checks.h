// Lists of checks and budgets, which a spec and its tasks write alike.
#pragma once

#include <string>
#include <vector>

#include "core/spec.h"
#include "plan/draft.h"
#include "plan/fields.h"

namespace wright {

// `[policy, build, {differential: {...}}]`: an entry is a name, or a name with
// its configuration.
[[nodiscard]] std::vector<CheckDraft> read_checks(const std::string& file, Fields& fields,
                                                  Findings& findings);

// `budget: {attempts_max: 4, agent_minutes: 30, tokens_max: 0}`; a key that is
// absent keeps the value of `inherited`.
[[nodiscard]] Budget read_budget(const std::string& file, Fields& fields, const Budget& inherited,
                                 Findings& findings);

}  // namespace wright

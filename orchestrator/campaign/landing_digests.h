// What a landing's statement says of its inputs and its evidence, each as a
// SHA-256 that anybody can compute again from the log with a shell.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "campaign/hall.h"
#include "core/verdict.h"

namespace wright {

// Fields of the predicate, as logs/FORMAT.md has them: `brief`, `clauses` of the
// task by id, `transcript` (the attempt's lines up to `judged`), `toolchain`,
// `isolation`, `tests` that passed, `artifacts` by check and name.
Result<nlohmann::json> landing_digests(const Hall& hall, const AttemptState& attempt,
                                       const Verdict& verdict);

}  // namespace wright

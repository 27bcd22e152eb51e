// What stands of the claim that a tree is good: the worst that anybody stated.
#pragma once

#include <vector>

#include "campaign/evidence.h"

namespace wright {

enum class Claim {
  asserted,   // The landing says so itself.
  replayed,   // It was judged again, here or elsewhere, and passed.
  disputed,   // It was judged again and failed by something else than times or missing tools.
  retracted,  // Somebody withdrew it.
};
[[nodiscard]] const char* word_of(Claim claim);

// A badly signed statement counts for nothing; with `is_strict` one that nobody signed neither,
// but for the log's own.
[[nodiscard]] Claim claim_of(const std::vector<Evidence>& evidence, bool is_strict);

}  // namespace wright

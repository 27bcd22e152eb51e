// The tuner: a search program without a model.  It names candidates and picks
// survivors; the hall makes an ordinary attempt of each.
//
//   all combinations, shuffled by a seed -> screened shortly, one by one
//   -> the best quarter screened longer -> the best one is judged in full
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/patch.h"
#include "core/spec.h"

namespace wright {

using Candidate = std::map<std::string, std::string>;  // Tunable -> value.

// Every combination of values but the first (where the landed code stands),
// shuffled by `seed`; at most `candidates_max`.
[[nodiscard]] std::vector<Candidate> candidates(const Tuning& tuning, const std::string& seed,
                                                std::size_t candidates_max = 4096);

// The file that the candidate stands for, as a patch.
Result<Patch> patch_of(const Tuning& tuning, const Candidate& candidate);

// "MR=4 NR=16".
[[nodiscard]] std::string name_of(const Candidate& candidate);

struct Screened {
  Candidate candidate;
  std::optional<double> ratio;  // Speed against the incumbent; none: it failed.
};

// The best quarter (at least one) of those that are faster than `ratio_min`,
// fastest first.
[[nodiscard]] std::vector<Screened> survivors(std::vector<Screened> screened, double ratio_min);

}  // namespace wright

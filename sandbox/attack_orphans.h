// Attacks on the end of a run: whoever watches it is killed or goes away.
#pragma once

#include <string>
#include <vector>

#include "attack_case.h"

namespace wright {

struct AttackResult {
  std::string name;
  bool held = false;
  std::string detail;
};

[[nodiscard]] Request attack_request(const AttackCase& attack, const Scene& scene);

// Each takes the supervisor or the asker from a run that goes on.
std::vector<AttackResult> orphan_attacks(const Scene& scene);

// The attack whose inner half they start.
[[nodiscard]] AttackCase endless_attack();

}  // namespace wright

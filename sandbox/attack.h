// `wright-sandbox --attack`: tries to escape and says what held.
#pragma once

namespace wright {

constexpr const char* kAttackInside = "--attack-inside";

// Runs each attack in a sandbox of its own under the real policy and prints a
// JSON list of {"name", "held", "detail"}.  Returns 0 when all held, 1 when one
// did not, 3 when there is no sandbox: then the list says why.
int attack();

// The payload: the attack named first, with the facts (attack_case.h) behind.
int attack_inside(int count, char** words);

}  // namespace wright

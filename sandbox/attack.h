// `wright-sandbox --attack`: tries to escape and says what held.
#pragma once

namespace wright {

constexpr const char* kAttackInside = "--attack-inside";

// Runs the attacks in the sandbox and prints a JSON list of
// {"name", "held", "detail"}.  Returns 0 when all held, 1 when one did not, 3
// when there is no sandbox.
int attack();

// The payload: the attacks named, one line each on standard output.
int attack_inside(int count, char** names);

}  // namespace wright

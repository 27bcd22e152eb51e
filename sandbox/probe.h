// `wright-sandbox --probe`: which rung this machine holds, found by trying.
#pragma once

namespace wright {

// Runs /usr/bin/true under the whole policy, prints one JSON object:
//   {"rung": "A", "enforced", "polled", "degraded", "kernel", "uid", "bwrap",
//    "took_ms"}
// or {"rung": "", "why": "..."} when nothing isolates here.  Returns 0 or 3.
int probe();

}  // namespace wright

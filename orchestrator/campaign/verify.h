// `verify COMMIT`: rebuilds a landing in a clean sandbox, with no cache, and
// judges it again as it was judged then; and other questions to what has landed.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "campaign/logs.h"
#include "judge/judge.h"

namespace wright {

struct VerifyRequest {
  CommitId commit;
  bool fresh_seed = false;        // Draw new inputs instead of the recorded ones.
  std::vector<std::string> only;  // These checks alone; empty: all of the task's.
};

struct Verification {
  AttemptId attempt;
  Verdict then;
  Verdict now;
  bool holds = false;                // It passes here as well.
  std::vector<std::string> carried;  // Checks that cannot run, or come out slower, here.
  std::string statement;             // `now` as an in-toto statement about the tree.
};

Result<Verification> verify(Repo& repo, const VerifyRequest& request, const Tools& tools,
                            const Listener& listener);

// These checks, and `build` before them where one runs what it makes, on the last tree of a
// campaign: no landing depends on them.  `list` is the file that named them; where a spec.md lies
// beside it, that spec's host and oracle are used instead of those that the campaign pinned.  A
// bench has no incumbent but the tip.
Result<Verdict> measure_tip(Repo& repo, const Recording& recording,
                            const std::filesystem::path& list, std::vector<CheckConfig> checks,
                            const Tools& tools, const Listener& listener);

}  // namespace wright

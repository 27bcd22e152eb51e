// Brings a finished campaign into the branch that the user has checked out.
#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "repo/repo.h"

namespace wright {

struct Adopted {
  CommitId merge;
  bool already = false;  // The campaign's tip was an ancestor.
};

// A merge commit whose tree is HEAD's with the target subtree of the
// campaign's tip.  Refuses unless the checkout is clean, and when the target
// of HEAD is neither empty nor what the campaign started from.
Result<Adopted> adopt(Repo& repo, const std::string& campaign, const std::string& target,
                      Clock& clock);

}  // namespace wright

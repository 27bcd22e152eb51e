#include "core/campaign.h"

#include <algorithm>

namespace wright {

void take_in(CampaignState& state, const ModelServed& served) {
  state.served = served;
  for (AttemptState& attempt : state.attempts) {
    if (attempt.stage == AttemptStage::open) attempt.served = served;
  }
}

const AttemptState* find_attempt(const CampaignState& state, const AttemptId& id) {
  const auto found =
      std::find_if(state.attempts.begin(), state.attempts.end(),
                   [&](const AttemptState& attempt) { return attempt.opened.attempt == id; });
  return found == state.attempts.end() ? nullptr : &*found;
}

Spending committed_by_task(const CampaignState& state, const TaskId& task) {
  Spending sum;
  for (const AttemptState& attempt : state.attempts) {
    if (attempt.opened.task == task) sum.add(state.ledger.committed_by(attempt.opened.attempt));
  }
  return sum;
}

const Digest& newest_spec_files(const CampaignState& state) {
  return state.revisions.empty() ? state.opened.spec_files : state.revisions.back().spec_files;
}

}  // namespace wright

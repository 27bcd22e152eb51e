// From a submitted patch to a landing or a rejection.
//
//            submit_patch      draw_nonce      judge_attempt
//   open ---------------> submitted -----> seeded ---------> judged
//                             |                                | \  reject
//                             | stale or empty                 |  ----------> rejected
//                             +--------> rejected              | intend_landing
//                                                              v
//                                             landed <----- landing
//                                                    land
//
// Each arrow appends one line to the journal; its effects can be done twice.
// So a campaign that was killed goes on by calling `settle` again.
#pragma once

#include "base/result.h"
#include "campaign/hall.h"

namespace wright {

// Journals the patch of an open attempt.
Result<void> submit_patch(Hall& hall, const AttemptId& attempt, const Patch& patch);

// Takes the attempt as far as it goes.  One process at a time: ErrorKind::busy
// when another settles in this campaign.
Result<AttemptStage> settle(Hall& hall, const AttemptId& attempt);

// The same by the newest spec: what was mended while the attempt waited for its turn counts.
Result<AttemptStage> settle_by_newest_spec(Hall& hall, const AttemptId& attempt);

// A search tries a candidate on some of the checks: judged and then rejected
// as "screened" whatever came out; never lands.  None when the patch was
// empty or stale.
Result<std::optional<Verdict>> screen(Hall& hall, const AttemptId& attempt,
                                      const std::vector<CheckConfig>& checks);

// The attempts that a crash left between submission and the end.
[[nodiscard]] std::vector<AttemptId> unsettled(const CampaignState& state);

// The closing commit, when every task has landed and it is not there yet.
Result<void> close_campaign(Hall& hall);

// The bytes and entries of a submitted patch, from the log's blobs.
Result<Patch> load_patch(const std::filesystem::path& log, const Digest& patch);

// Every blob of the patch and its entries; the digest of the entries.
Result<Digest> store_patch(const Hall& hall, const Patch& patch);

}  // namespace wright

// Where a campaign stands: a fold over its events (room `journal`).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/event.h"
#include "core/ledger.h"

namespace wright {

// PROMPTED -> REPLIED -> PATCHED -> APPLIED -> JUDGED -> LANDED, each with a
// way to REJECTED; here named by what the journal has of it.
enum class AttemptStage { open, submitted, seeded, judged, landing, landed, rejected, abandoned };

struct AttemptState {
  AttemptOpened opened;
  std::optional<ModelServed> served;  // The latest that was told before it ended.
  HabitsSet habits;                   // That held when it was opened, and hold to its end.
  AttemptStage stage = AttemptStage::open;
  int actions = 0;
  std::int64_t opened_ms = 0;  // Event time.
  std::int64_t ended_ms = 0;   // Event time of its last line.
  std::optional<PatchSubmitted> submitted;
  std::optional<NonceDrawn> nonce;
  std::optional<Judged> judged;
  std::optional<LandingIntended> intended;
  std::optional<Landed> landed;
  std::optional<Rejected> rejected;
  std::optional<AttemptAbandoned> abandoned;

  bool operator==(const AttemptState&) const = default;
};

struct CampaignState {
  CampaignOpened opened;
  std::vector<SpecRevised> revisions;
  std::vector<AttemptState> attempts;  // In the order of opening.
  CommitId tip;                        // The last landing, or the root.
  std::vector<TaskId> landed;          // In the order of landing.
  std::optional<CampaignClosed> closed;
  Ledger ledger;
  HabitsSet habits;  // Of the next attempt.
  std::optional<ModelServed> served;
  std::int64_t events = 0;
  Digest head;  // Hash of the last line.

  bool operator==(const CampaignState&) const = default;
};

// The server of the campaign and of its open attempts tells this from here on.
void take_in(CampaignState& state, const ModelServed& served);

[[nodiscard]] const AttemptState* find_attempt(const CampaignState& state, const AttemptId& id);

// What the task's attempts have spent and reserved, in all.
[[nodiscard]] Spending committed_by_task(const CampaignState& state, const TaskId& task);

// The list of files of the spec that holds now: the one that the campaign began with, or its newest
// revision.
[[nodiscard]] const Digest& newest_spec_files(const CampaignState& state);

}  // namespace wright

#include "campaign/restore.h"

#include <fmt/format.h>

#include "campaign/logs.h"
#include "campaign/pinned_spec.h"
#include "campaign/root.h"
#include "campaign/settle.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

Result<Recording> closed_at(const fs::path& root, const CommitId& tip);
std::vector<const AttemptState*> in_order_of_landing(const CampaignState& state);
Result<void> must_be(const CommitId& made, const CommitId& wanted, const std::string& what);

}  // namespace

Result<CommitId> tip_of_earlier(const fs::path& root, const std::string& campaign) {
  const Recording earlier = TRY(log_of_campaign(root, CampaignId{campaign}));
  if (earlier.state.closed) return earlier.state.closed->closing;
  return Error{ErrorKind::usage,
               fmt::format("campaign {0} is not finished, and the spec begins after it: go on with "
                           "`tensorwright run` there first",
                           campaign)};
}

Result<void> restore_campaign(Repo& repo, const fs::path& root, const CommitId& tip,
                              const Workshop& workshop, const KnownChecks& known) {
  if (repo.read_commit(tip)) return {};
  const Recording recording = TRY(closed_at(root, tip));
  const CampaignState& state = recording.state;
  std::optional<CommitId> base;
  if (!state.opened.base.empty()) {
    base = state.opened.base;
    TRY(restore_campaign(repo, root, *base, workshop, known));
  }
  const Spec spec =
      TRY(load_pinned_spec(recording.directory, state.opened.spec_files, workshop, known));
  const CommitId first = TRY(commit_root(repo, spec, state.opened.campaign, base));
  TRY(must_be(first, state.opened.root, "the scaffold of " + state.opened.campaign.value));
  for (const AttemptState* attempt : in_order_of_landing(state)) {
    const CommitSpec commit = TRY(landing_of(repo, recording, *attempt));
    const CommitId made = TRY(repo.commit(commit));
    TRY(must_be(made, attempt->landed->commit, attempt->opened.attempt.value));
  }
  const CampaignClosed& closed = *state.closed;
  const CommitInfo last = TRY(repo.read_commit(closed.tip));
  const CommitId closing = TRY(repo.commit(
      closing_commit(state.opened.campaign, last, closed.head, closed.count, closed.time_s)));
  return must_be(closing, tip, "the end of " + state.opened.campaign.value);
}

Result<CommitSpec> landing_of(Repo& repo, const Recording& recording, const AttemptState& attempt) {
  const LandingIntended& intended = *attempt.intended;
  const CommitInfo parent = TRY(repo.read_commit(intended.parent));
  const Patch patch = TRY(load_patch(recording.directory, attempt.submitted->patch));
  CommitSpec commit;
  commit.tree = TRY(repo.apply(parent.spec.tree, recording.state.opened.target, patch));
  commit.parents = {intended.parent};
  commit.author_name = kAuthorName;
  commit.author_email = kAuthorEmail;
  commit.time_s = intended.time_s;
  commit.message = TRY(read_blob(recording.directory, intended.message));
  return commit;
}

namespace {

Result<Recording> closed_at(const fs::path& root, const CommitId& tip) {
  for (const fs::path& log : all_logs(root)) {
    Result<Recording> recording = load_recording(log);
    const bool is_it =
        recording && recording->state.closed && recording->state.closed->closing == tip;
    if (is_it) return recording;
  }
  return Error{ErrorKind::usage,
               fmt::format("commit {} is not here, and no log below {} ends with it", tip.value,
                           (root / "logs").string())};
}

std::vector<const AttemptState*> in_order_of_landing(const CampaignState& state) {
  std::vector<const AttemptState*> landed;
  for (const TaskId& task : state.landed) {
    for (const AttemptState& attempt : state.attempts) {
      if (attempt.landed && attempt.opened.task == task) landed.push_back(&attempt);
    }
  }
  return landed;
}

Result<void> must_be(const CommitId& made, const CommitId& wanted, const std::string& what) {
  if (made == wanted) return {};
  return Error{ErrorKind::journal, fmt::format("the log of {} gives commit {}, and claims {}", what,
                                               made.value, wanted.value)};
}

}  // namespace
}  // namespace wright

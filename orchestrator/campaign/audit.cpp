#include "campaign/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "campaign/hall.h"
#include "campaign/logs.h"
#include "campaign/restore.h"
#include "campaign/root.h"
#include "campaign/settle.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

// What the logs explain: commits, and the subtrees that must not change
// otherwise.
struct Known {
  std::set<CommitId> commits;
  std::set<std::string> targets;
};

void audit_log(Repo& repo, const fs::path& directory, Known& known, AuditReport& report);
void audit_landing(Repo& repo, const Recording& recording, const AttemptState& attempt,
                   Known& known, AuditReport& report);
Result<void> replay_landing(Repo& repo, const Recording& recording, const AttemptState& attempt);
void audit_closing(Repo& repo, const Recording& recording, Known& known, AuditReport& report);
Result<void> audit_history(Repo& repo, const CommitId& tip, const Known& known,
                           AuditReport& report);
Result<bool> is_explained(Repo& repo, const CommitInfo& commit, const std::string& target,
                          const std::set<CommitId>& present, const Known& known);
void find(AuditReport& report, const std::string& where, const std::string& message);

}  // namespace

Result<AuditReport> audit(Repo& repo, const CommitId& tip) {
  AuditReport report;
  Known known;
  std::error_code failed;
  std::vector<fs::path> logs;
  for (const auto& entry : fs::directory_iterator(recorded_directory(repo.root()), failed)) {
    if (entry.is_directory()) logs.push_back(entry.path());
  }
  std::sort(logs.begin(), logs.end());
  for (const fs::path& log : logs) audit_log(repo, log, known, report);
  TRY(audit_history(repo, tip, known, report));
  for (const std::string& branch : TRY(repo.branches("campaign/"))) {
    const std::optional<CommitId> at = TRY(repo.branch(branch));
    const bool is_recorded = fs::exists(recorded_directory(repo.root()) / branch.substr(9));
    if (at && is_recorded && known.commits.count(*at) == 0) {
      find(report, branch, "stands at a commit that its log does not explain");
    }
  }
  return report;
}

namespace {

void audit_log(Repo& repo, const fs::path& directory, Known& known, AuditReport& report) {
  ++report.logs;
  const Result<Recording> recording = load_recording(directory);
  if (!recording) return find(report, directory.string(), recording.error().message);
  report.events += static_cast<int>(recording->log.events.size());
  if (recording->log.torn) find(report, directory.string(), "the last line is torn");
  const Result<std::set<Digest>> blobs = named_blobs(directory, recording->log);
  if (!blobs) return find(report, directory.string(), blobs.error().message);
  for (const Digest& digest : *blobs) {
    ++report.blobs;
    const Result<std::string> bytes = read_blob(directory, digest);
    if (!bytes) find(report, digest.value, bytes.error().message);
  }
  const CampaignOpened& opened = recording->state.opened;
  known.targets.insert(opened.target);
  known.commits.insert(opened.root);
  for (const AttemptState& attempt : recording->state.attempts) {
    if (attempt.landed) audit_landing(repo, *recording, attempt, known, report);
  }
  audit_closing(repo, *recording, known, report);
}

void audit_landing(Repo& repo, const Recording& recording, const AttemptState& attempt,
                   Known& known, AuditReport& report) {
  const std::string where = attempt.opened.attempt.value;
  known.commits.insert(attempt.landed->commit);
  ++report.landings;
  const Result<Verdict> verdict = recorded_verdict(recording, attempt);
  if (!verdict) return find(report, where, verdict.error().message);
  if (!verdict->passed()) find(report, where, "landed without a passing verdict");
  const Result<void> same = replay_landing(repo, recording, attempt);
  if (!same) find(report, where, same.error().message);
}

// Parent, patch, message and date give the very commit that landed.
Result<void> replay_landing(Repo& repo, const Recording& recording, const AttemptState& attempt) {
  const LandingIntended& intended = *attempt.intended;
  if (!repo.read_commit(intended.parent)) return {};  // A shallow clone; the history says so.
  const CommitSpec commit = TRY(landing_of(repo, recording, attempt));
  if (commit.tree != intended.tree) {
    return Error{ErrorKind::journal, fmt::format("the patch gives tree {}, the log says {}",
                                                 commit.tree.value, intended.tree.value)};
  }
  const CommitId id = TRY(repo.commit_id(commit));
  if (id != attempt.landed->commit) {
    return Error{ErrorKind::journal, fmt::format("the log gives commit {}, and claims {}", id.value,
                                                 attempt.landed->commit.value)};
  }
  return {};
}

// The anchor: the closing commit names the head and the number of lines.
void audit_closing(Repo& repo, const Recording& recording, Known& known, AuditReport& report) {
  const std::string where = recording.directory.string();
  if (!recording.state.closed) return find(report, where, "has no closing line: a tail was cut");
  const CampaignClosed& closed = *recording.state.closed;
  known.commits.insert(closed.closing);
  if (!anchors_itself(recording)) find(report, where, "its anchor is of another log: a replay");
  const Result<CommitInfo> tip = repo.read_commit(closed.tip);
  if (!tip) return;
  const CommitSpec commit = closing_commit(recording.state.opened.campaign, *tip, closed.head,
                                           closed.count, closed.time_s);
  const Result<CommitId> id = repo.commit_id(commit);
  if (!id || *id != closed.closing) {
    find(report, where, "the closing commit does not carry this log's head and count");
  }
}

Result<void> audit_history(Repo& repo, const CommitId& tip, const Known& known,
                           AuditReport& report) {
  const Repo::History history = TRY(repo.history(tip));
  report.truncated = history.truncated;
  std::set<CommitId> present;
  for (const CommitInfo& commit : history.commits) present.insert(commit.id);
  for (const CommitInfo& commit : history.commits) {
    ++report.commits;
    for (const std::string& target : known.targets) {
      if (!TRY(is_explained(repo, commit, target, present, known))) {
        find(report, commit.id.value, fmt::format("changes {} and no log explains it", target));
      }
    }
  }
  return {};
}

// A commit is explained by a log, or leaves the target as one of its parents
// has it.  Where a shallow clone lacks the parents, only the log can say.
Result<bool> is_explained(Repo& repo, const CommitInfo& commit, const std::string& target,
                          const std::set<CommitId>& present, const Known& known) {
  if (known.commits.count(commit.id) != 0) return true;
  const std::optional<TreeId> mine = TRY(repo.subtree(commit.spec.tree, target));
  bool has_all_parents = true;
  for (const CommitId& parent : commit.spec.parents) {
    if (present.count(parent) == 0) {
      has_all_parents = false;
      continue;
    }
    const CommitInfo info = TRY(repo.read_commit(parent));
    const std::optional<TreeId> theirs = TRY(repo.subtree(info.spec.tree, target));
    if (theirs == mine) return true;
  }
  if (!has_all_parents) return true;
  return commit.spec.parents.empty() && !mine;
}

void find(AuditReport& report, const std::string& where, const std::string& message) {
  report.findings.push_back({where, message});
}

}  // namespace
}  // namespace wright

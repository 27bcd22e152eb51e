#include "campaign/settle.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/text.h"
#include "campaign/bases.h"
#include "campaign/judge_trees.h"
#include "campaign/root.h"
#include "campaign/statement.h"
#include "campaign/workspace.h"
#include "core/json.h"

namespace wright {
namespace {

Result<FileLock> turn_to_judge(const Hall& hall, const AttemptId& attempt);
Result<AttemptStage> go_through(Hall& hall, const AttemptId& attempt);
Result<void> step(Hall& hall, const AttemptState& attempt);
Result<void> draw_nonce(Hall& hall, const AttemptState& attempt);
Result<void> judge_attempt(Hall& hall, const AttemptState& attempt,
                           const std::vector<CheckConfig>& checks);
Result<TreeJudging> judging_of(Hall& hall, const AttemptState& attempt, const TreeId& base,
                               const TreeId& candidate);
Result<void> conclude(Hall& hall, const AttemptState& attempt);
Result<void> intend_landing(Hall& hall, const AttemptState& attempt);
Result<void> land(Hall& hall, const AttemptState& attempt);
Result<void> reject(Hall& hall, const AttemptState& attempt, const std::string& reason,
                    const std::string& feedback);
Result<Verdict> verdict_of(const Hall& hall, const AttemptState& attempt);
Result<std::vector<std::string>> tests_of_last_landing(const Hall& hall);
CommitSpec landing_commit(const Hall& hall, const AttemptState& attempt, const Task& task,
                          std::int64_t time_s);
Listener listener_for(const Hall& hall, const AttemptState& attempt);

}  // namespace

Result<void> submit_patch(Hall& hall, const AttemptId& attempt, const Patch& patch) {
  const Digest digest = TRY(store_patch(hall, patch));
  TRY(hall.record(PatchSubmitted{attempt, digest, static_cast<int>(patch.entries.size())}));
  return {};
}

Result<AttemptStage> settle(Hall& hall, const AttemptId& attempt) {
  const FileLock lock = TRY(turn_to_judge(hall, attempt));
  TRY(hall.refresh());
  return go_through(hall, attempt);
}

Result<AttemptStage> settle_by_newest_spec(Hall& hall, const AttemptId& attempt) {
  const FileLock lock = TRY(turn_to_judge(hall, attempt));
  TRY(hall.refresh());
  TRY(hall.use_newest_spec());
  return go_through(hall, attempt);
}

Result<std::optional<Verdict>> screen(Hall& hall, const AttemptId& attempt,
                                      const std::vector<CheckConfig>& checks) {
  const FileLock lock = TRY(turn_to_judge(hall, attempt));
  const auto state = [&] { return *find_attempt(hall.state(), attempt); };
  TRY(draw_nonce(hall, state()));
  if (!state().nonce) return std::optional<Verdict>();
  TRY(judge_attempt(hall, state(), checks));
  if (!state().judged) return std::optional<Verdict>();
  const Verdict verdict = TRY(verdict_of(hall, state()));
  TRY(reject(hall, state(), "screened", feedback_for(verdict)));
  return std::optional<Verdict>(verdict);
}

std::vector<AttemptId> unsettled(const CampaignState& state) {
  std::vector<AttemptId> ids;
  for (const AttemptState& attempt : state.attempts) {
    if (attempt.stage != AttemptStage::open && !is_settled(attempt.stage)) {
      ids.push_back(attempt.opened.attempt);
    }
  }
  return ids;
}

Result<void> close_campaign(Hall& hall) {
  const std::vector<TaskId>& landed = hall.state().landed;
  const auto has_landed = [&](const Task& task) {
    return std::find(landed.begin(), landed.end(), task.id) != landed.end();
  };
  const std::vector<Task>& tasks = hall.spec().tasks;
  if (hall.state().closed || !std::all_of(tasks.begin(), tasks.end(), has_landed)) return {};
  const CommitInfo tip = TRY(hall.repo().read_commit(hall.state().tip));
  const Chance::Anchor anchor =
      hall.chance().anchor().value_or(Chance::Anchor{hall.state().head, hall.state().events});
  const std::int64_t time_s = TRY(hall.chance().closing_time_s());
  const CommitId closing =
      TRY(hall.repo().commit(closing_commit(hall.id(), tip, anchor.head, anchor.count, time_s)));
  const std::optional<CommitId> at = TRY(hall.repo().branch(hall.branch()));
  if (at != closing) TRY(hall.repo().move_branch(hall.branch(), tip.id, closing));
  TRY(hall.record(CampaignClosed{tip.id, closing, anchor.head, anchor.count, time_s}));
  hall.tell({Notice::Kind::closed, {}, {}, fmt::format("closed at {}", closing.value)});
  return {};
}

Result<Patch> load_patch(const std::filesystem::path& log, const Digest& digest) {
  const std::string text = TRY(read_blob(log, digest));
  const nlohmann::json value = TRY(parse_json(text));
  Patch patch = TRY(patch_from_json(value));
  for (const PatchEntry& entry : patch.entries) {
    if (entry.blob) patch.blobs[*entry.blob] = TRY(read_blob(log, *entry.blob));
  }
  return patch;
}

Result<Digest> store_patch(const Hall& hall, const Patch& patch) {
  for (const auto& [digest, bytes] : patch.blobs) TRY(hall.put_blob(bytes));
  return hall.put_blob(canonical(to_json(patch)));
}

namespace {

Result<AttemptStage> go_through(Hall& hall, const AttemptId& attempt) {
  for (;;) {
    const AttemptState* found = find_attempt(hall.state(), attempt);
    if (found == nullptr || found->stage == AttemptStage::open) {
      return Error{ErrorKind::usage, fmt::format("attempt {} has no patch yet", attempt.value)};
    }
    const AttemptState now = *found;
    if (is_settled(now.stage)) return now.stage;
    TRY(step(hall, now));
  }
}

// One attempt of a campaign is judged at a time; the others wait for it.
Result<FileLock> turn_to_judge(const Hall& hall, const AttemptId& attempt) {
  constexpr std::int64_t kWaitMs = 3LL * 60 * 60 * 1000;  // Several may be before it.
  const std::filesystem::path file = hall.run() / "settle.lock";
  Result<FileLock> lock = FileLock::try_lock(file);
  if (lock || lock.error().kind != ErrorKind::busy) return lock;
  hall.tell({Notice::Kind::progress, attempt, {}, "waits for an attempt that is being judged"});
  lock = FileLock::lock(file, kWaitMs);
  if (lock || lock.error().kind != ErrorKind::busy) return lock;
  return Error{ErrorKind::busy,
               fmt::format("attempt {} waited for another one that is still being judged: submit "
                           "it again later, nothing was counted",
                           attempt.value)};
}

Result<void> step(Hall& hall, const AttemptState& attempt) {
  switch (attempt.stage) {
    case AttemptStage::submitted:
      return draw_nonce(hall, attempt);
    case AttemptStage::seeded:
      return judge_attempt(hall, attempt, {});
    case AttemptStage::judged:
      return conclude(hall, attempt);
    case AttemptStage::landing:
      return land(hall, attempt);
    case AttemptStage::open:
    case AttemptStage::landed:
    case AttemptStage::rejected:
    case AttemptStage::abandoned:
      break;
  }
  return Error{ErrorKind::journal, "an attempt that is over cannot go on"};
}

Result<void> draw_nonce(Hall& hall, const AttemptState& attempt) {
  const Patch patch = TRY(load_patch(hall.run(), attempt.submitted->patch));
  if (patch.empty()) return reject(hall, attempt, "empty", "the patch changes nothing\n");
  const std::vector<std::string> stale = TRY(stale_paths(hall, attempt, patch));
  if (!stale.empty()) {
    return reject(hall, attempt, "stale",
                  fmt::format("these files changed on the campaign's branch since the attempt was "
                              "opened; open it again and look at them: {}\n",
                              join(stale, ", ")));
  }
  const std::string nonce = TRY(hall.chance().nonce(attempt.opened.attempt));
  TRY(hall.record(NonceDrawn{attempt.opened.attempt, nonce}));
  return {};
}

// With the task's own checks unless others are given.
Result<void> judge_attempt(Hall& hall, const AttemptState& attempt,
                           const std::vector<CheckConfig>& checks) {
  const AttemptId& id = attempt.opened.attempt;
  const Patch patch = TRY(load_patch(hall.run(), attempt.submitted->patch));
  const CommitId parent = hall.state().tip;
  const CommitInfo tip = TRY(hall.repo().read_commit(parent));
  Result<TreeId> tree = hall.repo().apply(tip.spec.tree, hall.spec().target, patch);
  if (!tree) {
    return reject(hall, attempt, "policy",
                  fmt::format("the patch cannot be applied: {}\n", tree.error().message));
  }
  TreeJudging judging = TRY(judging_of(hall, attempt, tip.spec.tree, *tree));
  if (!checks.empty()) judging.checks = checks;
  const std::int64_t began = hall.clock().steady_ms();
  const Verdict verdict = TRY(judge_trees(hall.repo(), hall.workshop(), hall.tools(), hall.checks(),
                                          judging, listener_for(hall, attempt)));
  if (verdict.status == VerdictStatus::broken) {
    return Error{
        ErrorKind::protocol,
        fmt::format("check {} broke, which is no verdict on the work: {}", failing_check(verdict),
                    escape_for_terminal(verdict.reports.back().summary))};
  }
  const Digest blob = TRY(hall.put_blob(canonical(to_json(verdict))));
  TRY(hall.record(
      Judged{id, parent, *tree, verdict.status, blob, hall.clock().steady_ms() - began}));
  return {};
}

Result<TreeJudging> judging_of(Hall& hall, const AttemptState& attempt, const TreeId& base,
                               const TreeId& candidate) {
  TreeJudging judging;
  judging.spec = &hall.spec();
  judging.task = TRY(task_of(hall, attempt.opened.attempt));
  judging.base = base;
  judging.candidate = candidate;
  judging.landed = hall.inherited();
  judging.landed.insert(judging.landed.end(), hall.state().landed.begin(),
                        hall.state().landed.end());
  judging.expected_tests = TRY(tests_of_last_landing(hall));
  judging.seed = seed_of(attempt.submitted->patch, attempt.nonce->nonce);
  judging.id = attempt.opened.attempt.value;
  judging.checks = judging.task->checks;
  return judging;
}

// What passed before must be there and pass again.
Result<std::vector<std::string>> tests_of_last_landing(const Hall& hall) {
  for (auto attempt = hall.state().attempts.rbegin(); attempt != hall.state().attempts.rend();
       ++attempt) {
    if (attempt->landed && attempt->landed->commit == hall.state().tip) {
      const Verdict verdict = TRY(verdict_of(hall, *attempt));
      return passed_tests(verdict);
    }
  }
  return hall.inherited_tests();
}

Result<Verdict> verdict_of(const Hall& hall, const AttemptState& attempt) {
  const std::string text = TRY(hall.blob(attempt.judged->verdict));
  const nlohmann::json value = TRY(parse_json(text));
  return verdict_from_json(value);
}

Result<void> conclude(Hall& hall, const AttemptState& attempt) {
  if (attempt.judged->status == VerdictStatus::pass) return intend_landing(hall, attempt);
  const Verdict verdict = TRY(verdict_of(hall, attempt));
  if (fails_by_machine(verdict) && hall.chance().may_carry(attempt.opened.attempt)) {
    return intend_landing(hall, attempt);
  }
  return reject(hall, attempt, failing_check(verdict), feedback_for(verdict));
}

Result<void> reject(Hall& hall, const AttemptState& attempt, const std::string& reason,
                    const std::string& feedback) {
  const AttemptId& id = attempt.opened.attempt;
  const Digest blob = TRY(hall.put_blob(feedback));
  TRY(remove_tree(hall.workshop().judging(id.value)));  // First: after the line nobody would.
  TRY(hall.record(Rejected{id, reason, blob}));
  hall.tell({Notice::Kind::rejected, id, attempt.opened.task, reason});
  return {};
}

Result<void> intend_landing(Hall& hall, const AttemptState& attempt) {
  const AttemptId& id = attempt.opened.attempt;
  const Task* task = TRY(task_of(hall, id));
  const std::int64_t time_s = TRY(hall.chance().landing_time_s(id));
  const CommitSpec commit = landing_commit(hall, attempt, *task, time_s);
  const CommitId name = TRY(hall.repo().commit_id(commit));
  const Digest message = TRY(hall.put_blob(commit.message));
  TRY(hall.record(
      LandingIntended{id, attempt.judged->parent, attempt.judged->tree, message, time_s, name}));
  return {};
}

// All of it is a function of the journal, so that a replay makes the same id.
CommitSpec landing_commit(const Hall& hall, const AttemptState& attempt, const Task& task,
                          std::int64_t time_s) {
  const Digest spec = hall.state().revisions.empty() ? hall.state().opened.spec_digest
                                                     : hall.state().revisions.back().spec_digest;
  CommitSpec commit;
  commit.tree = attempt.judged->tree;
  commit.parents = {attempt.judged->parent};
  commit.author_name = kAuthorName;
  commit.author_email = kAuthorEmail;
  commit.time_s = time_s;
  commit.message = fmt::format(
      "{}\n\nTensorwright-Campaign: {}\nTensorwright-Task: {}\nTensorwright-Attempt: {}\n"
      "Tensorwright-Agent: {}\nTensorwright-Model: {}\nTensorwright-Spec: {}\n"
      "Tensorwright-Patch: {}\n",
      task.title, hall.id().value, task.id.value, attempt.opened.attempt.value,
      attempt.opened.agent, attempt.opened.model, spec.value, attempt.submitted->patch.value);
  return commit;
}

// The commit object, the branch, the scratch directories and the line, in this
// order; all but the line are no-ops when a crash came after them.
Result<void> land(Hall& hall, const AttemptState& attempt) {
  const AttemptId& id = attempt.opened.attempt;
  const LandingIntended& intended = *attempt.intended;
  const Task* task = TRY(task_of(hall, id));
  const CommitId commit =
      TRY(hall.repo().commit(landing_commit(hall, attempt, *task, intended.time_s)));
  if (commit != intended.commit) {
    return Error{ErrorKind::journal,
                 fmt::format("landing {} would be {}, but the journal intended {}", id.value,
                             commit.value, intended.commit.value)};
  }
  const std::optional<CommitId> at = TRY(hall.repo().branch(hall.branch()));
  if (at != commit) TRY(hall.repo().move_branch(hall.branch(), intended.parent, commit));
  const Verdict verdict = TRY(verdict_of(hall, attempt));
  const std::string statement = TRY(landing_statement(hall, attempt, verdict));
  const Digest blob = TRY(hall.put_blob(statement));
  const std::string key = TRY(subtree_key(hall.repo(), intended.tree, hall.spec().target));
  TRY(hall.workshop().promote(id.value, key));
  const std::set<std::string> in_use = TRY(trees_in_use(hall, id));
  TRY(hall.workshop().keep_only(key, in_use));
  TRY(remove_workspace(hall, id));
  TRY(hall.record(Landed{id, commit, blob}));
  hall.tell({Notice::Kind::landed, id, task->id, commit.value});
  return {};
}

Listener listener_for(const Hall& hall, const AttemptState& attempt) {
  const AttemptId id = attempt.opened.attempt;
  const TaskId task = attempt.opened.task;
  Listener listener;
  listener.started = [&hall, id, task](const std::string& check) {
    hall.tell({Notice::Kind::check_started, id, task, check});
  };
  listener.finished = [&hall, id, task](const CheckReport& report) {
    const char* word = report.status == CheckStatus::pass          ? "pass"
                       : report.status == CheckStatus::fail        ? "fail"
                       : report.status == CheckStatus::unavailable ? "unavailable"
                                                                   : "broken";
    hall.tell({Notice::Kind::check_finished, id, task,
               fmt::format("{} {}: {} ({:.1f} s)", report.check, word,
                           escape_for_terminal(report.summary),
                           static_cast<double>(report.duration_ms) / 1000.0)});
  };
  return listener;
}

}  // namespace
}  // namespace wright

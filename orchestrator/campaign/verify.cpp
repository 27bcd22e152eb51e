#include "campaign/verify.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"
#include "base/hash.h"
#include "campaign/hall.h"
#include "campaign/judge_trees.h"
#include "campaign/pinned_spec.h"
#include "campaign/statement.h"

namespace wright {
namespace {

Result<Spec> measuring_spec(const Recording& recording, const std::filesystem::path& list,
                            const Workshop& workshop, const KnownChecks& known);
bool needs_build(const std::vector<CheckConfig>& checks, const CheckTable& table);
Result<TreeId> parent_tree(Repo& repo, const CommitInfo& commit);
Result<std::vector<std::string>> tests_before(Repo& repo, const Recording& recording,
                                              const CommitInfo& commit);
void sum_up(Verification& verification);

}  // namespace

Result<Verification> verify(Repo& repo, const VerifyRequest& request, const Tools& tools,
                            const Listener& listener) {
  const CommitInfo commit = TRY(repo.read_commit(request.commit));
  const Explanation explained = TRY(explain(repo.root(), commit));
  const CheckTable table = TRY(load_checks(tools));
  const TempDirectory scratch =
      TRY(TempDirectory::make(std::filesystem::temp_directory_path(), "tensorwright-verify-"));
  const Workshop workshop(scratch.path());
  const AttemptId& attempt = explained.attempt.opened.attempt;
  const Spec spec = TRY(load_pinned_spec(explained.recording.directory,
                                         spec_files_at(explained.recording, attempt), workshop,
                                         known_checks(table)));
  const Task* task = find_task(spec, explained.attempt.opened.task);
  if (task == nullptr) return Error{ErrorKind::journal, "the pinned spec lacks the task"};
  TreeJudging judging;
  judging.spec = &spec;
  judging.task = task;
  judging.base = TRY(parent_tree(repo, commit));
  judging.candidate = commit.spec.tree;
  judging.landed = landed_before(explained.recording, attempt);
  judging.expected_tests = TRY(tests_before(repo, explained.recording, commit));
  const std::string nonce =
      request.fresh_seed ? random_hex(kNonceBytes) : explained.attempt.nonce->nonce;
  judging.seed = seed_of(explained.attempt.submitted->patch, nonce);
  judging.id = attempt.value;
  for (const CheckConfig& check : task->checks) {
    const auto wanted = std::find(request.only.begin(), request.only.end(), check.check);
    if (request.only.empty() || wanted != request.only.end()) judging.checks.push_back(check);
  }
  judging.use_caches = false;
  judging.all_tiers = true;
  Verification verification;
  verification.attempt = attempt;
  verification.then = TRY(recorded_verdict(explained.recording, explained.attempt));
  verification.now = TRY(judge_trees(repo, workshop, tools, table, judging, listener));
  sum_up(verification);
  verification.statement = verification_statement(explained, verification.now, nonce);
  return verification;
}

Result<Verdict> measure_tip(Repo& repo, const Recording& recording,
                            const std::filesystem::path& list, std::vector<CheckConfig> checks,
                            const Tools& tools, const Listener& listener) {
  const CommitInfo tip = TRY(repo.read_commit(recording.state.tip));
  const CheckTable table = TRY(load_checks(tools));
  const TempDirectory scratch =
      TRY(TempDirectory::make(std::filesystem::temp_directory_path(), "tensorwright-measure-"));
  const Workshop workshop(scratch.path());
  const Spec spec = TRY(measuring_spec(recording, list, workshop, known_checks(table)));
  TreeJudging judging;
  judging.spec = &spec;
  judging.task = &spec.tasks.back();
  judging.base = tip.spec.tree;  // Built once, as what has landed.
  judging.candidate = tip.spec.tree;
  judging.landed = recording.state.landed;
  judging.seed = random_hex(kNonceBytes);
  judging.id = "measured";
  if (needs_build(checks, table)) judging.checks = {CheckConfig{"build", "{}"}};
  std::move(checks.begin(), checks.end(), std::back_inserter(judging.checks));
  judging.use_caches = true;  // Which are empty: the scratch directory is new.
  judging.all_tiers = true;
  return judge_trees(repo, workshop, tools, table, judging, listener);
}

namespace {

Result<Spec> measuring_spec(const Recording& recording, const std::filesystem::path& list,
                            const Workshop& workshop, const KnownChecks& known) {
  const std::filesystem::path beside = std::filesystem::absolute(list).parent_path();
  if (std::filesystem::exists(beside / "spec.md")) return load_whole_spec(beside, workshop, known);
  return load_pinned_spec(recording.directory, newest_spec_files(recording.state), workshop, known);
}

// From the second tier on checks run what `build` has made.
bool needs_build(const std::vector<CheckConfig>& checks, const CheckTable& table) {
  return std::any_of(checks.begin(), checks.end(), [&](const CheckConfig& check) {
    const auto info = table.find(check.check);
    return info == table.end() || info->second.tier > 1;
  });
}

Result<TreeId> parent_tree(Repo& repo, const CommitInfo& commit) {
  if (commit.spec.parents.empty()) {
    return Error{ErrorKind::usage,
                 fmt::format("commit {} has no parent here: fetch more history", commit.id.value)};
  }
  const CommitInfo parent = TRY(repo.read_commit(commit.spec.parents.front()));
  return parent.spec.tree;
}

// The tests that passed on the parent, which must still be there.
Result<std::vector<std::string>> tests_before(Repo& repo, const Recording& recording,
                                              const CommitInfo& commit) {
  const CommitInfo parent = TRY(repo.read_commit(commit.spec.parents.front()));
  for (const AttemptState& attempt : recording.state.attempts) {
    if (attempt.landed && attempt.landed->commit == parent.id) {
      const Verdict verdict = TRY(recorded_verdict(recording, attempt));
      return passed_tests(verdict);
    }
  }
  return std::vector<std::string>{};
}

void sum_up(Verification& verification) {
  verification.holds = !verification.now.reports.empty();
  for (const CheckReport& report : verification.now.reports) {
    if (report.status == CheckStatus::unavailable) {
      verification.carried.push_back(report.check);
    } else if (is_slow(report)) {
      verification.carried.push_back(report.check + " (slower here)");
    } else if (report.status != CheckStatus::pass) {
      verification.holds = false;
    }
  }
}

}  // namespace
}  // namespace wright

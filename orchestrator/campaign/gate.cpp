#include "campaign/gate.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "campaign/hall.h"
#include "campaign/judge_trees.h"
#include "campaign/pinned_spec.h"
#include "campaign/root.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

Result<TreeId> base_tree(Repo& repo, const GateRequest& request, const Spec& spec);
Result<TreeId> head_tree(Repo& repo, const GateRequest& request, const Spec& spec,
                         const TreeId& base);
Result<std::vector<std::string>> paths_outside(Repo& repo, const TreeId& base, const TreeId& head,
                                               const std::string& target);
Verdict outside_verdict(const std::vector<std::string>& paths, const std::string& target);
std::vector<TaskId> needed_by(const Spec& spec, const TaskId& task);
std::vector<CheckConfig> checks_up_to(std::vector<CheckConfig> checks, const CheckTable& table,
                                      std::optional<int> tier_max);

}  // namespace

Result<Verdict> judge_revisions(Repo& repo, const GateRequest& request, const Tools& tools,
                                const Listener& listener) {
  const CheckTable table = TRY(load_checks(tools));
  const fs::path runs = TRY(make_runs_directory(repo.root()));
  const Workshop workshop(runs / ".gate");
  TRY(make_directories(runs / ".gate"));
  const FileLock lock = TRY(FileLock::try_lock(runs / ".gate" / "lock"));
  const Spec spec = TRY(load_whole_spec(request.spec, workshop, known_checks(table)));
  const Task* task = find_task(spec, request.task);
  if (task == nullptr) {
    return Error{ErrorKind::usage,
                 fmt::format("{}: has no task {}", request.spec.string(), request.task.value)};
  }
  TreeJudging judging;
  judging.spec = &spec;
  judging.task = task;
  judging.base = TRY(base_tree(repo, request, spec));
  judging.candidate = TRY(head_tree(repo, request, spec, judging.base));
  const std::vector<std::string> outside =
      TRY(paths_outside(repo, judging.base, judging.candidate, spec.target));
  if (!outside.empty()) return outside_verdict(outside, spec.target);
  judging.landed = needed_by(spec, task->id);
  judging.seed = random_hex(kNonceBytes);
  judging.id = fmt::format("gate.{}.{}", spec.name, task->id.value);
  judging.checks = checks_up_to(task->checks, table, request.tier_max);
  judging.all_tiers = request.all_tiers;
  judging.use_caches = request.use_caches;
  const Verdict verdict = TRY(judge_trees(repo, workshop, tools, table, judging, listener));
  TRY(remove_tree(workshop.judging(judging.id)));
  return verdict;
}

namespace {

Result<TreeId> base_tree(Repo& repo, const GateRequest& request, const Spec& spec) {
  if (!request.base.empty()) {
    const CommitId commit = TRY(repo.resolve(request.base));
    const CommitInfo info = TRY(repo.read_commit(commit));
    return info.spec.tree;
  }
  const TreeId empty = TRY(repo.empty_tree());
  const Patch scaffold = TRY(scaffold_patch(spec));
  return repo.apply(empty, spec.target, scaffold);
}

Result<TreeId> head_tree(Repo& repo, const GateRequest& request, const Spec& spec,
                         const TreeId& base) {
  if (request.patch.empty()) {
    const CommitId commit = TRY(repo.resolve(request.head));
    const CommitInfo info = TRY(repo.read_commit(commit));
    return info.spec.tree;
  }
  Patch patch;
  for (const std::string& path : TRY(list_files(request.patch))) {
    if (path == "README.md") continue;  // It speaks about the patch.
    put(patch, path, FileMode::regular, TRY(read_file(request.patch / path)));
  }
  return repo.apply(base, spec.target, patch);
}

Result<std::vector<std::string>> paths_outside(Repo& repo, const TreeId& base, const TreeId& head,
                                               const std::string& target) {
  std::vector<std::string> outside;
  const Patch patch = TRY(repo.diff(base, head, ""));
  for (const PatchEntry& entry : patch.entries) {
    if (entry.path.rfind(target + "/", 0) != 0) outside.push_back(entry.path);
  }
  return outside;
}

Verdict outside_verdict(const std::vector<std::string>& paths, const std::string& target) {
  CheckReport report;
  report.check = "policy";
  report.status = CheckStatus::fail;
  report.summary = fmt::format("{} changes outside {}", paths.size(), target);
  for (const std::string& path : paths) {
    Finding finding;
    finding.rule = "policy.scope";
    finding.file = path;
    finding.message = "only " + target + " may change";
    report.findings.push_back(std::move(finding));
  }
  return Verdict{VerdictStatus::fail, {std::move(report)}};
}

std::vector<TaskId> needed_by(const Spec& spec, const TaskId& task) {
  std::vector<TaskId> needed;
  for (const Task& other : spec.tasks) {
    if (other.id != task && depends_on(spec, task, other.id)) needed.push_back(other.id);
  }
  return needed;
}

std::vector<CheckConfig> checks_up_to(std::vector<CheckConfig> checks, const CheckTable& table,
                                      std::optional<int> tier_max) {
  if (!tier_max) return checks;
  const auto is_later = [&](const CheckConfig& check) {
    const auto info = table.find(check.check);
    return info != table.end() && info->second.tier > *tier_max;
  };
  checks.erase(std::remove_if(checks.begin(), checks.end(), is_later), checks.end());
  return checks;
}

}  // namespace
}  // namespace wright

#include "campaign/judge_trees.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/files.h"
#include "base/hash.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

Result<Judging> prepare(Repo& repo, const Workshop& workshop, const Tools& tools,
                        const TreeJudging& judging);
Result<void> build_incumbent(Repo& repo, const Workshop& workshop, const Tools& tools,
                             const CheckTable& table, const TreeJudging& judging);
Result<void> build_gate(Repo& repo, const Workshop& workshop, const Tools& tools,
                        const CheckTable& table, const TreeJudging& judging);
TreeJudging judging_of_base(const TreeJudging& judging, const CheckConfig& build);
const CheckConfig* find_check(const std::vector<CheckConfig>& checks, const std::string& name);
fs::path if_exists(const fs::path& path);

}  // namespace

Result<Verdict> judge_trees(Repo& repo, const Workshop& workshop, const Tools& tools,
                            const CheckTable& table, const TreeJudging& judging,
                            const Listener& listener) {
  if (judging.visible_only) {
    TRY(build_gate(repo, workshop, tools, table, judging));
  } else {
    TRY(build_incumbent(repo, workshop, tools, table, judging));
  }
  const Judging prepared = TRY(prepare(repo, workshop, tools, judging));
  return judge(prepared, tools, table, listener);
}

std::string seed_of(const Digest& patch, const std::string& nonce) {
  return sha256_hex(patch.value + ":" + nonce);
}

std::vector<ChangedFile> changes_of(const Patch& patch, const std::vector<TreeFile>& base) {
  std::vector<ChangedFile> changes;
  for (const PatchEntry& entry : patch.entries) {
    const bool existed = std::any_of(base.begin(), base.end(),
                                     [&](const TreeFile& file) { return file.path == entry.path; });
    const Change change = !entry.blob ? Change::deleted
                          : existed   ? Change::modified
                                      : Change::added;
    changes.push_back({entry.path, entry.mode, change});
  }
  return changes;
}

namespace {

Result<Judging> prepare(Repo& repo, const Workshop& workshop, const Tools& tools,
                        const TreeJudging& judging) {
  const std::string& target = judging.spec->target;
  const std::string base_key = TRY(subtree_key(repo, judging.base, target));
  Judging prepared;
  CheckRequest& request = prepared.request;
  request.task = judging.task->id;
  request.landed = judging.landed;
  request.writes = judging.task->writes;
  const Patch patch = TRY(repo.diff(judging.base, judging.candidate, target));
  const std::vector<TreeFile> base_files = TRY(repo.list(judging.base, target));
  request.changes = changes_of(patch, base_files);
  request.base_tree = TRY(workshop.tree(repo, judging.base, target, {}));
  request.tree = TRY(workshop.tree(repo, judging.candidate, target, judging.base));
  request.spec = fs::absolute(judging.spec->directory);
  request.scratch = workshop.judging(judging.id);
  request.artifacts = request.scratch / "artifacts";
  const fs::path builds =
      judging.visible_only ? workshop.gates(base_key) : workshop.builds(base_key);
  request.build_base = judging.use_caches ? if_exists(builds) : fs::path();
  request.incumbent = if_exists(workshop.artifacts(base_key));
  request.cache = workshop.cache();
  request.share = tools.share;
  request.sandbox = tools.sandbox;
  request.expected_tests = judging.expected_tests;
  request.seed = judging.seed;
  request.visible_only = judging.visible_only;
  request.use_caches = judging.use_caches;
  TRY(remove_tree(request.scratch));
  TRY(make_directories(request.artifacts));
  TRY(make_directories(request.cache));
  prepared.checks = judging.checks;
  const std::string tree_key = TRY(subtree_key(repo, judging.candidate, target));
  prepared.tree = Digest{tree_key};
  prepared.base_tree = Digest{base_key};
  prepared.spec = judging.spec->digest;
  prepared.verdicts = workshop.verdicts();
  prepared.all_tiers = judging.all_tiers;
  return prepared;
}

// A speed check needs the landed artifacts to run beside: when the workshop
// was swept, the base is built once more.
Result<void> build_incumbent(Repo& repo, const Workshop& workshop, const Tools& tools,
                             const CheckTable& table, const TreeJudging& judging) {
  const CheckConfig* build = find_check(judging.checks, "build");
  if (find_check(judging.checks, "bench") == nullptr || build == nullptr) return {};
  const std::string key = TRY(subtree_key(repo, judging.base, judging.spec->target));
  if (fs::exists(workshop.artifacts(key))) return {};
  const TreeJudging incumbent = judging_of_base(judging, *build);
  const Judging prepared = TRY(prepare(repo, workshop, tools, incumbent));
  const Verdict verdict = TRY(judge(prepared, tools, table));
  if (!verdict.passed()) {
    return Error{ErrorKind::protocol, fmt::format("the landed base does not build any more: {}",
                                                  verdict.reports.back().summary)};
  }
  return workshop.promote(incumbent.id, key);
}

// Visible checks start from the landed tree in their own flavour, so that every
// one after the first compiles what changed and nothing else.
Result<void> build_gate(Repo& repo, const Workshop& workshop, const Tools& tools,
                        const CheckTable& table, const TreeJudging& judging) {
  const CheckConfig* build = find_check(judging.checks, "build");
  const std::string key = TRY(subtree_key(repo, judging.base, judging.spec->target));
  if (build == nullptr || !judging.use_caches || fs::exists(workshop.gates(key))) return {};
  const TreeJudging base = judging_of_base(judging, *build);
  Judging prepared = TRY(prepare(repo, workshop, tools, base));
  prepared.verdicts.clear();  // A build is wanted, not a verdict.
  const Verdict verdict = TRY(judge(prepared, tools, table));
  if (verdict.passed()) return workshop.promote_gate(base.id, key);
  return remove_tree(workshop.judging(base.id));
}

// Nothing but the build of what has landed.
TreeJudging judging_of_base(const TreeJudging& judging, const CheckConfig& build) {
  TreeJudging base = judging;
  base.candidate = judging.base;
  base.id = judging.id + ".base";
  base.checks = {build};
  base.expected_tests.clear();
  return base;
}

const CheckConfig* find_check(const std::vector<CheckConfig>& checks, const std::string& name) {
  const auto found = std::find_if(checks.begin(), checks.end(),
                                  [&](const CheckConfig& check) { return check.check == name; });
  return found == checks.end() ? nullptr : &*found;
}

fs::path if_exists(const fs::path& path) {
  return fs::exists(path) ? path : fs::path();
}

}  // namespace
}  // namespace wright

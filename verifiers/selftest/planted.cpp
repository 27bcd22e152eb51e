#include "selftest/planted.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <set>
#include <thread>

#include "base/files.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPolicy = "policy";

bool is_for_selftest(const Workspace& workspace) {
  return workspace.check == kPolicy || Bench(workspace, {}, {}).is_for_selftest();
}

Result<Trial> try_one(const Workspace& workspace, const BenchPlaces& places, const fs::path& root) {
  Trial trial;
  trial.check = workspace.check;
  trial.who = {workspace.name(), workspace.is_cheat()};
  TRY(make_directories(root));
  Bench bench(workspace, root, places);
  const CheckReport report = TRY(bench.judge());
  const bool is_right = bench.is_as_expected(report);
  trial.is_accepted = is_right != workspace.is_cheat();
  for (const Finding& finding : report.findings) {
    if (finding.severity != Severity::error || !trial.rule.empty()) continue;
    trial.rule = finding.rule;
    trial.message = finding.message;
  }
  if (!is_right && trial.message.empty()) trial.message = report.summary;
  TRY(remove_tree(root));
  return trial;
}

}  // namespace

std::vector<Workspace> planted_for(const std::vector<std::string>& checks, const fs::path& home) {
  std::vector<Workspace> all = workspaces(home);
  std::erase_if(all, [&](const Workspace& one) {
    const bool is_asked = std::find(checks.begin(), checks.end(), one.check) != checks.end();
    return !is_asked || !is_for_selftest(one);
  });
  return all;
}

bool grades_hosts(const std::vector<std::string>& checks) {
  static const std::set<std::string> kOthers{kPolicy,    "similarity", "build",       "tests",
                                             "sanitize", "mutation",   "cuda_compile"};
  return std::any_of(checks.begin(), checks.end(),
                     [](const std::string& check) { return kOthers.count(check) == 0; });
}

Result<std::vector<Trial>> try_workspaces(const std::vector<Workspace>& all,
                                          const BenchPlaces& places, const fs::path& scratch,
                                          unsigned workers) {
  std::vector<std::optional<Result<Trial>>> results(all.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < all.size(); i = next++) {
      results[i].emplace(try_one(all[i], places, scratch / std::to_string(i)));
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 0; i < workers; ++i) threads.emplace_back(work);
  for (std::thread& thread : threads) thread.join();
  std::vector<Trial> trials;
  for (auto& result : results) trials.push_back(TRY(std::move(*result)));
  return trials;
}

}  // namespace wright

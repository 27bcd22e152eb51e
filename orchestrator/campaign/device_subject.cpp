#include "campaign/device_subject.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/hash.h"
#include "campaign/hall.h"
#include "campaign/logs.h"
#include "campaign/pinned_spec.h"
#include "core/json.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr const char* kDeviceCheck = "cuda_device";
constexpr const char* kEmulatedCheck = "cuda_emulated";

Result<void> load_given(const fs::path& given, const Workshop& workshop, const KnownChecks& known,
                        DeviceSubject& subject);
Result<void> load_pinned(Repo& repo, const CommitInfo& commit, const Workshop& workshop,
                         const KnownChecks& known, DeviceSubject& subject);
Result<std::vector<DeviceSuite>> suites_of(const Task& task);
Result<std::string> device_config(const CheckConfig& check);

}  // namespace

Result<DeviceSubject> device_subject(Repo& repo, const Workshop& workshop, const CheckTable& table,
                                     const CommitId& commit, const fs::path& given) {
  const CommitInfo info = TRY(repo.read_commit(commit));
  DeviceSubject subject;
  subject.commit = commit;
  subject.whole = info.spec.tree;
  if (given.empty()) {
    TRY(load_pinned(repo, info, workshop, known_checks(table), subject));
  } else {
    TRY(load_given(given, workshop, known_checks(table), subject));
  }
  const std::optional<TreeId> tree = TRY(repo.subtree(subject.whole, subject.spec.target));
  if (!tree) {
    return Error{ErrorKind::usage,
                 fmt::format("commit {} has nothing at {}", commit.value, subject.spec.target)};
  }
  subject.tree = *tree;
  subject.seed = sha256_hex("device " + tree->value + " " + subject.spec.digest.value);
  for (const TaskId& id : subject.landed) {
    const Task* task = find_task(subject.spec, id);
    if (task == nullptr) continue;
    std::vector<DeviceSuite> suites = TRY(suites_of(*task));
    std::move(suites.begin(), suites.end(), std::back_inserter(subject.suites));
  }
  if (!subject.suites.empty()) return subject;
  return Error{ErrorKind::usage, fmt::format("spec {}: no landed task has a check {} or {}",
                                             subject.spec.name, kDeviceCheck, kEmulatedCheck)};
}

Result<CheckReport> run_suite(Repo& repo, const Workshop& workshop, const Tools& tools,
                              const CheckTable& table, const DeviceSubject& subject,
                              const DeviceSuite& suite, const std::string& where,
                              const fs::path& artifacts) {
  json config = TRY(parse_json(suite.config));
  config["where"] = where;
  Judging judging;
  judging.checks = {{kDeviceCheck, canonical(config)}};
  CheckRequest& request = judging.request;
  request.task = suite.task;
  request.landed = subject.landed;
  request.tree = TRY(workshop.tree(repo, subject.whole, subject.spec.target, {}));
  request.base_tree = request.tree;
  request.spec = fs::absolute(subject.spec.directory);
  request.scratch = workshop.judging("device." + suite.name);
  request.artifacts = artifacts;
  request.cache = workshop.cache();
  request.share = tools.share;
  request.sandbox = tools.sandbox;
  request.seed = subject.seed;
  TRY(make_directories(request.scratch));
  TRY(make_directories(request.artifacts));
  TRY(make_directories(request.cache));
  Verdict verdict = TRY(judge(judging, tools, table));
  return std::move(verdict.reports.front());
}

namespace {

Result<void> load_given(const fs::path& given, const Workshop& workshop, const KnownChecks& known,
                        DeviceSubject& subject) {
  subject.spec = TRY(load_whole_spec(given, workshop, known));
  subject.spec_from = "given";
  for (const Task& task : subject.spec.tasks) subject.landed.push_back(task.id);
  return {};
}

Result<void> load_pinned(Repo& repo, const CommitInfo& commit, const Workshop& workshop,
                         const KnownChecks& known, DeviceSubject& subject) {
  const auto name = commit.trailers.find("Tensorwright-Campaign");
  if (name == commit.trailers.end()) {
    return Error{ErrorKind::usage,
                 fmt::format("commit {} is of no campaign: name its spec's directory with --spec",
                             commit.id.value)};
  }
  subject.spec_from = "log";
  Recording recording = TRY(log_of_campaign(repo.root(), CampaignId{name->second}));
  subject.landed = recording.state.landed;
  Digest files = newest_spec_files(recording.state);
  if (commit.trailers.count("Tensorwright-Attempt") != 0) {
    const Explanation landing = TRY(explain(repo.root(), commit));
    const AttemptId& attempt = landing.attempt.opened.attempt;
    files = spec_files_at(landing.recording, attempt);
    subject.landed = landed_before(landing.recording, attempt);
    subject.landed.push_back(landing.attempt.opened.task);
  }
  subject.spec = TRY(load_pinned_spec(recording.directory, files, workshop, known));
  return {};
}

// What was written for the emulator holds on a device as well, unless the task says what else.
Result<std::vector<DeviceSuite>> suites_of(const Task& task) {
  std::vector<DeviceSuite> suites;
  const auto has = [&](const char* name) {
    return std::any_of(task.checks.begin(), task.checks.end(),
                       [&](const CheckConfig& check) { return check.check == name; });
  };
  const std::string wanted = has(kDeviceCheck) ? kDeviceCheck : kEmulatedCheck;
  for (const CheckConfig& check : task.checks) {
    if (check.check != wanted) continue;
    const std::string number = suites.empty() ? "" : fmt::format(".{}", suites.size() + 1);
    suites.push_back({task.id.value + number, task.id, TRY(device_config(check))});
  }
  return suites;
}

// Without what only the emulator knows, and without test programs, which stay at home.
Result<std::string> device_config(const CheckConfig& check) {
  json config = TRY(parse_json(check.config));
  for (const char* key : {"tiers", "schedules", "profiles", "slow_every", "programs"}) {
    config.erase(key);
  }
  return canonical(config);
}

}  // namespace
}  // namespace wright

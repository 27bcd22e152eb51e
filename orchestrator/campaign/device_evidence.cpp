#include "campaign/device_evidence.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/files.h"
#include "base/hash.h"
#include "base/text.h"
#include "campaign/device_bundle.h"
#include "campaign/device_result.h"
#include "campaign/device_statement.h"
#include "campaign/text_at.h"
#include "core/json.h"

namespace wright {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// What an import needs of the machine that it runs on.
struct Desk {
  Repo& repo;
  const Tools& tools;
  const Workshop& workshop;
  const CheckTable& table;
  const std::string& name;
};

Result<std::optional<DeviceImport>> find_kept(const fs::path& folder, const std::string& digest);
Result<DeviceSubject> subject_of(const Desk& desk, const DeviceResult& result,
                                 const fs::path& given);
Result<void> check_manifest(const Desk& desk, const DeviceSubject& subject,
                            const DeviceResult& result);
Result<std::vector<CheckReport>> judge_suites(const Desk& desk, const DeviceSubject& subject,
                                              const DeviceResult& result);
Result<void> lay_out(const DeviceResult& result, const std::string& suite, const fs::path& into);
Error refused(const Desk& desk, const std::string& why);

bool is_id(const std::string& text) {
  constexpr std::size_t kDigits = 40;
  return text.size() == kDigits && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

fs::path folder_of(const fs::path& root, const TreeId& tree) {
  return root / "logs" / "gpu" / tree.value;
}

}  // namespace

Result<DeviceImport> import_device_result(Repo& repo, const Tools& tools, const std::string& name,
                                          const std::string& archive, const fs::path& given) {
  const TempDirectory scratch =
      TRY(TempDirectory::make(fs::temp_directory_path(), "tensorwright-import-"));
  const Workshop workshop(scratch.path());
  const CheckTable table = TRY(load_checks(tools));
  const Desk desk{repo, tools, workshop, table, name};
  const DeviceResult result = TRY(read_device_result(name, archive));
  if (!result.is_cuda) {
    return refused(desk, "is a trial on a CPU, no evidence of a GPU: use ./run.sh without --cpu");
  }
  const DeviceSubject subject = TRY(subject_of(desk, result, given));
  const fs::path folder = folder_of(repo.root(), subject.tree);
  const std::string digest = sha256_hex(archive);
  if (auto kept = TRY(find_kept(folder, digest))) {
    kept->tree = subject.tree;
    return *std::move(kept);
  }
  TRY(check_manifest(desk, subject, result));
  const std::vector<CheckReport> reports = TRY(judge_suites(desk, subject, result));
  DeviceImport import;
  import.tree = subject.tree;
  import.statement = device_statement(subject, result, digest, reports);
  import.passed = all_pass(reports);
  import.file = folder / (sha256_hex(import.statement) + ".json");
  TRY(make_directories(folder));
  // The statement last: where it is, what it speaks of is there.
  TRY(write_file(folder / (digest + ".tar.gz"), archive));
  TRY(write_file(import.file, import.statement + "\n"));
  return import;
}

Result<std::vector<std::string>> device_evidence_about(Repo& repo, const TreeId& whole,
                                                       const std::string& target) {
  std::vector<std::string> statements;
  const std::optional<TreeId> tree = TRY(repo.subtree(whole, target));
  std::error_code failed;
  if (!tree || !fs::is_directory(folder_of(repo.root(), *tree), failed)) return statements;
  const fs::path folder = folder_of(repo.root(), *tree);
  for (const std::string& file : TRY(list_files(folder))) {
    if (fs::path(file).extension() != ".json") continue;
    const std::string text = TRY(read_file(folder / file));
    statements.emplace_back(trim(text));
  }
  return statements;
}

namespace {

Result<std::optional<DeviceImport>> find_kept(const fs::path& folder, const std::string& digest) {
  std::error_code failed;
  if (!fs::exists(folder / (digest + ".tar.gz"), failed)) return std::optional<DeviceImport>();
  for (const std::string& file : TRY(list_files(folder))) {
    if (fs::path(file).extension() != ".json") continue;
    const std::string text = TRY(read_file(folder / file));
    const std::string statement(trim(text));
    const Result<json> value = parse_json(statement);
    if (!value || text_at(*value, "/predicate/result/sha256") != digest) continue;
    DeviceImport kept;
    kept.file = folder / file;
    kept.statement = statement;
    kept.passed = text_at(*value, "/predicate/status") == "pass";
    kept.already = true;
    return std::optional<DeviceImport>(std::move(kept));
  }
  return std::optional<DeviceImport>();
}

Result<DeviceSubject> subject_of(const Desk& desk, const DeviceResult& result,
                                 const fs::path& given) {
  const ManifestHead head = read_manifest(result.manifest);
  if (!is_id(head.commit)) return refused(desk, "its manifest names no commit: bundle it again");
  const Result<CommitId> commit = desk.repo.resolve(head.commit);
  if (!commit) {
    return refused(desk,
                   fmt::format("is about commit {}, which is not here: fetch it", head.commit));
  }
  if (head.spec_from == "given" && given.empty()) {
    return refused(desk, fmt::format("was bundled with --spec: name the directory of spec {} so "
                                     "here too",
                                     escape_for_terminal(head.spec.substr(0, 40))));
  }
  DeviceSubject subject = TRY(device_subject(desk.repo, desk.workshop, desk.table, *commit,
                                             head.spec_from == "given" ? given : fs::path()));
  if (subject.tree.value != head.tree) {
    return refused(desk, fmt::format("is about tree {}, and commit {} has {} there",
                                     escape_for_terminal(head.tree.substr(0, 40)), commit->value,
                                     subject.tree.value));
  }
  if (subject.spec.digest.value != head.spec_digest) {
    return refused(desk, fmt::format("was asked by another version of spec {}: bundle it again",
                                     subject.spec.name));
  }
  return subject;
}

// The one that would be written now: it holds the digest of every request.
Result<void> check_manifest(const Desk& desk, const DeviceSubject& subject,
                            const DeviceResult& result) {
  const DeviceBundle bundle =
      TRY(make_device_bundle(desk.repo, desk.workshop, desk.tools, desk.table, subject));
  if (bundle.manifest == result.manifest) return {};
  return refused(desk,
                 "its manifest is not that of the bundle that is made here of this commit: bundle "
                 "it again with this version");
}

Result<std::vector<CheckReport>> judge_suites(const Desk& desk, const DeviceSubject& subject,
                                              const DeviceResult& result) {
  std::vector<CheckReport> reports;
  for (const DeviceSuite& suite : subject.suites) {
    if (result.suites.count(suite.name) == 0) {
      return refused(desk,
                     fmt::format("has nothing about {}: run the bundle to its end", suite.name));
    }
    const fs::path artifacts = desk.workshop.judging("import." + suite.name);
    TRY(lay_out(result, suite.name, artifacts));
    CheckReport report = TRY(run_suite(desk.repo, desk.workshop, desk.tools, desk.table, subject,
                                       suite, "elsewhere", artifacts));
    if (report.status != CheckStatus::pass && report.status != CheckStatus::fail) {
      return refused(
          desk, fmt::format("cannot be judged, task {}: {}", suite.task.value, report.summary));
    }
    report.duration_ms = 0;  // Of the judging here, which is no part of what is stated.
    reports.push_back(std::move(report));
  }
  if (result.suites.size() == subject.suites.size()) return reports;
  return refused(desk, "has cases that nobody asked for");
}

Result<void> lay_out(const DeviceResult& result, const std::string& suite, const fs::path& into) {
  TRY(remove_tree(into));
  TRY(make_directories(into));
  for (const auto& [file, bytes] : result.suites.at(suite)) TRY(write_file(into / file, bytes));
  TRY(write_file(into / "device.json", result.device));
  return write_file(into / "nvcc", result.nvcc);
}

Error refused(const Desk& desk, const std::string& why) {
  return Error{ErrorKind::usage, fmt::format("{}: {}", escape_for_terminal(desk.name), why)};
}

}  // namespace
}  // namespace wright

#include "elsewhere.h"

#include <fmt/format.h>

#include <charconv>

#include "base/files.h"
#include "base/text.h"
#include "builder/test_tally.h"
#include "device.h"
#include "frame/artifact.h"
#include "grader/case_check.h"
#include "grader/endings.h"
#include "replies.h"
#include "sanitizer_log.h"
#include "script.h"
#include "told.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kRepliesBytesMax = 256 << 20;
constexpr std::int64_t kElsewhereBytesMax = 16 << 20;
constexpr int kSignalBase = 128;  // A shell's exit code of a process that a signal ended.

std::string name_of(std::size_t set, std::size_t process);
Result<std::string> take(const CheckRequest& request, const std::string& name,
                         std::int64_t bytes_max);
Result<std::vector<Told>> told_of(const CheckRequest& request, const Grading& grading,
                                  std::size_t set);
Result<void> add_values(const CheckRequest& request, Grading grading, std::size_t set,
                        CheckReport& report);
Result<bool> add_logs(const CheckRequest& request, const std::string& tool, std::size_t sets,
                      CheckReport& report);

}  // namespace

Result<CheckReport> publish_scripts(const CheckRequest& request, const Plan& plan) {
  CheckReport report;
  const std::vector<Grading> gradings = TRY(gradings_of(request, plan));
  const fs::path folder = request.scratch / "scripts";
  TRY(remove_tree(folder));
  TRY(make_directories(folder));
  for (std::size_t set = 0; set < gradings.size(); ++set) {
    const std::vector<Script> scripts = TRY(scripts_of(gradings[set]));
    for (std::size_t process = 0; process < scripts.size(); ++process) {
      const std::string name = "requests-" + name_of(set, process);
      TRY(write_file(folder / name, scripts[process].text()));
      report.artifacts.push_back(TRY(publish(request, name, folder / name)));
      report.metrics["requests"].value += static_cast<double>(scripts[process].requests.size());
    }
  }
  report.metrics["requests"].unit = "requests";
  report.status = CheckStatus::pass;
  report.summary = "scripts were written; nothing ran";
  return report;
}

Result<CheckReport> judge_replies(const CheckRequest& request, const Plan& plan) {
  CheckReport report;
  const std::string line = TRY(take(request, "device.json", 4096));
  const Device device = TRY(read_device(line));
  const std::string nvcc = TRY(take(request, "nvcc", 4096));
  report.toolchain =
      fmt::format("{}; {}, driver {}", nvcc_version(nvcc), device.name, device.driver);
  report.metrics["copy"] = {device.copy_gb_per_s, "GB/s"};
  std::vector<Grading> gradings = TRY(gradings_of(request, plan));
  const std::size_t sets = gradings.size();
  for (std::size_t set = 0; set < sets; ++set) {
    TRY(add_values(request, std::move(gradings[set]), set, report));
  }
  std::vector<std::string> ran;
  std::vector<std::string> missing;
  for (const std::string& tool : plan.tools) {
    const bool has_run = TRY(add_logs(request, tool, sets, report));
    (has_run ? ran : missing).push_back(tool);
  }
  conclude(report, request);
  report.summary = told_summary(report, device.name, ran, missing);
  report.sandbox = "elsewhere: not isolated, on that machine's word";
  return report;
}

Result<RunOutcome> outcome_of(std::string_view text) {
  const std::string_view word = trim(text);
  int code = -1;
  const auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), code);
  const bool is_code =
      failed == std::errc() && end == word.data() + word.size() && code >= 0 && code <= 255;
  if (!is_code) return Error{ErrorKind::spec, "is no exit code from 0 to 255"};
  if (code > kSignalBase) return RunOutcome(Signaled{code - kSignalBase});
  return RunOutcome(Exited{code});
}

namespace {

std::string name_of(std::size_t set, std::size_t process) {
  return fmt::format("{}{}", set, static_cast<char>('a' + process));
}

Result<std::string> take(const CheckRequest& request, const std::string& name,
                         std::int64_t bytes_max) {
  std::error_code failed;
  if (!fs::exists(request.artifacts / name, failed)) {
    return Error{ErrorKind::spec, name + " is missing: run the bundle to its end"};
  }
  return read_file(request.artifacts / name, bytes_max);
}

Result<std::vector<Told>> told_of(const CheckRequest& request, const Grading& grading,
                                  std::size_t set) {
  std::vector<Told> told;
  for (Script& script : TRY(scripts_of(grading))) {
    const std::string name = name_of(set, told.size());
    const std::string bytes = TRY(take(request, "replies-" + name, kRepliesBytesMax));
    const std::string exit = TRY(take(request, "exit-" + name, 16));
    const Result<RunOutcome> outcome = outcome_of(exit);
    if (!outcome) {
      return Error{ErrorKind::spec, fmt::format("exit-{}: {}", name, outcome.error().message)};
    }
    Replies replies = read_replies(bytes, script.requests.size());
    told.push_back({std::move(script), std::move(replies), *outcome});
  }
  return told;
}

Result<void> add_values(const CheckRequest& request, Grading grading, std::size_t set,
                        CheckReport& report) {
  std::vector<Told> told = TRY(told_of(request, grading, set));
  grading.oracle = TRY(oracle_for(request, grading.cases));
  const Endings endings("elsewhere");
  const Grading watched = endings.watch(graded_from(std::move(grading), std::move(told)));
  const Grades grades = TRY(grade(watched));
  CheckReport graded = report_of(watched, grades, {});
  for (Finding& one : endings.findings(request.check)) graded.findings.push_back(std::move(one));
  add_report(report, graded);
  return {};
}

// Whether the tool ran there: its log is there for every set, or for none.
Result<bool> add_logs(const CheckRequest& request, const std::string& tool, std::size_t sets,
                      CheckReport& report) {
  std::size_t logs = 0;
  for (std::size_t set = 0; set < sets; ++set) {
    const std::string name = fmt::format("{}-{}.log", tool, name_of(set, 0));
    std::error_code failed;
    if (!fs::exists(request.artifacts / name, failed)) continue;
    ++logs;
    const std::string log = TRY(take(request, name, kElsewhereBytesMax));
    for (Finding& one : findings_of_log(log, tool)) report.findings.push_back(std::move(one));
  }
  if (logs != 0 && logs != sets) {
    return Error{ErrorKind::spec, fmt::format("{} ran over {} of {} sets of cases: make the result "
                                              "again",
                                              tool, logs, sets)};
  }
  return logs != 0;
}

}  // namespace
}  // namespace wright

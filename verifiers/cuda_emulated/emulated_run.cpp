#include "emulated_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/clock.h"
#include "base/files.h"
#include "base/text.h"
#include "builder/diagnostics.h"
#include "builder/test_tally.h"
#include "exec/collect.h"
#include "fault_lines.h"
#include "frame/artifact.h"
#include "frame/toolchain.h"
#include "grader/case_check.h"
#include "grader/case_sets.h"
#include "grader/endings.h"
#include "grader/oracle.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFaultsFile = "lines.json";
constexpr const char* kCountsFile = "counts";
constexpr std::chrono::minutes kProgramWall{5};
// Each access of a kernel is looked at, and lines are looked up at the end.
constexpr Deadlines kDeadlines{std::chrono::seconds(20), std::chrono::seconds(60),
                               std::chrono::seconds(20)};

std::map<std::string, std::string> environment_of(const CheckRequest& request,
                                                  const Setting& setting);
std::string seed_of(const CheckRequest& request);
Result<void> add_gradings(const CheckRequest& request, const Plan& plan, EmulatedRun& run);
Result<Grading> grading_for(const CheckRequest& request, const EmulatedRun& run,
                            std::vector<Case> cases, bool held_out);
std::vector<Case> every_nth(std::vector<Case> cases, int n);
std::vector<EmulatedProgram> programs_for(const Plan& plan, const EmulatedBuild& build,
                                          const std::string& tier);
Mount faults_mount(const EmulatedRun& run);
Result<void> run_cases(const CheckRequest& request, const EmulatedRun& run, const Asked& asked,
                       CheckReport& report);
Result<void> run_programs(const CheckRequest& request, const EmulatedRun& run, CheckReport& report);
Result<std::vector<Finding>> take_faults(const EmulatedRun& run, bool held_out);
void add_faults(const std::string& check, std::vector<Finding> faults, std::vector<Finding> others,
                CheckReport& report);

}  // namespace

Result<std::vector<EmulatedRun>> runs_of(const CheckRequest& request, const Plan& plan,
                                         const EmulatedBuild& build) {
  std::vector<EmulatedRun> runs;
  const fs::path folder = request.scratch / "emulated";
  TRY(remove_tree(folder));
  TRY(make_directories(folder));
  for (const Setting& setting : settings_of(plan)) {
    const fs::path faults = folder / std::to_string(runs.size());
    runs.push_back(TRY(run_of(request, plan, build, setting, {}, faults)));
  }
  return runs;
}

Result<EmulatedRun> run_of(const CheckRequest& request, const Plan& plan,
                           const EmulatedBuild& build, const Setting& setting,
                           const std::map<std::string, std::string>& more, const fs::path& faults) {
  EmulatedRun run;
  run.setting = setting;
  run.environment = environment_of(request, setting);
  run.environment.insert(more.begin(), more.end());
  run.programs = programs_for(plan, build, setting.tier);
  run.faults = faults;
  TRY(make_private_directory(run.faults));
  TRY(add_gradings(request, plan, run));
  return run;
}

Result<EmulatedOutcome> run_emulated(const CheckRequest& request, const EmulatedRun& run) {
  const SystemClock clock;
  const std::int64_t start_ms = clock.steady_ms();
  EmulatedOutcome outcome;
  for (const Asked& asked : run.asked) TRY(run_cases(request, run, asked, outcome.report));
  TRY(run_programs(request, run, outcome.report));
  const Result<std::string> counts = collect_file(run.faults, kCountsFile, kCountBytesMax);
  if (counts) outcome.counts = counts_of(*counts);
  outcome.seconds = static_cast<double>(clock.steady_ms() - start_ms) / 1000;
  return outcome;
}

namespace {

std::map<std::string, std::string> environment_of(const CheckRequest& request,
                                                  const Setting& setting) {
  return {{"EMU_SCHEDULE", setting.schedule},
          {"EMU_PROFILE", setting.profile},
          {"EMU_SEED", seed_of(request)},
          {"EMU_REPORT", std::string(kFaultsInside) + "/" + kFaultsFile},
          {"EMU_COUNTS", std::string(kFaultsInside) + "/" + kCountsFile}};
}

// The first 12 hex digits: a number that JSON keeps whole.
std::string seed_of(const CheckRequest& request) {
  constexpr int kHex = 16;
  return std::to_string(std::strtoull(request.seed.substr(0, 12).c_str(), nullptr, kHex));
}

Result<void> add_gradings(const CheckRequest& request, const Plan& plan, EmulatedRun& run) {
  const int nth = run.setting.tier == "plain" ? 1 : plan.slow_every;
  for (CaseSet& set : TRY(case_sets(request, plan.sweep, plan.cases))) {
    std::vector<Case> cases = every_nth(std::move(set.cases), nth);
    Grading grading = TRY(grading_for(request, run, std::move(cases), set.held_out));
    grading.rounds = set.rounds;
    run.asked.push_back({std::move(grading), set.hides_faults});
  }
  return {};
}

Result<Grading> grading_for(const CheckRequest& request, const EmulatedRun& run,
                            std::vector<Case> cases, bool held_out) {
  const std::string name = host_of(run.setting.tier);
  Grading grading = TRY(grading_of(request, std::move(cases), held_out, name));
  const FoundArtifact host = TRY(find_artifact(request, name, request.check));
  HostSetting setting;
  setting.environment = run.environment;
  setting.mounts = {faults_mount(run)};
  grading.candidate = host_starter(request, host.file, setting);
  grading.deadlines = kDeadlines;
  return grading;
}

std::vector<Case> every_nth(std::vector<Case> cases, int n) {
  std::vector<Case> some;
  for (std::size_t i = 0; i < cases.size(); i += static_cast<std::size_t>(n)) {
    some.push_back(std::move(cases[i]));
  }
  return some;
}

std::vector<EmulatedProgram> programs_for(const Plan& plan, const EmulatedBuild& build,
                                          const std::string& tier) {
  std::vector<EmulatedProgram> programs;
  for (const EmulatedProgram& one : build.programs) {
    if (one.tier == tier && any_glob_matches(plan.programs, one.name)) programs.push_back(one);
  }
  return programs;
}

Mount faults_mount(const EmulatedRun& run) {
  return {run.faults, kFaultsInside, true};
}

Result<void> run_cases(const CheckRequest& request, const EmulatedRun& run, const Asked& asked,
                       CheckReport& report) {
  const Grading& grading = asked.grading;
  const Endings endings(text_of(run.setting));
  const Grades grades = TRY(grade(endings.watch(grading)));
  CheckReport graded = report_of(grading, grades, {});
  graded.sandbox = describe(grades.isolation);
  std::vector<Finding> found = std::move(graded.findings);
  for (Finding& finding : found) finding.message += fmt::format(" [{}]", text_of(run.setting));
  for (Finding& ending : endings.findings(request.check)) found.push_back(std::move(ending));
  graded.findings.clear();
  std::vector<Finding> faults = TRY(take_faults(run, asked.hides_faults));
  add_faults(request.check, std::move(faults), std::move(found), graded);
  add_report(report, graded);
  return {};
}

Result<void> run_programs(const CheckRequest& request, const EmulatedRun& run,
                          CheckReport& report) {
  // Runs go side by side, and the same program is in several: each has its own scratch.
  CheckRequest own = request;
  own.scratch = run.faults;
  own.scratch += ".scratch";
  TRY(make_directories(own.scratch));
  for (const EmulatedProgram& one : run.programs) {
    TestProgram program;
    program.name = one.name;
    program.file = request.artifacts / one.artifact;
    program.check = request.check;
    program.wall = kProgramWall;
    program.environment = run.environment;
    program.mounts = {faults_mount(run)};
    TestRun ran = TRY(run_test_program(own, program));
    std::vector<Finding> found = std::move(ran.findings);
    ran.findings.clear();
    add_run(report, program, ran);
    std::vector<Finding> faults = TRY(take_faults(run, false));
    add_faults(request.check, std::move(faults), std::move(found), report);
  }
  return {};
}

// What was written since the last time.
Result<std::vector<Finding>> take_faults(const EmulatedRun& run, bool held_out) {
  const std::string where = text_of(run.setting);
  std::error_code failed;
  const fs::path file = run.faults / kFaultsFile;
  if (!fs::exists(fs::symlink_status(file, failed))) return std::vector<Finding>{};
  const Result<std::string> text = collect_file(run.faults, kFaultsFile, kFaultBytesMax);
  std::vector<Finding> faults;
  if (text) {
    faults = findings_of_faults(*text, where);
  } else {
    faults = {
        located("cuda_emulated.report", "", 0, fmt::format("{}: {}", where, text.error().message))};
  }
  for (Finding& fault : faults) fault.held_out = held_out;
  fs::remove(file, failed);
  return faults;
}

// What follows from a fault is told in three findings at most; how a sanitizer names it is not.
void add_faults(const std::string& check, std::vector<Finding> faults, std::vector<Finding> others,
                CheckReport& report) {
  constexpr std::size_t kConsequencesMax = 3;
  const bool is_faulty = std::any_of(faults.begin(), faults.end(), [](const Finding& fault) {
    return fault.severity == Severity::error;
  });
  if (is_faulty) {
    const auto end = std::remove_if(others.begin(), others.end(), [&](const Finding& other) {
      return other.rule.rfind("sanitize.", 0) == 0 || other.rule == check + ".ended";
    });
    others.erase(end, others.end());
    if (others.size() > kConsequencesMax) others.resize(kConsequencesMax);
  }
  for (std::vector<Finding>* some : {&faults, &others}) {
    for (Finding& finding : *some) report.findings.push_back(std::move(finding));
  }
}

}  // namespace
}  // namespace wright

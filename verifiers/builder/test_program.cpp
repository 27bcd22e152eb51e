#include "builder/test_program.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "builder/diagnostics.h"
#include "builder/test_process.h"
#include "builder/test_results.h"
#include "frame/sanitizer_report.h"
#include "frame/toolchain.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFindingsMax = 40;

using Ran = std::map<std::string, RanTest>;

std::vector<Result<Ran>> read_reports(const std::vector<Spoken>& spoken);
Result<Ran> all_that_ran(const std::vector<Result<Ran>>& reports);
void compare(const TestProgram& program, const std::map<std::string, ListedTest>& listed,
             const std::map<std::string, RanTest>& ran, TestRun& result);
void add_failure(const TestProgram& program, const std::string& name, const ListedTest& listed,
                 const RanTest& ran, TestRun& result);
void add(TestRun& result, const TestProgram& program, const std::string& rule,
         const std::string& message);
Finding no_list_of(const TestProgram& program, const RunReport& run, const std::string& why);
std::optional<Finding> fault_of(const TestProgram& program, const RunReport& run);
std::string last_started(const std::string& out);
std::optional<Finding> fault_among(const TestProgram& program, const std::vector<Spoken>& spoken,
                                   const std::vector<Result<Ran>>& reports, bool all_passed);
Finding ending_of(const TestProgram& program, const Spoken& spoken);

}  // namespace

Result<TestRun> run_test_program(const CheckRequest& request, const TestProgram& program) {
  TestRun result;
  const Spoken list = TRY(list_tests(request, program));
  result.sandbox = describe(list.run.isolation);
  const auto listed = list.report ? listed_tests(*list.report)
                                  : Result<std::map<std::string, ListedTest>>(list.report.error());
  if (!list.run.succeeded() || !listed || listed->empty()) {
    const std::string why = listed ? "it lists none" : listed.error().message;
    result.findings.push_back(no_list_of(program, list.run, why));
    return result;
  }
  for (const auto& [name, where] : *listed) result.tests.push_back({name, TestState::failed});
  const std::vector<Spoken> spoken = TRY(run_tests(request, program, listed->size()));
  const std::vector<Result<Ran>> reports = read_reports(spoken);
  const Result<Ran> ran = all_that_ran(reports);
  if (ran) compare(program, *listed, *ran, result);
  std::optional<Finding> fault = fault_among(program, spoken, reports, result.findings.empty());
  if (fault) result.findings.push_back(*std::move(fault));
  return result;
}

Result<std::vector<TestProgram>> test_programs(const CheckRequest& request,
                                               const std::string& prefix) {
  const std::string begin = prefix + "test.";
  std::vector<TestProgram> programs;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(request.artifacts, failed)) {
    const std::string name = entry.path().filename().string();
    if (name.rfind(begin, 0) != 0) continue;
    TestProgram program;
    program.name = name.substr(begin.size());
    program.file = entry.path();
    program.check = request.check;
    programs.push_back(std::move(program));
  }
  if (failed) return Error{ErrorKind::io, "no artifacts: the check build must pass first"};
  std::sort(programs.begin(), programs.end(),
            [](const TestProgram& a, const TestProgram& b) { return a.name < b.name; });
  return programs;
}

namespace {

std::vector<Result<Ran>> read_reports(const std::vector<Spoken>& spoken) {
  std::vector<Result<Ran>> reports;
  for (const Spoken& one : spoken) {
    reports.push_back(one.report ? ran_tests(*one.report) : Result<Ran>(one.report.error()));
  }
  return reports;
}

// A test that two processes ran has passed when it passed in both.
Result<Ran> all_that_ran(const std::vector<Result<Ran>>& reports) {
  Ran all;
  for (const Result<Ran>& ran : reports) {
    if (!ran) return ran.error();
    for (const auto& [name, test] : *ran) {
      const auto [at, is_new] = all.try_emplace(name, test);
      if (!is_new && test.state != TestState::passed) at->second = test;
    }
  }
  return all;
}

void compare(const TestProgram& program, const std::map<std::string, ListedTest>& listed,
             const std::map<std::string, RanTest>& ran, TestRun& result) {
  for (TestResult& test : result.tests) {
    const auto found = ran.find(test.name);
    if (found == ran.end()) {
      add(result, program, "not_run", fmt::format("{} was listed and has no result", test.name));
      continue;
    }
    test.state = found->second.state;
    if (test.state == TestState::skipped) {
      add(result, program, "skipped",
          fmt::format("{} did not run: a skipped test is a failure", test.name));
    } else if (test.state == TestState::failed) {
      add_failure(program, test.name, listed.at(test.name), found->second, result);
    }
  }
  for (const auto& [name, test] : ran) {
    if (listed.count(name) > 0) continue;
    add(result, program, "not_listed", fmt::format("{} has a result and was not listed", name));
  }
}

// A message of GoogleTest begins with "<file>:<line>\n".
void add_failure(const TestProgram& program, const std::string& name, const ListedTest& listed,
                 const RanTest& ran, TestRun& result) {
  std::string file = listed.file;
  int line = listed.line;
  std::string message = ran.failures.empty() ? "no message" : ran.failures.front();
  const std::string place = message.substr(0, message.find('\n'));
  const std::size_t colon = place.rfind(':');
  if (place.rfind('/', 0) == 0 && colon != std::string::npos) {
    file = place.substr(0, colon);
    std::from_chars(place.data() + colon + 1, place.data() + place.size(), line);
    message.erase(0, std::min(place.size() + 1, message.size()));
  }
  if (result.findings.size() >= kFindingsMax) return;
  result.findings.push_back(
      located(program.check + ".failed", file, line, fmt::format("{}: {}", name, trim(message))));
}

void add(TestRun& result, const TestProgram& program, const std::string& rule,
         const std::string& message) {
  if (result.findings.size() >= kFindingsMax) return;
  result.findings.push_back(located(program.check + "." + rule, "", 0, message));
}

Finding no_list_of(const TestProgram& program, const RunReport& run, const std::string& why) {
  if (std::optional<Finding> fault = fault_of(program, run)) return *std::move(fault);
  const std::string words = run.succeeded() ? why : said(run, 600);
  return located(
      program.check + ".none", "", 0,
      fmt::format("{} shows no tests ({}; {})", program.name, describe(run.outcome), words));
}

// What a sanitizer said when it ended the program, be it after the last test.
std::optional<Finding> fault_of(const TestProgram& program, const RunReport& run) {
  const std::optional<SanitizerReport> report = sanitizer_report(run);
  if (!report) return std::nullopt;
  const std::string in = last_started(run.out);
  Finding finding = located(
      report->rule, "", 0,
      fmt::format("{}{}: {}", program.name, in.empty() ? "" : " in " + in, report->message));
  finding.file = report->file;
  finding.line = report->line;
  return finding;
}

std::optional<Finding> fault_among(const TestProgram& program, const std::vector<Spoken>& spoken,
                                   const std::vector<Result<Ran>>& reports, bool all_passed) {
  for (const Spoken& one : spoken) {
    if (std::optional<Finding> fault = fault_of(program, one.run)) return fault;
  }
  for (std::size_t i = 0; i < spoken.size(); ++i) {
    const bool ended_badly = !spoken[i].run.succeeded() && all_passed;
    if (!reports[i] || ended_badly) return ending_of(program, spoken[i]);
  }
  return std::nullopt;
}

// It ended without a report, or with one that its exit denies.
Finding ending_of(const TestProgram& program, const Spoken& spoken) {
  const bool at_limit = std::holds_alternative<LimitHit>(spoken.run.outcome);
  const std::string in = last_started(spoken.run.out);
  const std::string rule = at_limit ? ".limit" : ".ended";
  return located(
      program.check + rule, "", 0,
      fmt::format("{} ended with {}{} {}: {}", program.name, describe(spoken.run.outcome),
                  in.empty() ? "" : " in " + in,
                  spoken.report ? "though its report shows no failure" : "and left no report",
                  said(spoken.run, 600)));
}

// The test that "[ RUN      ] Suite.Test" names last.
std::string last_started(const std::string& out) {
  constexpr std::string_view kMark = "[ RUN      ] ";
  const std::size_t at = out.rfind(kMark);
  if (at == std::string::npos) return "";
  const std::size_t begin = at + kMark.size();
  return out.substr(begin, std::min<std::size_t>(out.find('\n', begin), begin + 200) - begin);
}

}  // namespace
}  // namespace wright

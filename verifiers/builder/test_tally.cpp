#include "builder/test_tally.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "builder/diagnostics.h"

namespace wright {
namespace {

bool is_case(const std::string& name, const std::string& check);
std::vector<std::string> expected_where(const CheckRequest& request, bool cases);
std::string summary_of(const CheckReport& report);

}  // namespace

void add_run(CheckReport& report, const TestProgram& program, const TestRun& run) {
  TestTally& tally = report.tests;
  for (const TestResult& test : run.tests) {
    const std::string name = fmt::format("{}/{}.{}", program.check, program.name, test.name);
    ++tally.expected;
    tally.run += test.state == TestState::skipped ? 0 : 1;
    tally.passed += test.state == TestState::passed ? 1 : 0;
    tally.failed += test.state == TestState::failed ? 1 : 0;
    tally.skipped += test.state == TestState::skipped ? 1 : 0;
    if (test.state == TestState::passed) tally.names.push_back(name);
  }
  report.findings.insert(report.findings.end(), run.findings.begin(), run.findings.end());
  report.sandbox = run.sandbox;
}

void add_report(CheckReport& report, const CheckReport& other) {
  TestTally& tally = report.tests;
  tally.expected += other.tests.expected;
  tally.run += other.tests.run;
  tally.passed += other.tests.passed;
  tally.failed += other.tests.failed;
  tally.skipped += other.tests.skipped;
  tally.names.insert(tally.names.end(), other.tests.names.begin(), other.tests.names.end());
  report.findings.insert(report.findings.end(), other.findings.begin(), other.findings.end());
  report.sandbox = other.sandbox;
}

std::vector<std::string> expected_of_programs(const CheckRequest& request) {
  return expected_where(request, false);
}

std::vector<std::string> expected_of_cases(const CheckRequest& request) {
  return expected_where(request, true);
}

void conclude(CheckReport& report, const CheckRequest& request) {
  const std::set<std::string> passed(report.tests.names.begin(), report.tests.names.end());
  const bool program_failed = report.tests.failed + report.tests.skipped > 0;
  for (const std::string& name : expected_of_programs(request)) {
    // A failing test has its own finding.
    if (passed.count(name) > 0 || program_failed) continue;
    ++report.tests.expected;
    report.findings.push_back(
        located(request.check + ".vanished", "", 0,
                fmt::format("{} passed before and is not there any more", name)));
  }
  if (report.tests.run == 0) {
    report.findings.push_back(located(request.check + ".none", "", 0, "no test was run"));
  }
  const bool has_error =
      std::any_of(report.findings.begin(), report.findings.end(),
                  [](const Finding& finding) { return finding.severity == Severity::error; });
  report.status = has_error ? CheckStatus::fail : CheckStatus::pass;
  report.summary = summary_of(report);
}

namespace {

// A case has its task before the first '/', a test its program before a '.'.
bool is_case(const std::string& name, const std::string& check) {
  const std::size_t mark = name.find_first_of("./", check.size() + 1);
  return mark != std::string::npos && name[mark] == '/';
}

std::vector<std::string> expected_where(const CheckRequest& request, bool cases) {
  std::vector<std::string> names;
  for (const std::string& name : request.expected_tests) {
    if (name.rfind(request.check + "/", 0) != 0) continue;
    if (is_case(name, request.check) == cases) names.push_back(name);
  }
  return names;
}

std::string summary_of(const CheckReport& report) {
  const TestTally& tests = report.tests;
  std::string text = fmt::format("{} of {} tests passed, {} failed, {} skipped", tests.passed,
                                 tests.expected, tests.failed, tests.skipped);
  if (!report.findings.empty()) text += "; the first: " + report.findings.front().message;
  return text.substr(0, 400);
}

}  // namespace
}  // namespace wright

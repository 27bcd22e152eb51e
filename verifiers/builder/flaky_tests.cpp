#include "builder/flaky_tests.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "builder/diagnostics.h"

namespace wright {
namespace {

bool has_failed(const TestRun& run);
bool ended_badly(const TestRun& run);
Finding flaky(const TestProgram& program, const std::string& what, std::size_t failed,
              std::size_t runs);

}  // namespace

Result<TestRun> run_repeatedly(const CheckRequest& request, const TestProgram& program,
                               int repeats) {
  std::vector<TestRun> runs;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    runs.push_back(TRY(run_test_program(request, program)));
  }
  return told_together(program, runs);
}

TestRun told_together(const TestProgram& program, const std::vector<TestRun>& runs) {
  const auto worst = std::find_if(runs.begin(), runs.end(), has_failed);
  if (worst == runs.end()) return runs.front();
  TestRun told = *worst;
  std::map<std::string, std::size_t> failed;
  std::size_t ended = 0;
  for (const TestRun& run : runs) {
    if (ended_badly(run)) {
      ++ended;
      continue;
    }
    for (const TestResult& test : run.tests) {
      failed[test.name] += test.state == TestState::passed ? 0 : 1;
    }
  }
  for (TestResult& test : told.tests) {
    const std::size_t times = failed[test.name];
    if (times == 0 || times == runs.size() - ended) continue;
    test.state = TestState::failed;
    told.findings.push_back(flaky(program, test.name, times, runs.size()));
  }
  if (ended > 0 && ended < runs.size()) {
    told.findings.push_back(flaky(program, "the program " + program.name, ended, runs.size()));
  }
  return told;
}

namespace {

bool has_failed(const TestRun& run) {
  return !run.findings.empty();
}

// Then no test of it has a result.
bool ended_badly(const TestRun& run) {
  static const std::set<std::string> kOfTests{"failed", "skipped", "not_run", "not_listed"};
  return has_failed(run) &&
         std::none_of(run.findings.begin(), run.findings.end(), [](const Finding& finding) {
           return kOfTests.count(finding.rule.substr(finding.rule.rfind('.') + 1)) > 0;
         });
}

Finding flaky(const TestProgram& program, const std::string& what, std::size_t failed,
              std::size_t runs) {
  return located(program.check + ".flaky", "", 0,
                 fmt::format("{} failed {} of {} times", what, failed, runs));
}

}  // namespace
}  // namespace wright

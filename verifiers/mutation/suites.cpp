#include "suites.h"

#include <fmt/format.h>

#include <algorithm>

#include "frame/toolchain.h"
#include "grader/case_check.h"
#include "grader/oracle.h"

namespace wright {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// As in `tests`: how long a program of the candidate's may take.
constexpr std::chrono::seconds kProgramWall{300};

milliseconds deadline_after(steady_clock::duration took);
Result<std::vector<Reply>> answers_of(Seat& oracle, const Case& one, const Program& program);
bool passes(const TestRun& run);

}  // namespace

Result<Suites> Suites::prepare(const CheckRequest& request) {
  Suites suites;
  TRY(suites.add_programs(request));
  TRY(suites.add_cases(request, Suite::visible));
  TRY(suites.add_cases(request, Suite::held_out));
  return suites;
}

std::set<Suite> Suites::there() const {
  std::set<Suite> suites;
  if (!programs_.empty()) suites.insert(Suite::tests);
  for (const auto& [suite, cases] : cases_) suites.insert(suite);
  return suites;
}

Result<bool> Suites::notices(Suite suite, const CheckRequest& request,
                             const MadeMutant& made) const {
  if (suite != Suite::tests) {
    const auto host = made.programs.find("host");
    if (host == made.programs.end()) return false;
    return cases_notice(cases_.at(suite), request, host->second);
  }
  for (const TestProgram& program : programs_) {
    const auto changed = made.programs.find("tests/" + program.name);
    if (changed == made.programs.end()) continue;
    TestProgram mutant = program;
    mutant.file = changed->second;
    if (!passes(TRY(run_test_program(request, mutant)))) return true;
  }
  return false;
}

Result<void> Suites::add_programs(const CheckRequest& request) {
  for (TestProgram& program : TRY(test_programs(request, ""))) {
    program.wall = kProgramWall;
    const steady_clock::time_point began = steady_clock::now();
    const TestRun run = TRY(run_test_program(request, program));
    program.wall = deadline_after(steady_clock::now() - began);
    faults_.insert(faults_.end(), run.findings.begin(), run.findings.end());
    isolation_ = run.sandbox;
    programs_.push_back(std::move(program));
  }
  return {};
}

// The task's own cases come first: they are the likeliest to notice.
Result<void> Suites::add_cases(const CheckRequest& request, Suite suite) {
  std::vector<Case> all = TRY(cases_of(request, std::string(word_for(suite))));
  if (all.empty()) return {};
  std::stable_partition(all.begin(), all.end(),
                        [&](const Case& one) { return one.task == request.task.value; });
  Cases cases;
  cases.grading = TRY(grading_of(request, all, suite == Suite::held_out));
  Seat oracle(cases.grading.oracle);
  Seat candidate(cases.grading.candidate, cases.grading.deadlines);
  steady_clock::duration longest{0};
  for (Case& one : all) {
    Program program = TRY(lower(one, fmt::format("{}/mutation/{}", request.seed, full_name(one))));
    std::vector<Reply> want = TRY(answers_of(oracle, one, program));
    const steady_clock::time_point began = steady_clock::now();
    const auto run = TRY(candidate.run(program, reply_bounds(program, want)));
    longest = std::max(longest, steady_clock::now() - began);
    if (!run) break;  // It has fallen before, which is a fault already.
    for (Finding& fault : judge_execution(cases.grading, one, program, *run, want)) {
      faults_.push_back(std::move(fault));
    }
    cases.ready.push_back({std::move(one), std::move(program), std::move(want)});
  }
  TRY(candidate.leave());
  TRY(oracle.leave());
  isolation_ = describe(candidate.isolation());
  cases.grading.cases.clear();
  cases.grading.deadlines.reply = deadline_after(longest);
  cases_.emplace(suite, std::move(cases));
  return {};
}

Result<bool> Suites::cases_notice(const Cases& cases, const CheckRequest& request,
                                  const std::filesystem::path& host) const {
  Seat mutant(host_starter(request, host), cases.grading.deadlines);
  for (const Ready& ready : cases.ready) {
    const auto run = TRY(mutant.run(ready.program, reply_bounds(ready.program, ready.want)));
    if (!run || run->violation) return true;
    const auto found = judge_execution(cases.grading, ready.one, ready.program, *run, ready.want);
    if (!found.empty()) return true;
  }
  return TRY(mutant.leave()).has_value();
}

namespace {

milliseconds deadline_after(steady_clock::duration took) {
  return std::chrono::ceil<milliseconds>(5 * took) + std::chrono::seconds(2);
}

Result<std::vector<Reply>> answers_of(Seat& oracle, const Case& one, const Program& program) {
  if (!program.needs_oracle) return std::vector<Reply>{};
  const std::vector<std::size_t> bounds(program.answers, kReplyBytesMax);
  std::optional<Execution> run = TRY(oracle.run(program, bounds));
  if (run && !run->violation) return std::move(run->answers);
  return Error{ErrorKind::spec, fmt::format("{}:{}: the oracle fails: {}", one.file, one.line,
                                            run ? run->violation->message : "it fell")};
}

bool passes(const TestRun& run) {
  return run.findings.empty() &&
         std::all_of(run.tests.begin(), run.tests.end(),
                     [](const TestResult& test) { return test.state == TestState::passed; });
}

}  // namespace
}  // namespace wright

#include "grader/grade.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "grader/compare.h"
#include "grader/seat.h"

namespace wright {
namespace {

constexpr std::size_t kFindingsPerCaseMax = 3;

class Grader {
 public:
  explicit Grader(const Grading& grading)
      : grading_(grading),
        candidate_(grading.candidate, grading.deadlines),
        oracle_(grading.oracle, Deadlines{}) {}

  Result<Grades> run();

 private:
  Result<void> run_one(const Turn& turn);
  Result<std::vector<Reply>> oracle_answers(const Case& one, const Program& program);
  Result<void> end_process();

  const Grading& grading_;
  Seat candidate_;
  Seat oracle_;
  Grades grades_;
};

Finding finding_of(const Grading& grading, const Case& one, int line, const std::string& rule,
                   const std::string& message);
Finding finding_of(const Grading& grading, const Case& one, int line, const Violation& violation);
std::optional<Finding> judge_check(const Grading& grading, const Case& one, const Check& check,
                                   const Execution& execution,
                                   const std::vector<Reply>& oracle_answers);
std::string refusal_text(const Reply& reply);

}  // namespace

Result<Grades> grade(const Grading& grading) {
  return Grader(grading).run();
}

std::vector<Turn> turns_of(const Grading& grading) {
  std::vector<Turn> turns;
  for (int round = 0; round < grading.rounds; ++round) {
    for (std::size_t i = 0; i < grading.cases.size(); ++i) turns.push_back({0, i, round});
  }
  Stream order(grading.seed + "/order");
  for (const std::size_t i : shuffled(grading.cases.size(), order)) turns.push_back({1, i, 0});
  return turns;
}

Result<Program> program_of(const Grading& grading, const Turn& turn) {
  const Case& one = grading.cases.at(turn.index);
  return lower(one, fmt::format("{}/{}/{}", grading.seed, full_name(one), turn.round));
}

std::vector<Finding> judge_execution(const Grading& grading, const Case& one,
                                     const Program& program, const Execution& execution,
                                     const std::vector<Reply>& oracle_answers) {
  if (execution.violation) {
    const int line = execution.line == 0 ? one.line : execution.line;
    return {finding_of(grading, one, line, *execution.violation)};
  }
  std::vector<Finding> findings;
  for (const Check& check : program.checks) {
    auto finding = judge_check(grading, one, check, execution, oracle_answers);
    if (finding) findings.push_back(std::move(*finding));
  }
  const auto is_checked = [&](std::size_t statement) {
    return std::any_of(program.checks.begin(), program.checks.end(),
                       [&](const Check& check) { return check.statement == statement; });
  };
  for (const auto& [statement, reply] : execution.refused) {
    if (is_checked(statement)) continue;
    findings.push_back(finding_of(grading, one, one.line, grading.check + ".threw",
                                  "a step of the case " + refusal_text(reply)));
  }
  if (findings.size() > kFindingsPerCaseMax) findings.resize(kFindingsPerCaseMax);
  return findings;
}

CheckReport report_of(const Grading& grading, const Grades& grades,
                      const std::vector<std::string>& expected) {
  CheckReport report;
  report.check = grading.check;
  TestTally& tests = report.tests;
  for (const Graded& one : grades.cases) {
    ++tests.run;
    one.passed ? ++tests.passed : ++tests.failed;
    if (one.passed) tests.names.push_back(one.name);
    report.findings.insert(report.findings.end(), one.findings.begin(), one.findings.end());
  }
  tests.expected = tests.run;
  for (const std::string& name : expected) {
    const bool is_ours =
        std::any_of(grading.tasks.begin(), grading.tasks.end(), [&](const std::string& task) {
          return name.rfind(grading.check + "/" + task + "/", 0) == 0;
        });
    const bool is_there = std::any_of(grades.cases.begin(), grades.cases.end(),
                                      [&](const Graded& one) { return one.name == name; });
    if (!is_ours || is_there) continue;
    ++tests.expected;
    report.findings.push_back({grading.check + ".vanished", Severity::error, grading.held_out, "",
                               0, fmt::format("the test {} is gone", escape_for_terminal(name))});
  }
  if (tests.run == 0) {
    report.findings.push_back(
        {grading.check + ".none", Severity::error, false, "", 0, "no case ran: nothing is proved"});
  }
  report.status = report.findings.empty() ? CheckStatus::pass : CheckStatus::fail;
  report.summary = fmt::format("{} of {} cases passed", tests.passed, tests.expected);
  return report;
}

namespace {

Result<Grades> Grader::run() {
  for (const Case& one : grading_.cases) {
    grades_.cases.push_back({grading_.check + "/" + full_name(one), true, {}});
  }
  int process = 0;
  for (const Turn& turn : turns_of(grading_)) {
    if (turn.process != process) TRY(end_process());
    process = turn.process;
    TRY(run_one(turn));
  }
  TRY(end_process());
  TRY(oracle_.leave());
  grades_.isolation = candidate_.isolation();
  return std::move(grades_);
}

Result<void> Grader::run_one(const Turn& turn) {
  const Case& one = grading_.cases[turn.index];
  Graded& graded = grades_.cases[turn.index];
  if (!graded.passed) return {};
  const Program program = TRY(program_of(grading_, turn));
  const std::vector<Reply> want = TRY(oracle_answers(one, program));
  if (grading_.before) grading_.before(turn);
  const std::optional<Execution> execution =
      TRY(candidate_.run(program, reply_bounds(program, want)));
  if (!execution) {
    graded.passed = false;
    graded.findings = {finding_of(grading_, one, one.line, "host.gone",
                                  "not run: the host had fallen too often before")};
    return {};
  }
  graded.findings = judge_execution(grading_, one, program, *execution, want);
  graded.passed = graded.findings.empty();
  if (turn.process != 0 && !graded.passed) {
    for (Finding& finding : graded.findings) {
      finding.message += "; it passed before, in another process and order";
    }
  }
  return {};
}

Result<std::vector<Reply>> Grader::oracle_answers(const Case& one, const Program& program) {
  if (!program.needs_oracle) return std::vector<Reply>{};
  const auto fault = [&](int line, const std::string& what) {
    return Error{ErrorKind::spec, fmt::format("{}:{}: {}", one.file, line, what)};
  };
  if (!grading_.oracle) return fault(one.line, "the spec has no held_out/oracle/*.cpp");
  const std::vector<std::size_t> bounds(program.answers, kReplyBytesMax);
  std::optional<Execution> run = TRY(oracle_.run(program, bounds));
  if (!run || run->violation) {
    return fault(run ? run->line : one.line,
                 fmt::format("the oracle fails: {}", run ? run->violation->message : "it fell"));
  }
  for (const Check& check : program.checks) {
    if (check.has_right || check.throws) continue;
    if (!std::holds_alternative<Value>(run->answers.at(check.left))) {
      return fault(check.line, "the oracle " + refusal_text(run->answers.at(check.left)));
    }
  }
  return std::move(run->answers);
}

// A violation at the end is one of the last case that ran well.
Result<void> Grader::end_process() {
  const std::optional<Violation> violation = TRY(candidate_.leave());
  if (!violation || grading_.cases.empty()) return {};
  Graded& last = grades_.cases.back();
  last.passed = false;
  last.findings.push_back(
      finding_of(grading_, grading_.cases.back(), grading_.cases.back().line, *violation));
  return {};
}

std::optional<Finding> judge_check(const Grading& grading, const Case& one, const Check& check,
                                   const Execution& execution,
                                   const std::vector<Reply>& oracle_answers) {
  const auto found = [&](const std::string& rule, const std::string& message) {
    return finding_of(grading, one, check.line, grading.check + "." + rule, message);
  };
  const auto refused = execution.refused.find(check.statement);
  if (check.throws) {
    if (refused == execution.refused.end()) return found("throws", "the call did not throw");
    const auto* threw = std::get_if<Threw>(&refused->second);
    if (threw != nullptr && threw->message.rfind(check.prefix, 0) == 0) return std::nullopt;
    return found("throws", "the call " + refusal_text(refused->second));
  }
  if (refused != execution.refused.end()) {
    return found("threw", "the call " + refusal_text(refused->second));
  }
  const Value& left = check.has_left_constant ? check.left_constant
                                              : std::get<Value>(execution.answers.at(check.left));
  const Value& right = check.right_is_constant ? check.right_constant
                       : check.has_right       ? std::get<Value>(execution.answers.at(check.right))
                                               : std::get<Value>(oracle_answers.at(check.left));
  const auto* wide = std::get_if<Tensor>(&left);
  if (wide != nullptr && wide->wide) return found("kind", "only an oracle may answer wide");
  const std::optional<Mismatch> mismatch = compare(left, right, check.tolerance);
  if (!mismatch) return std::nullopt;
  return found(mismatch->rule, mismatch->message);
}

Finding finding_of(const Grading& grading, const Case& one, int line, const std::string& rule,
                   const std::string& message) {
  Finding finding;
  finding.rule = rule;
  finding.held_out = grading.held_out;
  finding.message = fmt::format("{}:{}: \"{}\" [{}]: {}", one.file, line,
                                escape_for_terminal(one.name), join(one.clauses, ", "), message);
  return finding;
}

Finding finding_of(const Grading& grading, const Case& one, int line, const Violation& violation) {
  Finding finding = finding_of(grading, one, line, violation.rule, violation.message);
  finding.file = violation.file;
  finding.line = violation.line;
  return finding;
}

std::string refusal_text(const Reply& reply) {
  if (const auto* threw = std::get_if<Threw>(&reply)) {
    return fmt::format("threw \"{}\"", escape_for_terminal(head_and_tail(threw->message, 200)));
  }
  return "is not supported by the host";
}

}  // namespace
}  // namespace wright

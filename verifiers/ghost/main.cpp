#include <fmt/format.h>

#include "base/text.h"
#include "frame/toolchain.h"
#include "frame/verifier_main.h"
#include "grader/case_check.h"
#include "grader/hollow.h"
#include "grader/oracle.h"
#include "grader/seat.h"

namespace wright {
namespace {

class Haunting {
 public:
  explicit Haunting(const CheckRequest& request) : request_(request) {
    grading_.check = request.check;
    grading_.tasks = {request.task.value};
    grading_.held_out = true;
  }

  Result<CheckReport> run() {
    for (const char* folder : {"visible", "held_out"}) {
      const std::vector<Case> cases =
          TRY(load_cases(request_.spec / folder, {request_.task.value}));
      for (const Case& one : cases) TRY(judge_case(one, folder));
    }
    if (oracle_) TRY(oracle_->leave());
    CheckReport report = report_of(grading_, grades_, request_.expected_tests);
    report.summary = fmt::format("{} of {} cases reject every hollow host", report.tests.passed,
                                 report.tests.run);
    if (oracle_) report.sandbox = describe(oracle_->isolation());
    return report;
  }

 private:
  Result<void> judge_case(const Case& one, const std::string& folder) {
    const Program program = TRY(lower(one, request_.seed + "/ghost/" + full_name(one)));
    const std::vector<Reply> want = TRY(oracle_answers(one, program));
    Graded graded{fmt::format("ghost/{}/{}: {}", one.task, folder, one.name), true, {}};
    const std::vector<std::string> accepted = accepted_hollows(grading_, one, program, want);
    if (!accepted.empty()) {
      graded.passed = false;
      graded.findings.push_back(
          {"ghost.accepts", Severity::error, true, "", 0,
           fmt::format("{}:{}: \"{}\" accepts the hollow host {}: expect more of it", one.file,
                       one.line, escape_for_terminal(one.name), join(accepted, ", "))});
    }
    grades_.cases.push_back(std::move(graded));
    return {};
  }

  Result<std::vector<Reply>> oracle_answers(const Case& one, const Program& program) {
    if (!program.needs_oracle) return std::vector<Reply>{};
    if (!oracle_) {
      const auto built = TRY(build_oracle(request_));
      if (!built) return Error{ErrorKind::spec, "the spec has no held_out/oracle/*.cpp"};
      oracle_.emplace(host_starter(request_, *built));
    }
    const std::vector<std::size_t> bounds(program.answers, kReplyBytesMax);
    std::optional<Execution> run = TRY(oracle_->run(program, bounds));
    if (!run || run->violation) {
      return Error{ErrorKind::spec, fmt::format("{}:{}: the oracle fails: {}", one.file, one.line,
                                                run ? run->violation->message : "it fell")};
    }
    return std::move(run->answers);
  }

  const CheckRequest& request_;
  Grading grading_;
  Grades grades_;
  std::optional<Seat> oracle_;
};

Result<CheckReport> verify(const CheckRequest& request) {
  return Haunting(request).run();
}

}  // namespace
}  // namespace wright

int main() {
  return wright::verifier_main(wright::verify);
}

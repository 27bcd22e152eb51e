#include <fmt/format.h>

#include "composition/cuda_tally.h"
#include "composition/plan.h"
#include "composition/tally.h"
#include "cuda_emulated/emulated_build.h"
#include "frame/artifact.h"
#include "frame/toolchain.h"
#include "frame/verifier_main.h"
#include "grader/case_check.h"

namespace wright {
namespace {

// Whether the one line of the request comes in one piece or in two is a matter of time, and costs
// the host a little more or less.  So much of a whole run is passed over.
constexpr double kSpareCalls = 4;
constexpr double kSpareBytes = 512;

class Composing {
 public:
  Composing(const CheckRequest& request, WorkPlan plan)
      : request_(request), plan_(std::move(plan)) {}

  Result<CheckReport> run();

 private:
  Result<void> judge_piece(const Piece& piece);
  Result<Tally> tally(const Piece& piece);
  Result<std::optional<Tally>> counted(const Piece& piece, Tally tally, const std::string& whose,
                                       Graded& graded);
  void judge_count(const Piece& piece, const std::string& name, double count,
                   const std::optional<Tally>& base, Graded& graded);
  void find(const Piece& piece, const std::string& rule, const std::string& message,
            Graded& graded) {
    graded.findings.push_back({rule, Severity::error, false, "", 0, piece.name + ": " + message});
  }

  const CheckRequest& request_;
  WorkPlan plan_;
  Grades grades_;
  std::map<std::string, Metric> metrics_;
  std::string sandbox_;
};

bool is_bytes(const std::string& name) {
  return name.ends_with("_bytes");
}

Result<CheckReport> Composing::run() {
  for (const Piece& piece : plan_.pieces) TRY(judge_piece(piece));
  Grading grading;
  grading.check = request_.check;
  grading.tasks = {request_.task.value};
  CheckReport report = report_of(grading, grades_, request_.expected_tests);
  report.summary = fmt::format("{} of {} pieces of work stay within their counts",
                               report.tests.passed, report.tests.expected);
  report.metrics = std::move(metrics_);
  report.sandbox = sandbox_;
  return report;
}

Result<void> Composing::judge_piece(const Piece& piece) {
  Graded graded;
  graded.name = fmt::format("{}/{}/{}", request_.check, request_.task.value, piece.name);
  Tally own = TRY(tally(piece));
  const auto ours = TRY(counted(piece, std::move(own), "", graded));
  std::optional<Tally> base;
  if (plan_.against_base && ours) {
    const FoundArtifact incumbent = TRY(find_incumbent(request_, "host"));
    Tally before = TRY(tally_of(request_, incumbent.file, plan_, piece));
    base = TRY(counted(piece, std::move(before), "base_", graded));
  }
  for (const std::string& name : counts_of(plan_)) {
    if (ours) judge_count(piece, name, ours->counts.at(name), base, graded);
  }
  graded.passed = graded.findings.empty();
  grades_.cases.push_back(std::move(graded));
  return {};
}

Result<Tally> Composing::tally(const Piece& piece) {
  if (plan_.on_cuda) return cuda_tally_of(request_, plan_, piece);
  const FoundArtifact host = TRY(find_artifact(request_, "host"));
  return tally_of(request_, host.file, plan_, piece);
}

Result<std::optional<Tally>> Composing::counted(const Piece& piece, Tally tally,
                                                const std::string& whose, Graded& graded) {
  if (!tally.isolation.rung.empty()) sandbox_ = describe(tally.isolation);
  if (tally.uncounted && !whose.empty()) {
    return Error{ErrorKind::spec, fmt::format("the base cannot be counted: {}: {}", piece.name,
                                              tally.uncounted->message)};
  }
  if (tally.uncounted) {
    find(piece, tally.uncounted->rule, tally.uncounted->message, graded);
    return std::optional<Tally>();
  }
  for (const auto& [name, count] : tally.counts) {
    metrics_[fmt::format("{}{} {}", whose, name, piece.name)] = {count,
                                                                 is_bytes(name) ? "bytes" : "1"};
  }
  return std::optional<Tally>(std::move(tally));
}

void Composing::judge_count(const Piece& piece, const std::string& name, double count,
                            const std::optional<Tally>& base, Graded& graded) {
  const std::string rule = fmt::format("{}.{}", request_.check, name);
  const std::string what = name == "peak_bytes" ? name : name + " a step";
  const double spare = plan_.on_cuda
                           ? 0
                           : (is_bytes(name) ? kSpareBytes : kSpareCalls) /
                                 static_cast<double>(name == "peak_bytes" ? 1 : plan_.steps);
  const auto budget = plan_.budget.find(name);
  if (budget != plan_.budget.end() && count > budget->second + spare) {
    find(piece, rule,
         fmt::format("{:.2f} {}, at most {:g} are allowed", count, what, budget->second), graded);
  }
  if (!base) return;
  const double before = base->counts.at(name);
  if (count <= plan_.worse_max * before + spare) return;
  find(piece, rule,
       fmt::format("{:.2f} {}, the base has {:.2f}; at most {:g} times as many are allowed", count,
                   what, before, plan_.worse_max),
       graded);
}

// The tier that looks at the least: counts are all that is asked of it.
Result<CheckReport> compose_on_cuda(const CheckRequest& request, WorkPlan plan) {
  const EmulatedBuild build = TRY(build_emulated(request, {"plain"}));
  CheckReport report;
  if (build.findings.empty()) {
    report = TRY(Composing(request, std::move(plan)).run());
  } else {
    report.status = CheckStatus::fail;
    report.summary = "does not build for the emulator";
    report.findings = build.findings;
    for (Finding& finding : report.findings) finding.rule = request.check + ".build";
  }
  report.toolchain = build.toolchain;
  return report;
}

Result<CheckReport> verify(const CheckRequest& request) {
  WorkPlan plan = TRY(work_plan_of(request.config, request.task.value));
  if (!plan.on_cuda) return Composing(request, std::move(plan)).run();
  Result<CheckReport> report = compose_on_cuda(request, std::move(plan));
  if (!report && report.error().kind == ErrorKind::unsupported) {
    return unavailable(report.error().message);
  }
  return report;
}

}  // namespace
}  // namespace wright

int main() {
  return wright::verifier_main(wright::verify);
}

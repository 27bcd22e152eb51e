#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "bench/estimate.h"
#include "bench/plan.h"
#include "bench/race.h"
#include "core/verdict.h"
#include "frame/artifact.h"
#include "frame/toolchain.h"
#include "frame/verifier_main.h"
#include "grader/grade.h"
#include "grader/oracle.h"

namespace wright {
namespace {

using std::chrono::steady_clock;

// Of the time, for what is not racing: processes that end, and the report.
constexpr double kSpareShare = 0.05;

Result<std::optional<std::filesystem::path>> opponent_of(const CheckRequest& request,
                                                         const Plan& plan);
Grades grades_of(const Plan& plan, const Race& race);
void add_speed(CheckReport& report, const Plan& plan, const Race& race, const std::string& seed);
void add_metrics(CheckReport& report, const Plan& plan, const Speed& speed);
void add_slow(CheckReport& report, const std::string& message);
std::string numbers_of(const Plan& plan, const Speed& speed);
void warn_of_settled(CheckReport& report, const Plan& plan, const Race& race);

Result<CheckReport> verify(const CheckRequest& request) {
  const Plan plan = TRY(plan_of(request.config, request.task.value));
  const FoundArtifact candidate = TRY(find_artifact(request, "host"));
  const std::optional<std::filesystem::path> other = TRY(opponent_of(request, plan));
  if (!other) return unavailable(kNoTorch);
  const auto time = std::chrono::duration<double>(plan.seconds * (1 - kSpareShare));
  const Moment until =
      steady_clock::now() + std::chrono::duration_cast<steady_clock::duration>(time);
  const HostSetting setting{{}, {}, plan.processors};
  const Sides sides{host_starter(request, candidate.file, setting),
                    host_starter(request, *other, setting)};
  const Race race = TRY(run_race(plan, sides, request.seed, until));

  Grading grading;
  grading.check = request.check;
  grading.tasks = {request.task.value};
  grading.held_out = true;
  CheckReport report = report_of(grading, grades_of(plan, race), request.expected_tests);
  report.sandbox = describe(race.isolation);
  if (plan.against_torch) report.toolchain = torch_libraries();
  if (report.findings.empty()) add_speed(report, plan, race, request.seed);
  warn_of_settled(report, plan, race);
  return report;
}

// The host that the candidate races with; none where it would be PyTorch's.
Result<std::optional<std::filesystem::path>> opponent_of(const CheckRequest& request,
                                                         const Plan& plan) {
  if (plan.against_torch) return build_torch_host(request);
  const FoundArtifact incumbent = TRY(find_incumbent(request, "host"));
  return std::optional<std::filesystem::path>(incumbent.file);
}

// A shape is a test: that its chains came to the right ends.
Grades grades_of(const Plan& plan, const Race& race) {
  Grades grades;
  for (std::size_t i = 0; i < plan.shapes.size(); ++i) {
    const Track& track = race.tracks[i];
    const bool passed = track.findings.empty() && !track.samples.empty();
    grades.cases.push_back({plan.shapes[i].test(), passed, track.findings});
  }
  return grades;
}

void add_speed(CheckReport& report, const Plan& plan, const Race& race, const std::string& seed) {
  const std::size_t rounds = race.tracks.front().samples.size();
  if (rounds == 0) {
    return add_slow(report, fmt::format("the candidate did not end one round within {} s{}",
                                        plan.seconds, race.is_late ? "" : ", nor the incumbent"));
  }
  const Speed speed = speed_of(race.tracks, seed);
  add_metrics(report, plan, speed);
  report.metrics["rounds"] = {static_cast<double>(rounds), "1"};
  report.summary =
      fmt::format("{:.3f} times as fast as the incumbent, at least {:.3f}; {} is asked",
                  speed.ratio, speed.ratio_low, plan.ratio_min);
  if (rounds < kRoundsMin) {
    return add_slow(report, fmt::format("only {} rounds of {} fit into {} s: {}", rounds,
                                        kRoundsMin, plan.seconds, numbers_of(plan, speed)));
  }
  if (speed.ratio_low > plan.ratio_min) return;
  add_slow(report, numbers_of(plan, speed));
}

void add_slow(CheckReport& report, const std::string& message) {
  report.status = CheckStatus::fail;
  report.findings.push_back({kSlowRule, Severity::error, false, "", 0, message});
}

void add_metrics(CheckReport& report, const Plan& plan, const Speed& speed) {
  report.metrics["ratio"] = {speed.ratio, "1"};
  report.metrics["ratio_low"] = {speed.ratio_low, "1"};
  for (std::size_t i = 0; i < plan.shapes.size(); ++i) {
    const std::string& name = plan.shapes[i].name;
    report.metrics["ratio " + name] = {speed.shapes[i].ratio, "1"};
    report.metrics["ratio_10 " + name] = {speed.shapes[i].ratio_10, "1"};
    report.metrics["ratio_90 " + name] = {speed.shapes[i].ratio_90, "1"};
    report.metrics["candidate_us " + name] = {speed.shapes[i].candidate_us, "us"};
    report.metrics["incumbent_us " + name] = {speed.shapes[i].incumbent_us, "us"};
  }
}

std::string numbers_of(const Plan& plan, const Speed& speed) {
  std::string text = fmt::format(
      "{:.3f} times as fast as the incumbent, with 95% confidence at least {:.3f}; more than {} is "
      "asked",
      speed.ratio, speed.ratio_low, plan.ratio_min);
  for (std::size_t i = 0; i < plan.shapes.size(); ++i) {
    const ShapeSpeed& shape = speed.shapes[i];
    text += fmt::format("; {}: {:.3f} ({:.1f} us, the incumbent {:.1f} us)", plan.shapes[i].name,
                        shape.ratio, shape.candidate_us, shape.incumbent_us);
  }
  return text;
}

// Calls that are left out of a chain which has come to rest do not show.
void warn_of_settled(CheckReport& report, const Plan& plan, const Race& race) {
  std::string names;
  for (std::size_t i = 0; i < plan.shapes.size(); ++i) {
    if (!race.tracks[i].settles) continue;
    names += fmt::format("{}{} (of {} calls)", names.empty() ? "" : ", ", plan.shapes[i].name,
                         race.tracks[i].lasting);
  }
  if (names.empty()) return;
  report.findings.push_back(
      {"bench.settles", Severity::warning, true, "", 0,
       "the chain comes to rest, so its end does not show whether every call was made: " + names});
}

}  // namespace
}  // namespace wright

int main() {
  return wright::verifier_main(wright::verify);
}

#include "campaign/tune.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "agent/tuner.h"
#include "campaign/settle.h"
#include "campaign/stop.h"
#include "core/json.h"

namespace wright {
namespace {

constexpr double kQuickSeconds = 1.0;
constexpr double kLongSeconds = 4.0;
constexpr double kWorthALook = 1.0;  // Screened on, when faster at all.
// Of the time, when the last candidate, finalist and attempt may begin: all
// checks of the last one must end within it.
constexpr double kScreenShare = 0.4;
constexpr double kFinalShare = 0.64;

const Task* tunable_task(const Spec& spec);
Result<AttemptId> open_candidate(Hall& hall, const Task& task, const Candidate& candidate,
                                 const Patch& patch);
Result<Screened> screen_candidate(Hall& hall, const Task& task, const Candidate& candidate,
                                  double seconds);
std::vector<CheckConfig> screening_checks(const Task& task, double seconds);
std::optional<double> ratio_in(const Verdict& verdict);
bool is_over(Hall& hall, const TuneRequest& request, std::int64_t deadline_ms);

}  // namespace

Result<TuneReport> tune(Hall& hall, const TuneRequest& request) {
  TuneReport report;
  const Task* task = tunable_task(hall.spec());
  if (task == nullptr) return report;
  report.task = task->id;
  const std::vector<Candidate> all = candidates(*task->tuning, hall.state().opened.root.value);
  report.combinations = static_cast<int>(all.size());
  const std::int64_t began = hall.clock().steady_ms();
  const auto at = [&](double share) {
    return began +
           static_cast<std::int64_t>(static_cast<double>(request.seconds_max * 1000) * share);
  };
  std::vector<Screened> screened;
  for (const Candidate& candidate : all) {
    if (is_over(hall, request, at(kScreenShare))) break;
    screened.push_back(TRY(screen_candidate(hall, *task, candidate, kQuickSeconds)));
    ++report.tried;
  }
  std::vector<Screened> finalists = survivors(std::move(screened), kWorthALook);
  for (Screened& finalist : finalists) {
    if (is_over(hall, request, at(kFinalShare))) break;
    finalist = TRY(screen_candidate(hall, *task, finalist.candidate, kLongSeconds));
  }
  finalists = survivors(std::move(finalists), kWorthALook);
  if (finalists.empty() || is_over(hall, request, at(kFinalShare))) return report;
  report.best = name_of(finalists.front().candidate);
  report.best_ratio = *finalists.front().ratio;
  const Patch patch = TRY(patch_of(*task->tuning, finalists.front().candidate));
  const AttemptId last = TRY(open_candidate(hall, *task, finalists.front().candidate, patch));
  if (TRY(settle(hall, last)) == AttemptStage::landed) report.landed = 1;
  return report;
}

namespace {

const Task* tunable_task(const Spec& spec) {
  for (const Task& task : spec.tasks) {
    if (task.kind == TaskKind::improve && task.tuning) return &task;
  }
  return nullptr;
}

// An ordinary attempt, whose brief is the choice of values.
Result<AttemptId> open_candidate(Hall& hall, const Task& task, const Candidate& candidate,
                                 const Patch& patch) {
  AttemptOpened opened;
  opened.number = static_cast<int>(hall.state().attempts.size()) + 1;
  opened.attempt =
      AttemptId{fmt::format("{}.{}.{}", hall.id().value, task.id.value, opened.number)};
  opened.task = task.id;
  opened.agent = "tuner";
  opened.model = "none";
  opened.base = hall.state().tip;
  opened.brief = TRY(hall.put_blob(name_of(candidate) + "\n"));
  TRY(hall.record(opened));
  hall.tell({Notice::Kind::attempt_opened, opened.attempt, task.id, name_of(candidate)});
  TRY(submit_patch(hall, opened.attempt, patch));
  return opened.attempt;
}

Result<Screened> screen_candidate(Hall& hall, const Task& task, const Candidate& candidate,
                                  double seconds) {
  const Patch patch = TRY(patch_of(*task.tuning, candidate));
  const AttemptId attempt = TRY(open_candidate(hall, task, candidate, patch));
  const std::optional<Verdict> verdict =
      TRY(screen(hall, attempt, screening_checks(task, seconds)));
  Screened screened{candidate, std::nullopt};
  if (verdict) screened.ratio = ratio_in(*verdict);
  return screened;
}

// The task's policy, build and bench, the last one cut short.
std::vector<CheckConfig> screening_checks(const Task& task, double seconds) {
  std::vector<CheckConfig> checks;
  for (CheckConfig check : task.checks) {
    if (check.check == "bench") {
      Result<nlohmann::json> config = parse_json(check.config);
      if (config) {
        (*config)["seconds"] = seconds;
        check.config = canonical(*config);
      }
      checks.push_back(std::move(check));
    } else if (check.check == "policy" || check.check == "build") {
      checks.push_back(std::move(check));
    }
  }
  return checks;
}

// The worst shape decides.
std::optional<double> ratio_in(const Verdict& verdict) {
  std::optional<double> worst;
  for (const CheckReport& report : verdict.reports) {
    if (report.check != "bench") continue;
    for (const auto& [name, metric] : report.metrics) {
      if (name.rfind("ratio", 0) != 0) continue;
      worst = worst ? std::min(*worst, metric.value) : metric.value;
    }
  }
  return worst;
}

bool is_over(Hall& hall, const TuneRequest& request, std::int64_t deadline_ms) {
  return is_set(request.stop) || hall.clock().steady_ms() >= deadline_ms;
}

}  // namespace
}  // namespace wright

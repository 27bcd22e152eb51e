#include "campaign/tier_costs.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <chrono>
#include <set>

namespace wright {
namespace {

using std::chrono::steady_clock;

const std::set<std::string> kBuildAndTests{"build", "tests"};
const std::set<std::string> kTakeTheirTime{"mutation", "bench"};

double cpu_of_children_s();

}  // namespace

Result<TierCosts> measure_tiers(Repo& repo, GateRequest request, const Tools& tools,
                                const OnReport& on_report) {
  request.use_caches = false;
  request.all_tiers = true;
  TierCosts costs;
  steady_clock::time_point began;
  double cpu_before_s = 0;
  Listener listener;
  listener.started = [&](const std::string&) {
    began = steady_clock::now();
    cpu_before_s = cpu_of_children_s();
  };
  listener.finished = [&](const CheckReport& report) {
    const std::chrono::duration<double> took = steady_clock::now() - began;
    costs.checks.push_back({report.check, took.count(), cpu_of_children_s() - cpu_before_s});
    if (on_report) on_report(report);
  };
  costs.verdict = TRY(judge_revisions(repo, request, tools, listener));
  if (costs.verdict.passed() && costs.build_and_tests_s() <= 0) {
    return Error{ErrorKind::usage,
                 fmt::format("task {} has no check build or tests to compare the others with",
                             request.task.value)};
  }
  return costs;
}

double TierCosts::ratio() const {
  double others_s = 0;
  for (const CheckCost& cost : checks) {
    const bool counts = kBuildAndTests.count(cost.check) + kTakeTheirTime.count(cost.check) == 0;
    if (counts) others_s += cost.cpu_s;
  }
  const double unit_s = build_and_tests_s();
  return unit_s > 0 ? others_s / unit_s : 0;
}

double TierCosts::build_and_tests_s() const {
  double sum_s = 0;
  for (const CheckCost& cost : checks) {
    if (kBuildAndTests.count(cost.check) > 0) sum_s += cost.cpu_s;
  }
  return sum_s;
}

namespace {

// Every process of a sandbox has been waited for by the one that started it, and so by us.
double cpu_of_children_s() {
  rusage usage{};
  ::getrusage(RUSAGE_CHILDREN, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace
}  // namespace wright

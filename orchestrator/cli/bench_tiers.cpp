// tensorwright bench tiers: what judging a landing costs beside its build and its tests.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "campaign/tier_costs.h"
#include "cli/find.h"
#include "cli/print.h"

namespace wright {
namespace {

struct BenchTiersArguments {
  GateRequest gate;
  std::string spec;
  std::string task;
};

Result<int> tiers_command(const Invocation& invocation, const BenchTiersArguments& given);
void print_costs(const TierCosts& costs);
nlohmann::json json_of(const TierCosts& costs);

}  // namespace

void add_bench_tiers(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<BenchTiersArguments>();
  CLI::App* command = app.add_subcommand(
      "tiers",
      "Judge a landing with all checks of its task, everything from nothing, and say what each "
      "cost");
  command->add_option("--spec", given->spec, "The spec directory")->required();
  command->add_option("--task", given->task, "The task's id")->required();
  command->add_option("--base", given->gate.base, "The revision before; the scaffold by default");
  command->add_option("--head", given->gate.head, "The landed revision")->required();
  command->add_flag("--json", invocation.json, "As JSON");
  command->callback(acting(chosen, invocation, given, tiers_command));
}

namespace {

Result<int> tiers_command(const Invocation& invocation, const BenchTiersArguments& given) {
  GateRequest request = given.gate;
  request.spec = given.spec;
  request.task = TaskId{given.task};
  Repo repo = TRY(Repo::open(invocation.directory));
  const OnReport on_report = printing_listener(invocation.json).finished;
  const TierCosts costs = TRY(measure_tiers(repo, request, invocation.tools, on_report));
  if (invocation.json) {
    print_json(json_of(costs));
  } else {
    print_costs(costs);
  }
  if (costs.verdict.status == VerdictStatus::broken) return kExitWorld;
  const bool holds = costs.verdict.passed() && costs.ratio() <= kTierRatioMax;
  return holds ? kExitDone : kExitNotGood;
}

void print_costs(const TierCosts& costs) {
  std::vector<std::vector<std::string>> rows;
  for (const CheckCost& cost : costs.checks) {
    rows.push_back(
        {cost.check, fmt::format("{:.1f} s", cost.cpu_s), fmt::format("{:.1f} s", cost.wall_s)});
  }
  print_table({"check", "CPU", "wall"}, rows);
  if (!costs.verdict.passed()) {
    fmt::print("verdict: {}; of work that does not land, the cost says nothing\n",
               word_of(costs.verdict.status));
    return;
  }
  const bool holds = costs.ratio() <= kTierRatioMax;
  fmt::print(
      "all but build, tests, mutation and bench: {:.2f} x the {:.1f} s of build and tests, "
      "at most {:.0f}: {}\n",
      costs.ratio(), costs.build_and_tests_s(), kTierRatioMax,
      tinted(holds ? Tint::good : Tint::bad, holds ? "holds" : "does NOT hold"));
}

nlohmann::json json_of(const TierCosts& costs) {
  nlohmann::json checks = nlohmann::json::array();
  for (const CheckCost& cost : costs.checks) {
    checks.push_back({{"check", cost.check}, {"cpu_s", cost.cpu_s}, {"wall_s", cost.wall_s}});
  }
  return {{"checks", checks},
          {"verdict", word_of(costs.verdict.status)},
          {"build_and_tests_cpu_s", costs.build_and_tests_s()},
          {"ratio", costs.ratio()},
          {"limit", kTierRatioMax},
          {"holds", costs.verdict.passed() && costs.ratio() <= kTierRatioMax}};
}

}  // namespace
}  // namespace wright

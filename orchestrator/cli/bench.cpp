// tensorwright bench: what the harness itself costs on this machine.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "campaign/measure.h"
#include "cli/commands.h"
#include "cli/print.h"

namespace wright {
namespace {

Result<int> bench_command(const Invocation& invocation) {
  const std::vector<Measurement> rows = TRY(measure_harness(invocation.tools));
  bool all_hold = true;
  nlohmann::json list = nlohmann::json::array();
  std::vector<std::vector<std::string>> table;
  for (const Measurement& row : rows) {
    all_hold = all_hold && row.holds();
    list.push_back({{"name", row.name},
                    {"median_ms", row.median_ms},
                    {"least_ms", row.least_ms},
                    {"most_ms", row.most_ms},
                    {"limit_ms", row.limit_ms},
                    {"holds", row.holds()},
                    {"how", row.how}});
    table.push_back({row.name, fmt::format("{:.2f}", row.median_ms),
                     fmt::format("{:.2f} to {:.2f}", row.least_ms, row.most_ms),
                     fmt::format("{:.0f}", row.limit_ms), row.holds() ? "yes" : "NO", row.how});
  }
  if (invocation.json) {
    print_json({{"measurements", std::move(list)}, {"all_hold", all_hold}});
  } else {
    print_table({"what", "median ms", "spread", "limit", "holds", "how"}, table);
  }
  return all_hold ? kExitDone : kExitNotGood;
}

}  // namespace

void add_bench(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  CLI::App* command =
      app.add_subcommand("bench", "Measure what the harness itself costs on this machine");
  command->add_flag("--json", invocation.json, "As JSON");
  command->callback(
      [&chosen, &invocation] { chosen.act = [&invocation] { return bench_command(invocation); }; });
}

}  // namespace wright

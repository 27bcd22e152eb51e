// tensorwright bench: what the harness itself costs on this machine.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "campaign/measure.h"
#include "cli/commands.h"
#include "cli/find.h"
#include "cli/print.h"

namespace wright {
namespace {

struct BenchArguments {
  bool first_answer = false;
};

Result<int> harness_bench_command(const Invocation& invocation, const BenchArguments& given);
void print_rows(const std::vector<Measurement>& rows);
nlohmann::json json_of(const Measurement& row);

}  // namespace

void add_bench(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<BenchArguments>();
  CLI::App* command =
      app.add_subcommand("bench", "Measure what the harness itself costs on this machine");
  command->add_flag("--first-answer", given->first_answer,
                    "Also how soon a one-file patch is answered, beside a default build (minutes)");
  command->add_flag("--json", invocation.json, "As JSON");
  add_bench_memory(*command, invocation, chosen);
  add_bench_tiers(*command, invocation, chosen);
  command->callback([&chosen, &invocation, given, command] {
    if (!command->get_subcommands().empty()) return;
    chosen.act = [&invocation, given] { return harness_bench_command(invocation, *given); };
  });
}

namespace {

Result<int> harness_bench_command(const Invocation& invocation, const BenchArguments& given) {
  std::vector<Measurement> rows = TRY(measure_harness(invocation.tools));
  if (given.first_answer) {
    const auto say = [](const std::string& step) { fmt::print(stderr, "{}\n", step); };
    const std::vector<Measurement> more = TRY(measure_first_answer(invocation.tools, say));
    rows.insert(rows.end(), more.begin(), more.end());
  }
  const bool all_hold =
      std::all_of(rows.begin(), rows.end(), [](const Measurement& row) { return row.holds(); });
  if (invocation.json) {
    nlohmann::json list = nlohmann::json::array();
    for (const Measurement& row : rows) list.push_back(json_of(row));
    print_json({{"measurements", std::move(list)}, {"all_hold", all_hold}});
  } else {
    print_rows(rows);
  }
  return all_hold ? kExitDone : kExitNotGood;
}

void print_rows(const std::vector<Measurement>& rows) {
  std::vector<std::vector<std::string>> table;
  for (const Measurement& row : rows) {
    table.push_back({row.name, fmt::format("{:.3g} {}", row.median, row.unit),
                     fmt::format("{:.3g} to {:.3g}", row.least, row.most),
                     fmt::format("{:.3g}", row.limit), row.holds() ? "yes" : "NO", row.how});
  }
  print_table({"what", "median", "spread", "limit", "holds", "how"}, table);
}

nlohmann::json json_of(const Measurement& row) {
  return {{"name", row.name},   {"median", row.median}, {"least", row.least},   {"most", row.most},
          {"limit", row.limit}, {"unit", row.unit},     {"holds", row.holds()}, {"how", row.how}};
}

}  // namespace
}  // namespace wright

#include <nlohmann/json.hpp>

#include "cli/bench_memory.h"
#include "cli/money.h"
#include "cli/print.h"

namespace wright {
namespace {

using nlohmann::json;

json json_of(const ArmRow& row);
json json_of(const ArmDifference& difference);
json json_of(const std::optional<Interval>& interval);

}  // namespace

void print_bench_json(const MemoryBench& bench, const std::vector<MemoryArm>& arms,
                      const BenchTitle& title) {
  json rows = json::array();
  for (const ArmRow& row : rows_of(bench, arms)) rows.push_back(json_of(row));
  json differences = nullptr;
  if (!title.is_scripted()) {
    differences = json::array();
    for (const ArmDifference& one : differences_of(bench, arms))
      differences.push_back(json_of(one));
  }
  print_json({{"spec", title.spec},
              {"agent", title.agent},
              {"model", title.model},
              {"scripted", title.is_scripted()},
              {"repeats", title.repeats},
              {"runs", {{"begun", bench.cells.size()}, {"all", bench.cells_all}}},
              {"arms", std::move(rows)},
              {"differences", std::move(differences)},
              {"spent", spending_json(bench.spent)},
              {"stopped", bench.stopped ? json(bench.stopped->message) : json(nullptr)}});
}

namespace {

json json_of(const ArmRow& row) {
  const auto share = [&](int hits) {
    return json{{"count", hits}, {"interval", json_of(std::optional(wilson(hits, row.samples)))}};
  };
  return {{"arm", row.arm.name()},
          {"control", row.arm.is_control},
          {"samples", row.samples},
          {"landed_first", share(row.landed_first)},
          {"landed", share(row.landed)},
          {"attempts", row.attempts},
          {"calls", row.calls},
          {"ends", row.ends},
          {"spent", spending_json(row.spent)},
          {"tokens_each_repeat",
           {{"values", row.tokens}, {"interval", json_of(mean_interval(row.tokens))}}}};
}

json json_of(const ArmDifference& difference) {
  const auto one = [](const Difference& what) {
    return json{
        {"mean", what.mean}, {"interval", json_of(what.within)}, {"shown", what.is_shown()}};
  };
  return {{"arm", difference.arm.name()},
          {"repeats", difference.repeats},
          {"share_landed_first", one(difference.landed_first)},
          {"share_landed", one(difference.landed)},
          {"tokens_each_repeat", one(difference.tokens)}};
}

json json_of(const std::optional<Interval>& interval) {
  return interval ? json{interval->low, interval->high} : json(nullptr);
}

}  // namespace
}  // namespace wright

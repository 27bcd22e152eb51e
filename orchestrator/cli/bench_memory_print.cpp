#include <fmt/format.h>

#include <cmath>

#include "base/text.h"
#include "cli/bench_memory.h"
#include "cli/money.h"
#include "cli/print.h"

namespace wright {
namespace {

constexpr const char* kScriptedOnly =
    "the model is a script: these numbers test the bench alone, and nothing is compared";

std::string heading(const MemoryBench& bench, const BenchTitle& title);
std::string who_answers(const BenchTitle& title);
void print_landed(const std::vector<ArmRow>& rows);
void print_ends(const std::vector<ArmRow>& rows);
void print_costs(const std::vector<ArmRow>& rows);
void print_differences(const std::vector<ArmDifference>& differences, const BenchTitle& title);
std::string share_text(int hits, int of);
std::string tokens_text(double tokens);

}  // namespace

void print_bench(const MemoryBench& bench, const std::vector<MemoryArm>& arms,
                 const BenchTitle& title) {
  const std::vector<ArmRow> rows = rows_of(bench, arms);
  fmt::print("{}\n", tinted(Tint::strong, heading(bench, title)));
  if (rows.empty()) {
    fmt::print("nothing was measured yet\n");
  } else {
    for (auto print : {print_landed, print_ends, print_costs}) {
      fmt::print("\n");
      print(rows);
    }
  }
  if (title.is_scripted()) {
    fmt::print("\n{}\n", kScriptedOnly);
  } else {
    print_differences(differences_of(bench, arms), title);
  }
  const std::string money = money_of(bench.spent);
  fmt::print("\nspent in all: {} calls, {} tokens{}\n", bench.spent.calls, bench.spent.tokens(),
             money.empty() ? "" : ", " + money);
}

namespace {

std::string heading(const MemoryBench& bench, const BenchTitle& title) {
  const std::string so_far =
      bench.stopped ? fmt::format("; stopped in run {} of {}", bench.cells.size(), bench.cells_all)
                    : "";
  return fmt::format("spec {}, {}, {} {}{}", title.spec, who_answers(title), title.repeats,
                     title.repeats == 1 ? "repeat" : "repeats", so_far);
}

std::string who_answers(const BenchTitle& title) {
  if (title.is_scripted()) return "a script";
  if (title.agent == "mailbox") return "whoever answers the mailbox";
  return fmt::format("model {} over {}", escape_for_terminal(title.model), title.agent);
}

void print_landed(const std::vector<ArmRow>& rows) {
  std::vector<std::vector<std::string>> table;
  for (const ArmRow& row : rows) {
    table.push_back({row.arm.name(), share_text(row.landed_first, row.samples),
                     share_text(row.landed, row.samples)});
  }
  print_table({"arm", "landed at first attempt", "landed at all"}, table);
}

void print_ends(const std::vector<ArmRow>& rows) {
  std::vector<std::vector<std::string>> table;
  for (const ArmRow& row : rows) {
    std::vector<std::string> ends;
    for (const auto& [end, count] : row.ends) ends.push_back(fmt::format("{} {}", count, end));
    table.push_back({row.arm.name(), std::to_string(row.attempts), join(ends, ", ")});
  }
  print_table({"arm", "attempts", "how they ended"}, table);
}

void print_costs(const std::vector<ArmRow>& rows) {
  std::vector<std::vector<std::string>> table;
  for (const ArmRow& row : rows) {
    const Usage& usage = row.spent.usage;
    const auto interval = mean_interval(row.tokens);
    std::string each = row.tokens.empty() ? "" : tokens_text(mean_of(row.tokens));
    if (interval) {
      each += fmt::format(" [{}, {}]", tokens_text(interval->low), tokens_text(interval->high));
    }
    table.push_back({row.arm.name(), std::to_string(row.calls),
                     tokens_text(static_cast<double>(sum_of(usage.input, usage.cache_written))),
                     tokens_text(static_cast<double>(usage.cached)),
                     tokens_text(static_cast<double>(usage.output)), each, money_of(row.spent),
                     seconds_text(sum_of(row.spent.agent_ms, row.spent.check_ms))});
  }
  print_table({"arm", "calls", "input", "cached", "output", "tokens a repeat", "money", "time"},
              table);
}

void print_differences(const std::vector<ArmDifference>& differences, const BenchTitle& title) {
  if (differences.empty()) return;
  fmt::print("\n{}\n",
             tinted(Tint::strong,
                    fmt::format("each arm less its control, of {}; intervals of 95%, the repeat "
                                "is the sample",
                                who_answers(title))));
  std::vector<std::vector<std::string>> table;
  for (const ArmDifference& arm : differences) {
    const auto add = [&](const char* what, const Difference& difference, auto text) {
      const auto& within = difference.within;
      table.push_back({arm.arm.name(), std::to_string(arm.repeats), what, text(difference.mean),
                       within ? fmt::format("[{}, {}]", text(within->low), text(within->high)) : "",
                       !within                 ? "one repeat shows nothing"
                       : difference.is_shown() ? "a difference"
                                               : "no difference shown"});
    };
    const auto share = [](double value) { return fmt::format("{:+.2f}", value); };
    add("share landed at first", arm.landed_first, share);
    add("share landed at all", arm.landed, share);
    add("tokens a repeat", arm.tokens,
        [](double value) { return fmt::format("{}{}", value < 0 ? "" : "+", tokens_text(value)); });
  }
  print_table({"arm", "repeats", "what", "mean", "interval", "what it shows"}, table);
}

std::string share_text(int hits, int of) {
  const Interval interval = wilson(hits, of);
  return fmt::format("{} of {} [{:.2f}, {:.2f}]", hits, of, interval.low, interval.high);
}

// Below 100,000 as they are; the JSON has them all.
std::string tokens_text(double tokens) {
  constexpr double kThousand = 1e3;
  constexpr double kMillion = 1e6;
  const double size = std::abs(tokens);
  if (size < 100 * kThousand) return fmt::format("{:.0f}", tokens);
  if (size < 10 * kMillion) return fmt::format("{:.0f}k", tokens / kThousand);
  return fmt::format("{:.0f}M", tokens / kMillion);
}

}  // namespace
}  // namespace wright

#include "cli/money.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/print.h"

namespace wright {
namespace {

using nlohmann::json;

json dollars_json(const Spending& spending);
std::string limits_text(const BudgetSet& limits);

}  // namespace

std::vector<std::string> money_lines(const CampaignState& state) {
  const Ledger& ledger = state.ledger;
  const Spending reserved = ledger.reserved();
  std::vector<std::string> lines;
  if (ledger.committed().calls == 0) {
    lines.emplace_back("$0 (no model was called)");
  } else {
    lines.push_back(fmt::format("spent {}, {} tokens in {} calls", money_of(ledger.spent),
                                ledger.spent.tokens(), ledger.spent.calls));
  }
  if (ledger.spent.usage.is_estimated) {
    lines.push_back(fmt::format(
        "of it estimated: at most {} and {} tokens, of calls that were lost",
        dollars_text(ledger.spent.picodollars_estimated), ledger.spent.tokens_estimated));
  }
  if (reserved.calls > 0) {
    lines.push_back(fmt::format("reserved {}, {} tokens", money_of(reserved), reserved.tokens()));
  }
  const auto landed = static_cast<std::int64_t>(state.landed.size());
  if (landed > 0 && ledger.spent.calls > 0) {
    const bool is_known = ledger.spent.calls_unpriced == 0;
    lines.push_back(fmt::format(
        "a landed change {}, {} tokens",
        is_known ? dollars_text(ledger.spent.picodollars / landed) : "at an unknown price",
        ledger.spent.tokens() / landed));
  }
  const std::string limits = limits_text(ledger.limits);
  if (!limits.empty()) lines.push_back("of a budget of " + limits);
  return lines;
}

json money_json(const CampaignState& state) {
  const Ledger& ledger = state.ledger;
  const auto landed = static_cast<std::int64_t>(state.landed.size());
  json by_attempt = json::object();
  for (const auto& [attempt, spending] : ledger.by_attempt) {
    by_attempt[attempt.value] = spending_json(spending);
  }
  Spending each = ledger.spent;
  if (landed > 0) each.picodollars /= landed;
  return {{"spent", spending_json(ledger.spent)},
          {"reserved", spending_json(ledger.reserved())},
          {"by_attempt", std::move(by_attempt)},
          {"microdollars_per_landing", landed > 0 ? dollars_json(each) : json(nullptr)},
          {"limits",
           {{"microdollars", microdollars(ledger.limits.picodollars_max)},
            {"tokens", ledger.limits.tokens_max},
            {"agent_ms", ledger.limits.agent_ms_max},
            {"check_ms", ledger.limits.check_ms_max}}}};
}

json spending_json(const Spending& spending) {
  return {{"calls", spending.calls},
          {"calls_unpriced", spending.calls_unpriced},
          {"microdollars", dollars_json(spending)},
          {"microdollars_estimated", microdollars(spending.picodollars_estimated)},
          {"tokens", spending.tokens()},
          {"tokens_estimated", spending.tokens_estimated},
          {"input", spending.usage.input},
          {"cached", spending.usage.cached},
          {"cache_written", spending.usage.cache_written},
          {"output", spending.usage.output},
          {"estimated", spending.usage.is_estimated},
          {"agent_ms", spending.agent_ms},
          {"check_ms", spending.check_ms}};
}

std::string money_of(const Spending& spending) {
  if (spending.calls == 0) return "";
  if (spending.calls_unpriced == 0) return dollars_text(spending.picodollars);
  if (spending.calls_unpriced == spending.calls) return "unknown price";
  return fmt::format("{} and {} calls of unknown price", dollars_text(spending.picodollars),
                     spending.calls_unpriced);
}

namespace {

// null: unknown, which is not 0.
json dollars_json(const Spending& spending) {
  return spending.calls_unpriced > 0 ? json(nullptr) : json(microdollars(spending.picodollars));
}

std::string limits_text(const BudgetSet& limits) {
  std::vector<std::string> parts;
  if (limits.picodollars_max > 0) parts.push_back(dollars_text(limits.picodollars_max));
  if (limits.tokens_max > 0) parts.push_back(fmt::format("{} tokens", limits.tokens_max));
  if (limits.agent_ms_max > 0) parts.push_back(seconds_text(limits.agent_ms_max) + " of agents");
  if (limits.check_ms_max > 0) parts.push_back(seconds_text(limits.check_ms_max) + " of checks");
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part;
  return text;
}

}  // namespace
}  // namespace wright

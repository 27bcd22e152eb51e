#include "adversarial/matrix.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "core/json.h"

namespace wright::adversarial {
namespace {

using nlohmann::json;

std::string cell_of(const Outcome& outcome);
std::string row_of(const std::vector<const Outcome*>& outcomes);
std::vector<std::vector<const Outcome*>> by_kind(const std::vector<Outcome>& outcomes);
json to_json(const Outcome& outcome);

}  // namespace

Tally tally_of(const std::vector<Outcome>& outcomes) {
  Tally tally;
  for (const Outcome& outcome : outcomes) {
    if (outcome.planted.is_cheat()) {
      ++tally.cheats;
      tally.escapes += outcome.escaped() ? 1 : 0;
      tally.other_rule += !outcome.escaped() && !outcome.is_right() ? 1 : 0;
    } else {
      ++tally.honest;
      tally.false_alarms += outcome.is_right() ? 0 : 1;
    }
  }
  return tally;
}

std::string markdown_of(const std::vector<Outcome>& outcomes) {
  const Tally tally = tally_of(outcomes);
  const auto kinds = by_kind(outcomes);
  std::string page = fmt::format(
      "{} kinds, {} cheats, {} honest twins: {} escapes, {} met by another rule than the one "
      "named for them, {} false alarms.\n\n"
      "| kind | what is done | seen | cheats, and the rule that met each | honest twins |\n"
      "|---|---|---|---|---|\n",
      kinds.size(), tally.cheats, tally.honest, tally.escapes, tally.other_rule,
      tally.false_alarms);
  for (const auto& kind : kinds) page += row_of(kind);
  return page;
}

std::string json_of(const std::vector<Outcome>& outcomes) {
  json kinds = json::array();
  for (const auto& of_kind : by_kind(outcomes)) {
    const Kind& kind = *of_kind.front()->planted.kind;
    json cheats = json::array();
    json honest = json::array();
    for (const Outcome* outcome : of_kind) {
      (outcome->planted.is_cheat() ? cheats : honest).push_back(to_json(*outcome));
    }
    kinds.push_back({{"name", kind.name},
                     {"title", kind.title},
                     {"source", kind.source},
                     {"cheats", cheats},
                     {"honest", honest}});
  }
  const Tally tally = tally_of(outcomes);
  return canonical({{"kinds", kinds},
                    {"tally",
                     {{"cheats", tally.cheats},
                      {"escapes", tally.escapes},
                      {"other_rule", tally.other_rule},
                      {"honest", tally.honest},
                      {"false_alarms", tally.false_alarms}}},
                    {"ok", tally.is_clean()}});
}

namespace {

std::string row_of(const std::vector<const Outcome*>& outcomes) {
  const Kind& kind = *outcomes.front()->planted.kind;
  std::string cheats;
  std::string honest;
  for (const Outcome* outcome : outcomes) {
    std::string& cells = outcome->planted.is_cheat() ? cheats : honest;
    cells += (cells.empty() ? "" : "; ") + cell_of(*outcome);
  }
  return fmt::format("| {} | {} | {} | {} | {} |\n", kind.name, kind.title, kind.source, cheats,
                     honest);
}

std::string cell_of(const Outcome& outcome) {
  const std::string& name = outcome.planted.name;
  if (!outcome.planted.is_cheat()) {
    return outcome.is_right() ? name
                              : fmt::format("**{}: false alarm of {}**", name, outcome.check);
  }
  if (outcome.escaped()) return fmt::format("**{}: escaped**", name);
  if (outcome.is_right()) return fmt::format("{}: `{}`", name, outcome.planted.rule);
  return fmt::format("**{}: met by {}, not by `{}`**", name, outcome.check, outcome.planted.rule);
}

std::vector<std::vector<const Outcome*>> by_kind(const std::vector<Outcome>& outcomes) {
  std::vector<std::vector<const Outcome*>> groups;
  for (const Outcome& outcome : outcomes) {
    if (groups.empty() || groups.back().front()->planted.kind != outcome.planted.kind) {
      groups.emplace_back();
    }
    groups.back().push_back(&outcome);
  }
  return groups;
}

json to_json(const Outcome& outcome) {
  return {{"name", outcome.planted.name}, {"rule", outcome.planted.rule},
          {"right", outcome.is_right()},  {"check", outcome.check},
          {"rules", outcome.rules},       {"message", escape_for_terminal(outcome.message)}};
}

}  // namespace
}  // namespace wright::adversarial

#include "plan/read_checks.h"

#include <fmt/format.h>

#include "plan/yaml_json.h"

namespace wright {
namespace {

constexpr std::int64_t kAttemptsMax = 1000;
constexpr std::int64_t kAgentMinutesMax = 10'080;  // A week.
constexpr std::int64_t kTokensMax = 1'000'000'000'000;

CheckDraft with_config(const std::string& file, const YamlNode& item, Findings& findings);

}  // namespace

std::vector<CheckDraft> read_checks(const std::string& file, Fields& fields, Findings& findings) {
  std::vector<CheckDraft> checks;
  const YamlNode* list = fields.list("checks", Need::optional);
  if (list == nullptr) return checks;
  for (const YamlNode& item : list->items) {
    if (item.kind == YamlNode::Kind::scalar) {
      checks.push_back(CheckDraft{{item.text, "{}"}, file, item.line, {}});
    } else if (item.kind == YamlNode::Kind::map && item.entries.size() == 1) {
      checks.push_back(with_config(file, item, findings));
    } else {
      findings.add(file, item.line, "a check is a name or {name: {config}}, one to an entry");
    }
  }
  return checks;
}

Budget read_budget(const std::string& file, Fields& fields, const Budget& inherited,
                   Findings& findings) {
  Budget budget = inherited;
  const YamlNode* map = fields.map("budget", Need::optional);
  if (map == nullptr) return budget;
  Fields limits(file, *map, "budget", findings);
  if (const auto attempts = limits.number("attempts_max", 1, kAttemptsMax))
    budget.attempts_max = static_cast<int>(*attempts);
  if (const auto minutes = limits.number("agent_minutes", 1, kAgentMinutesMax))
    budget.agent_seconds_max = *minutes * 60;
  if (const auto tokens = limits.number("tokens_max", 0, kTokensMax)) budget.tokens_max = *tokens;
  limits.refuse_other_keys();
  return budget;
}

namespace {

CheckDraft with_config(const std::string& file, const YamlNode& item, Findings& findings) {
  const YamlEntry& entry = item.entries.front();
  CheckDraft check{{entry.key, "{}"}, file, entry.line, {}};
  if (entry.value.kind == YamlNode::Kind::null) return check;
  if (entry.value.kind != YamlNode::Kind::map) {
    findings.add(file, entry.line,
                 fmt::format("the config of check {} is {}; it must be a map", in_quotes(entry.key),
                             kind_name(entry.value)));
    return check;
  }
  check.check.config = json_text_of(file, entry.value, findings);
  for (const YamlEntry& key : entry.value.entries) check.keys.push_back(Word{key.key, key.line});
  return check;
}

}  // namespace
}  // namespace wright

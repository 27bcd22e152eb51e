#include "plan/read_tuning.h"

#include <fmt/format.h>

#include <algorithm>

namespace wright {
namespace {

constexpr std::size_t kTunablesMax = 32;
constexpr std::size_t kValuesMax = 256;

std::vector<Tunable> read_tunables(const std::string& file, const YamlNode& map,
                                   Findings& findings);
Tunable read_tunable(const std::string& file, const YamlEntry& entry, Findings& findings);

}  // namespace

void read_tuning(TaskDraft& draft, Fields& fields, Findings& findings) {
  const YamlNode* map = fields.map("tuning", Need::optional);
  if (map == nullptr) return;
  const std::string& file = draft.task.file;
  Fields tuning_fields(file, *map, "tuning", findings);
  Tuning tuning;
  if (const std::optional<Word> path = tuning_fields.text("file", Need::required)) {
    tuning.file = path->text;
    draft.tuning_file_line = path->line;
  }
  if (const std::optional<Word> text = tuning_fields.text("template", Need::required)) {
    tuning.template_text = text->text;
    draft.template_line = text->line;
  }
  if (const YamlNode* tunables = tuning_fields.map("tunables", Need::required))
    tuning.tunables = read_tunables(file, *tunables, findings);
  tuning_fields.refuse_other_keys();
  draft.task.tuning = std::move(tuning);
}

namespace {

std::vector<Tunable> read_tunables(const std::string& file, const YamlNode& map,
                                   Findings& findings) {
  std::vector<Tunable> tunables;
  if (map.entries.empty() || map.entries.size() > kTunablesMax) {
    findings.add(file, map.line, fmt::format("name 1 to {} tunables", kTunablesMax));
    return tunables;
  }
  for (const YamlEntry& entry : map.entries) {
    const bool doubled = std::any_of(tunables.begin(), tunables.end(),
                                     [&](const Tunable& t) { return t.name == entry.key; });
    if (doubled)
      findings.add(file, entry.line, fmt::format("tunable {} stands twice", in_quotes(entry.key)));
    if (!is_identifier(entry.key)) {
      findings.add(file, entry.line,
                   fmt::format("{} is no name for a tunable; use a-z, 0-9 and _, a letter first",
                               in_quotes(entry.key)));
    }
    tunables.push_back(read_tunable(file, entry, findings));
  }
  return tunables;
}

Tunable read_tunable(const std::string& file, const YamlEntry& entry, Findings& findings) {
  Tunable tunable{entry.key, {}};
  const std::vector<YamlNode>& items = entry.value.items;
  const bool scalars = std::all_of(items.begin(), items.end(), [](const YamlNode& item) {
    return item.kind == YamlNode::Kind::scalar;
  });
  if (items.empty() || items.size() > kValuesMax || !scalars) {
    findings.add(file, entry.line,
                 fmt::format("tunable {} needs a list of 1 to {} plain values",
                             in_quotes(entry.key), kValuesMax));
    return tunable;
  }
  for (const YamlNode& item : items) {
    const bool known =
        std::find(tunable.values.begin(), tunable.values.end(), item.text) != tunable.values.end();
    if (known) {
      findings.add(file, item.line,
                   fmt::format("tunable {} has the value {} twice", in_quotes(entry.key),
                               in_quotes(item.text)));
    }
    tunable.values.push_back(item.text);
  }
  return tunable;
}

}  // namespace
}  // namespace wright

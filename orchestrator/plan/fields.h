// Fields reads one YAML map strictly: wrong types, missing, unknown and doubled
// keys all become findings, and reading goes on.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "plan/findings.h"
#include "plan/yaml_tree.h"

namespace wright {

// A word of the spec and where it stands.
struct Word {
  std::string text;
  int line = 1;

  bool operator==(const Word&) const = default;
};

enum class Need { required, optional };

class Fields {
 public:
  // `name` says what the map is in messages: "a task", "budget".  The map must
  // outlive this object.  With `whole` false no key is reported as missing.
  Fields(std::string file, const YamlNode& map, std::string name, Findings& findings,
         bool whole = true);

  std::optional<Word> text(const std::string& key, Need need);
  std::vector<Word> words(const std::string& key, Need need);
  std::optional<std::int64_t> number(const std::string& key, std::int64_t min, std::int64_t max);
  const YamlNode* list(const std::string& key, Need need);
  const YamlNode* map(const std::string& key, Need need);

  // To be called last: every key that nobody asked for is unknown.
  void refuse_other_keys();

 private:
  const YamlNode* node(const std::string& key, Need need);
  const YamlNode* node_of_kind(const std::string& key, Need need, YamlNode::Kind kind);

  std::string file_;
  const YamlNode& map_;
  std::string name_;
  Findings& findings_;
  bool whole_;
  std::set<std::string> asked_;
};

// The line of `key` in `map`, or the map's own.
[[nodiscard]] int line_of(const YamlNode& map, std::string_view key);

// [a-z][a-z0-9_]*, at most 64 bytes.
[[nodiscard]] bool is_identifier(std::string_view text);

// The candidate that `text` was probably meant to be, or "".
[[nodiscard]] std::string nearest(std::string_view text, const std::set<std::string>& candidates);

// `; did you mean "needs"?`, or "".
[[nodiscard]] std::string suggestion(std::string_view text,
                                     const std::set<std::string>& candidates);

}  // namespace wright

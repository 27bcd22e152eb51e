// YAML as a plain tree in which every node knows its line.
//
// Aliases and tags are refused and size and depth are bounded, so that a
// hostile front matter costs no more than its own length.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wright {

struct YamlEntry;

struct YamlNode {
  enum class Kind { null, scalar, sequence, map };

  Kind kind = Kind::null;
  std::string text;     // Of a scalar.
  bool quoted = false;  // A quoted or block scalar is a string whatever it spells.
  int line = 1;
  std::vector<YamlNode> items;     // Of a sequence.
  std::vector<YamlEntry> entries;  // Of a map, in the order as written.
};

struct YamlEntry {
  std::string key;
  int line = 1;
  YamlNode value;
};

// The entry's value, or nullptr.
[[nodiscard]] const YamlNode* find(const YamlNode& map, std::string_view key);

struct YamlFault {
  int line = 1;
  std::string message;
};

struct YamlDocument {
  YamlNode root;
  bool whole = true;  // False: a syntax fault ended the reading, and `root` is empty.
  std::vector<YamlFault> faults;
};

// One document of at most 64 KiB and 16 levels whose first line is `first_line`.
[[nodiscard]] YamlDocument parse_yaml(std::string_view text, int first_line);

// "a list", "a map", "text", "nothing": for messages.
[[nodiscard]] std::string_view kind_name(const YamlNode& node);

}  // namespace wright

#include "plan/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace wright {
namespace {

constexpr std::size_t kIdentifierBytesMax = 64;
constexpr std::size_t kNearestBytesMax = 64;

std::string wanted_name(YamlNode::Kind kind);
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace

Fields::Fields(std::string file, const YamlNode& map, std::string name, Findings& findings,
               bool whole)
    : file_(std::move(file)),
      map_(map),
      name_(std::move(name)),
      findings_(findings),
      whole_(whole) {}

std::optional<Word> Fields::text(const std::string& key, Need need) {
  const YamlNode* found = node_of_kind(key, need, YamlNode::Kind::scalar);
  if (found == nullptr) return std::nullopt;
  return Word{found->text, found->line};
}

std::vector<Word> Fields::words(const std::string& key, Need need) {
  std::vector<Word> words;
  const YamlNode* found = node_of_kind(key, need, YamlNode::Kind::sequence);
  if (found == nullptr) return words;
  if (found->items.empty() && need == Need::required)
    findings_.add(file_, found->line, fmt::format("`{}` is empty; name at least one", key));
  for (const YamlNode& item : found->items) {
    if (item.kind == YamlNode::Kind::scalar) {
      words.push_back(Word{item.text, item.line});
    } else {
      findings_.add(file_, item.line,
                    fmt::format("`{}` holds {} where text belongs", key, kind_name(item)));
    }
  }
  return words;
}

std::optional<std::int64_t> Fields::number(const std::string& key, std::int64_t min,
                                           std::int64_t max) {
  const std::optional<Word> word = text(key, Need::optional);
  if (!word) return std::nullopt;
  std::int64_t value = 0;
  const char* end = word->text.data() + word->text.size();
  const auto [stop, error] = std::from_chars(word->text.data(), end, value);
  if (error == std::errc() && stop == end && value >= min && value <= max) return value;
  findings_.add(file_, word->line,
                fmt::format("`{}` is {}; it must be a whole number from {} to {}", key,
                            in_quotes(word->text), min, max));
  return std::nullopt;
}

const YamlNode* Fields::list(const std::string& key, Need need) {
  return node_of_kind(key, need, YamlNode::Kind::sequence);
}

const YamlNode* Fields::map(const std::string& key, Need need) {
  return node_of_kind(key, need, YamlNode::Kind::map);
}

void Fields::refuse_other_keys() {
  std::set<std::string> seen;
  for (const YamlEntry& entry : map_.entries) {
    if (!asked_.contains(entry.key)) {
      findings_.add(file_, entry.line,
                    fmt::format("unknown key {} in {}{}", in_quotes(entry.key), name_,
                                suggestion(entry.key, asked_)));
    } else if (!seen.insert(entry.key).second) {
      findings_.add(file_, entry.line, fmt::format("key {} stands twice", in_quotes(entry.key)));
    }
  }
}

const YamlNode* Fields::node(const std::string& key, Need need) {
  asked_.insert(key);
  const YamlNode* found = find(map_, key);
  if (found == nullptr && need == Need::required && whole_)
    findings_.add(file_, map_.line, fmt::format("{} needs the key `{}`", name_, key));
  return found;
}

const YamlNode* Fields::node_of_kind(const std::string& key, Need need, YamlNode::Kind kind) {
  const YamlNode* found = node(key, need);
  if (found == nullptr || found->kind == kind) return found;
  findings_.add(
      file_, found->line,
      fmt::format("`{}` is {}; it must be {}", key, kind_name(*found), wanted_name(kind)));
  return nullptr;
}

int line_of(const YamlNode& map, std::string_view key) {
  for (const YamlEntry& entry : map.entries)
    if (entry.key == key) return entry.line;
  return map.line;
}

bool is_identifier(std::string_view text) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  if (text.empty() || text.size() > kIdentifierBytesMax || !is_letter(text.front())) return false;
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

std::string nearest(std::string_view text, const std::set<std::string>& candidates) {
  if (text.size() > kNearestBytesMax) return "";
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(text.size() / 3, 1) + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > kNearestBytesMax) continue;
    const std::size_t distance = edit_distance(text, candidate);
    if (distance < best_distance) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::string suggestion(std::string_view text, const std::set<std::string>& candidates) {
  const std::string best = nearest(text, candidates);
  return best.empty() ? "" : fmt::format("; did you mean {}?", in_quotes(best));
}

namespace {

std::string wanted_name(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::null:
      return "nothing";
    case YamlNode::Kind::scalar:
      return "one word or text";
    case YamlNode::Kind::sequence:
      return "a list, as in [a, b]";
    case YamlNode::Kind::map:
      return "a map, as in {key: value}";
  }
  return "";
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
    }
  }
  return row[b.size()];
}

}  // namespace
}  // namespace wright

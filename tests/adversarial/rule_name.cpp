#include "adversarial/rule_name.h"

#include <algorithm>
#include <set>
#include <string_view>

namespace wright::adversarial {
namespace {

bool is_of_a_family(const std::string& text);
bool is_ending(const PlainCode& code, std::size_t at);
bool is_spoken(const PlainCode& code, std::size_t at);
bool is_passed_on(const PlainCode& code, std::size_t at);
bool is_word(std::string_view text);

}  // namespace

std::optional<std::string> rule_named(const PlainCode& code, std::size_t at) {
  const CppToken& token = code.tokens[at];
  if (at == 0) return std::nullopt;
  if (token.kind == CppKind::identifier) {
    const bool is_constant = token.text.size() > 5 && token.text.ends_with("Rule") &&
                             token.text.front() == 'k' && !code.is_mark(at - 1, "==");
    if (is_constant) return token.text;
    if (is_passed_on(code, at)) return code.tokens[at - 2].text + ".rule";
    return std::nullopt;
  }
  if (token.kind != CppKind::string || token.text.empty() || code.is_mark(at - 1, "=="))
    return std::nullopt;
  const bool is_listed = code.is_mark(at - 1, ",") && code.tokens[at - 2].kind == CppKind::string;
  if (is_listed) return std::nullopt;
  const bool is_whole = token.text.back() != '.' || code.is_mark(at + 1, "+");
  if (is_of_a_family(token.text) && is_whole) return token.text;
  if (is_ending(code, at)) return token.text;
  const bool is_made_of_parts = token.text == "{}.{}" && code.is_mark(at + 1, ",") &&
                                (code.is_word(at + 2, "check") || code.is_word(at + 4, "check"));
  if (is_made_of_parts) return token.text;
  if (is_word(token.text) && is_spoken(code, at)) return "." + token.text;
  return std::nullopt;
}

namespace {

// "hygiene.call", "bench." and "invariance.{}".
bool is_of_a_family(const std::string& text) {
  static const std::set<std::string> kFamilies{
      "scope",      "hygiene",      "size",        "arrows",      "build",
      "tests",      "held_out",     "host",        "ghost",       "sanitize",
      "similarity", "differential", "composition", "metamorphic", "invariance",
      "gradcheck",  "mutation",     "bench",       "cuda_compile"};
  const std::size_t dot = text.find('.');
  if (dot == std::string::npos || kFamilies.count(text.substr(0, dot)) == 0) return false;
  const std::string_view end = std::string_view(text).substr(dot + 1);
  return end.empty() || end == "{}" || std::all_of(end.begin(), end.end(), [](char c) {
           return c == '.' || c == '_' || (c >= 'a' && c <= 'z');
         });
}

// The end of a name that is put together: `program.check + ".none"`, or of one that is kept:
// `rule = late ? ".limit" : ".ended"`.
bool is_ending(const PlainCode& code, std::size_t at) {
  const std::string& text = code.tokens[at].text;
  if (text.size() < 2 || text.front() != '.' || !is_word(std::string_view(text).substr(1))) {
    return text == "." && code.is_mark(at - 1, "+") && code.is_word(at - 2, "check") &&
           code.is_mark(at + 1, "+") && code.is_mark(at + 3, ";");
  }
  if (code.is_mark(at - 1, "+")) {
    return code.is_word(at - 2, "check") || code.is_word(at - 2, "rule");
  }
  for (std::size_t before = at; before-- > 1 && !code.is_mark(before, ";");) {
    if (code.is_mark(before, "=")) return code.is_word(before - 1, "rule");
  }
  return false;
}

// An argument of something that makes findings of such words.
bool is_spoken(const PlainCode& code, std::size_t at) {
  static const std::set<std::string> kSpeakers{"Mismatch", "found", "add", "add_finding"};
  int depth = 0;
  for (std::size_t before = at; before-- > 1;) {
    if (code.is_mark(before, ";")) return false;
    if (code.is_mark(before, ")") || code.is_mark(before, "}")) ++depth;
    if (!code.is_mark(before, "(") && !code.is_mark(before, "{")) continue;
    if (depth-- > 0) continue;
    return kSpeakers.count(code.tokens[before - 1].text) > 0;
  }
  return false;
}

// `found(mismatch->rule, mismatch->message)`
bool is_passed_on(const PlainCode& code, std::size_t at) {
  const bool is_member = at > 2 && code.is_word(at, "rule") &&
                         (code.is_mark(at - 1, "->") || code.is_mark(at - 1, "."));
  return is_member && code.is_mark(at + 1, ",");
}

bool is_word(std::string_view text) {
  return text.size() > 2 && std::all_of(text.begin(), text.end(),
                                        [](char c) { return c == '_' || (c >= 'a' && c <= 'z'); });
}

}  // namespace
}  // namespace wright::adversarial

#include "fingerprints.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <string>

#include "cpp/cpp_tokens.h"

namespace wright {
namespace {

using Code = std::vector<CppToken>;

// A table of numbers has fewer different tokens, and declarations and plain calls have fewer that
// act, whoever wrote them.
constexpr std::size_t kDifferentMin = 6;
constexpr int kActingMin = 3;
constexpr std::string_view kName = "a name";
constexpr std::uint64_t kDoesNotCount = std::numeric_limits<std::uint64_t>::max();

struct Shape {
  std::uint64_t hash = 0;  // Of the token's kind, or of its text where that is its kind.
  int line = 0;
  bool acts = false;
};

struct Gram {
  std::uint64_t hash = kDoesNotCount;
  int first_line = 0;
  int last_line = 0;
};

std::vector<Gram> all_grams(std::string_view text);
std::vector<Shape> shapes_of(std::string_view text);
std::size_t end_of_boilerplate(const Code& code, std::size_t at);
std::string_view kind_of(const CppToken& token);
bool acts(std::string_view kind);
std::uint64_t hash_of(std::string_view text);
Gram gram_at(const std::vector<Shape>& shapes, std::size_t at);

}  // namespace

// The last of the smallest hashes in each window, once.
std::vector<Fingerprint> fingerprints_of(std::string_view text) {
  const std::vector<Gram> grams = all_grams(text);
  std::vector<Fingerprint> kept;
  std::size_t last = grams.size();
  const std::size_t window = std::min(kWindowGrams, grams.size());
  for (std::size_t at = 0; window > 0 && at + window <= grams.size(); ++at) {
    std::size_t least = at;
    for (std::size_t i = at; i < at + window; ++i) {
      if (grams[i].hash <= grams[least].hash) least = i;
    }
    if (least == last || grams[least].hash == kDoesNotCount) continue;
    last = least;
    kept.push_back({grams[least].hash, grams[least].first_line, grams[least].last_line});
  }
  return kept;
}

std::vector<std::uint64_t> grams_of(std::string_view text) {
  std::vector<std::uint64_t> hashes;
  for (const Gram& gram : all_grams(text)) hashes.push_back(gram.hash);
  std::sort(hashes.begin(), hashes.end());
  return hashes;
}

namespace {

std::vector<Gram> all_grams(std::string_view text) {
  const std::vector<Shape> shapes = shapes_of(text);
  std::vector<Gram> grams;
  for (std::size_t at = 0; at + kGramTokens <= shapes.size(); ++at) {
    grams.push_back(gram_at(shapes, at));
  }
  return grams;
}

std::vector<Shape> shapes_of(std::string_view text) {
  const Code code = code_of(cpp_tokens(text));
  std::vector<Shape> shapes;
  for (std::size_t at = 0; at < code.size(); ++at) {
    const std::size_t end = end_of_boilerplate(code, at);
    if (end > at) {
      at = end - 1;
      continue;
    }
    const bool is_scope = code[at].kind == CppKind::mark && code[at].text == "::";
    if (is_scope) {
      // `a::b` is as good a name as `b`.
      if (at > 0 && kind_of(code[at - 1]) == kName && !shapes.empty()) shapes.pop_back();
      continue;
    }
    const std::string_view kind = kind_of(code[at]);
    if (!kind.empty()) shapes.push_back({hash_of(kind), code[at].line, acts(kind)});
  }
  return shapes;
}

// Behind a directive other than #define, `namespace a::b {` or `[[attribute]]`; else `at`.
std::size_t end_of_boilerplate(const Code& code, std::size_t at) {
  static const std::set<std::string_view> kDirectives{
      "include", "pragma", "if",   "ifdef", "ifndef",  "else",   "elif",
      "endif",   "undef",  "line", "error", "warning", "import", "embed"};
  std::size_t end = at;
  if (code[at].in_directive && code[at].kind == CppKind::mark && code[at].text == "#") {
    if (at + 1 >= code.size() || kDirectives.count(code[at + 1].text) == 0) return at;
    do {
      ++end;
    } while (end < code.size() && code[end].in_directive && code[end].text != "#");
    return end;
  }
  const bool is_attribute = at + 2 < code.size() && code[at].text == "[" &&
                            code[at + 1].text == "[" && code[at + 2].kind == CppKind::identifier;
  if (is_attribute) {
    while (end < code.size() && code[end].text != "]") ++end;
    return std::min(end + 2, code.size());
  }
  if (code[at].kind != CppKind::identifier || code[at].text != "namespace") return at;
  while (end < code.size() && code[end].text != "{" && code[end].text != ";") ++end;
  return std::min(end + 1, code.size());
}

// Nothing for words that a copy can have more or fewer of.
std::string_view kind_of(const CppToken& token) {
  static const std::set<std::string_view> kLeftOut{"const",    "constexpr", "static",   "inline",
                                                   "noexcept", "typename",  "final",    "override",
                                                   "extern",   "signed",    "unsigned", "explicit"};
  static const std::set<std::string_view> kKept{
      "if",       "else",      "for",    "while",       "do",          "switch",  "case",
      "default",  "return",    "break",  "continue",    "goto",        "throw",   "try",
      "catch",    "new",       "delete", "sizeof",      "operator",    "class",   "struct",
      "union",    "enum",      "public", "private",     "protected",   "virtual", "template",
      "using",    "typedef",   "this",   "static_cast", "const_cast",  "define",  "true",
      "decltype", "co_return", "false",  "friend",      "dynamic_cast"};
  switch (token.kind) {
    case CppKind::identifier:
      if (kLeftOut.count(token.text) > 0) return "";
      return kKept.count(token.text) > 0 ? std::string_view(token.text) : kName;
    case CppKind::number:
      return "a number";
    case CppKind::string:
      return "a string";
    case CppKind::character:
      return "a character";
    case CppKind::mark:
      return token.text;
    case CppKind::comment:
    case CppKind::header:
      return "";
  }
  return "";
}

// What computes or decides; `*`, `&`, `<` and `>` may belong to a type.
bool acts(std::string_view kind) {
  static const std::set<std::string_view> kActing{
      "if",    "else",     "for",   "while", "do",         "switch", "case", "return",
      "break", "continue", "throw", "try",   "catch",      "new",    "goto", "delete",
      "[",     "]",        ".",     "->",    "+",          "-",      "/",    "%",
      "!",     "|",        "^",     "?",     "static_cast"};
  return kActing.count(kind) > 0;
}

// FNV-1a.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return hash;
}

Gram gram_at(const std::vector<Shape>& shapes, std::size_t at) {
  Gram gram{0, shapes[at].line, shapes[at + kGramTokens - 1].line};
  std::array<std::uint64_t, kDifferentMin> different{};
  std::size_t count = 0;
  int acting = 0;
  for (std::size_t i = at; i < at + kGramTokens; ++i) {
    const std::uint64_t hash = shapes[i].hash;
    acting += shapes[i].acts ? 1 : 0;
    gram.hash = (gram.hash ^ hash) * 0x9e3779b97f4a7c15U;
    gram.hash ^= gram.hash >> 29U;
    const auto* const end = different.begin() + count;
    if (count < kDifferentMin && std::find(different.cbegin(), end, hash) == end) {
      different.at(count++) = hash;
    }
  }
  if (count < kDifferentMin || acting < kActingMin) gram.hash = kDoesNotCount;
  return gram;
}

}  // namespace
}  // namespace wright

#include "cpp/frozen.h"

#include <algorithm>
#include <array>
#include <set>

namespace wright {
namespace {

constexpr std::size_t kArgumentsMax = 80;  // Tokens of a template's arguments.

std::vector<CppToken> with_operators(const std::vector<CppToken>& code);
void freeze(PlainCode& code, std::size_t begin, std::size_t end);
void freeze_forms(PlainCode& code);
void freeze_arguments(PlainCode& code);
void freeze_type_marks(PlainCode& code);
std::size_t end_of_arguments(const PlainCode& code, std::size_t open);

}  // namespace

bool PlainCode::is_mark(std::size_t at, std::string_view text) const {
  return at < tokens.size() && tokens[at].kind == CppKind::mark && tokens[at].text == text;
}

bool PlainCode::is_word(std::size_t at, std::string_view text) const {
  return at < tokens.size() && tokens[at].kind == CppKind::identifier && tokens[at].text == text;
}

std::size_t PlainCode::closing_bracket(std::size_t open) const {
  const std::string& opens = tokens.at(open).text;
  const std::string_view closes = opens == "(" ? ")" : opens == "[" ? "]" : "}";
  int depth = 0;
  for (std::size_t at = open; at < tokens.size(); ++at) {
    if (is_mark(at, opens)) ++depth;
    if (is_mark(at, closes) && --depth == 0) return at;
  }
  return tokens.size();
}

PlainCode plain_code(std::string_view text) {
  PlainCode code;
  code.tokens = with_operators(without_directives(code_of(cpp_tokens(text))));
  code.frozen.assign(code.tokens.size(), false);
  freeze_forms(code);
  freeze_arguments(code);
  freeze_type_marks(code);
  return code;
}

namespace {

// Marks that touch each other and mean one thing.  `>>` is left as two: it also
// ends two lists of template arguments.
std::vector<CppToken> with_operators(const std::vector<CppToken>& code) {
  static const std::set<std::string> kOperators{"<<", "<=", ">=", "==",  "!=", "&&", "||",
                                                "++", "--", "+=", "-=",  "*=", "/=", "%=",
                                                "&=", "|=", "^=", "<<=", "<=>"};
  std::vector<CppToken> joined;
  for (const CppToken& token : code) {
    const bool touches = !joined.empty() && joined.back().kind == CppKind::mark &&
                         token.kind == CppKind::mark && joined.back().end == token.begin;
    if (touches && kOperators.count(joined.back().text + token.text) > 0) {
      joined.back().text += token.text;
      joined.back().end = token.end;
    } else {
      joined.push_back(token);
    }
  }
  return joined;
}

void freeze(PlainCode& code, std::size_t begin, std::size_t end) {
  for (std::size_t at = begin; at < std::min(end + 1, code.tokens.size()); ++at) {
    code.frozen[at] = true;
  }
}

void freeze_forms(PlainCode& code) {
  static constexpr std::array<std::string_view, 4> kForms{"static_assert", "alignas", "noexcept",
                                                          "decltype"};
  for (std::size_t at = 0; at + 1 < code.tokens.size(); ++at) {
    const bool is_form = std::any_of(kForms.begin(), kForms.end(),
                                     [&](std::string_view word) { return code.is_word(at, word); });
    if (is_form && code.is_mark(at + 1, "(")) freeze(code, at, code.closing_bracket(at + 1));
    if (code.is_mark(at, "[") && code.is_mark(at + 1, "[")) {
      freeze(code, at, code.closing_bracket(at));
    }
    if (!code.is_word(at, "operator")) continue;
    std::size_t end = at + 1;
    while (end < code.tokens.size() && end < at + 4 && !code.is_mark(end, "(")) ++end;
    freeze(code, at, end);
  }
}

void freeze_arguments(PlainCode& code) {
  for (std::size_t at = 1; at < code.tokens.size(); ++at) {
    const bool follows_name = code.tokens[at - 1].kind == CppKind::identifier;
    if (!code.is_mark(at, "<") || !follows_name || code.frozen[at]) continue;
    const std::size_t end = end_of_arguments(code, at);
    if (end != 0) freeze(code, at, end);
  }
}

// Where the list that begins at `open` ends, or 0: then it is a comparison.
std::size_t end_of_arguments(const PlainCode& code, std::size_t open) {
  static const std::set<std::string> kNever{";",  "{",  "}",  "&&", "||", "==", "!=", "<=", ">=",
                                            "+=", "-=", "*=", "/=", "<<", "?",  "!",  "="};
  const bool is_template = code.is_word(open - 1, "template");  // May hold `= 0`.
  int angles = 0;
  int brackets = 0;
  for (std::size_t at = open; at < std::min(open + kArgumentsMax, code.tokens.size()); ++at) {
    if (code.tokens[at].kind != CppKind::mark) continue;
    const std::string& mark = code.tokens[at].text;
    const bool may_default = is_template && (mark == "=" || mark == "&&");
    if (kNever.count(mark) > 0 && !may_default) return 0;
    if (mark == "(" || mark == "[") ++brackets;
    if ((mark == ")" || mark == "]") && --brackets < 0) return 0;
    if (mark == "<" && brackets == 0) ++angles;
    if (mark == ">" && brackets == 0 && --angles == 0) return at;
  }
  return 0;
}

// `float* x` and `T&& x`: the mark touches the type and not the name.
void freeze_type_marks(PlainCode& code) {
  for (std::size_t at = 1; at + 1 < code.tokens.size(); ++at) {
    if (!code.is_mark(at, "*") && !code.is_mark(at, "&&")) continue;
    const CppToken& before = code.tokens[at - 1];
    const bool touches_left = before.end == code.tokens[at].begin;
    const bool touches_right = code.tokens[at].end == code.tokens[at + 1].begin;
    const bool ends_type = code.is_mark(at + 1, ")") || code.is_mark(at + 1, ",") ||
                           code.is_mark(at + 1, ">") || code.is_word(at - 1, "const");
    if ((touches_left && !touches_right) || ends_type) code.frozen[at] = true;
  }
}

}  // namespace
}  // namespace wright

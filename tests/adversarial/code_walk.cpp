#include "adversarial/code_walk.h"

namespace wright::adversarial {
namespace {

bool is_block(const PlainCode& code, std::size_t brace);
bool ends_a_head(const PlainCode& code, std::size_t at);
std::size_t statement_begin(const PlainCode& code, std::size_t at);
std::size_t statement_end(const PlainCode& code, std::size_t at);
std::string name_before(const PlainCode& code, std::size_t brace);

}  // namespace

bool is_closing(const PlainCode& code, std::size_t at) {
  return code.is_mark(at, ")") || code.is_mark(at, "}") || code.is_mark(at, "]");
}

bool is_opening(const PlainCode& code, std::size_t at) {
  return code.is_mark(at, "(") || code.is_mark(at, "{") || code.is_mark(at, "[");
}

std::size_t opening(const PlainCode& code, std::size_t close) {
  int depth = 0;
  for (std::size_t at = close + 1; at-- > 0;) {
    if (is_closing(code, at)) ++depth;
    if (is_opening(code, at) && --depth == 0) return at;
  }
  return 0;
}

Span statement_around(const PlainCode& code, std::size_t at) {
  return {statement_begin(code, at), statement_end(code, at)};
}

std::optional<std::size_t> block_around(const PlainCode& code, std::size_t at) {
  while (at-- > 0) {
    if (is_closing(code, at)) {
      at = opening(code, at);
    } else if (code.is_mark(at, "{") && is_block(code, at)) {
      return at;
    }
  }
  return std::nullopt;
}

std::optional<Function> function_around(const PlainCode& code, std::size_t at) {
  for (auto brace = block_around(code, at); brace; brace = block_around(code, *brace)) {
    const std::string name = name_before(code, *brace);
    if (!name.empty()) return Function{name, {*brace, code.closing_bracket(*brace)}};
  }
  return std::nullopt;
}

bool is_call(const PlainCode& code, std::size_t at) {
  if (at == 0 || !code.is_mark(at + 1, "(")) return false;
  const CppToken& before = code.tokens[at - 1];
  if (before.kind == CppKind::identifier) return before.text == "return" || before.text == "else";
  return before.kind == CppKind::mark && before.text != ">" && before.text != "&" &&
         before.text != "*" && before.text != "::" && before.text != "." && before.text != "->";
}

namespace {

// Of statements, not of values.
bool is_block(const PlainCode& code, std::size_t brace) {
  if (brace == 0) return true;
  const std::size_t before = brace - 1;
  return code.is_mark(before, ")") || code.is_mark(before, "{") || code.is_mark(before, "}") ||
         code.is_mark(before, ";") || code.is_word(before, "else") ||
         code.is_word(before, "const") || code.is_word(before, "namespace");
}

// True for the `)` behind which a statement begins.
bool ends_a_head(const PlainCode& code, std::size_t at) {
  const std::size_t open = code.is_mark(at, ")") ? opening(code, at) : 0;
  return open > 0 && (code.is_word(open - 1, "if") || code.is_word(open - 1, "for") ||
                      code.is_word(open - 1, "while"));
}

std::size_t statement_begin(const PlainCode& code, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0) {
    const std::size_t before = begin - 1;
    if (code.is_mark(before, ";") || code.is_word(before, "else") || ends_a_head(code, before))
      break;
    if (code.is_mark(before, "{") && is_block(code, before)) break;
    const std::size_t open = is_closing(code, before) ? opening(code, before) : before;
    if (code.is_mark(before, "}") && is_block(code, open)) break;
    begin = open;
  }
  return begin;
}

std::size_t statement_end(const PlainCode& code, std::size_t at) {
  int depth = 0;
  for (std::size_t end = at; end < code.tokens.size(); ++end) {
    if (is_opening(code, end)) ++depth;
    if (is_closing(code, end)) --depth;
    if (depth <= 0 && code.is_mark(end, ";")) return end;
  }
  return code.tokens.size();
}

// `name(...) {`, `name(...) const {` and `name = [&](...) {`; empty: the brace is of no function.
std::string name_before(const PlainCode& code, std::size_t brace) {
  std::size_t close = brace - (brace > 0 ? 1 : 0);
  if (code.is_word(close, "const") && close > 0) --close;
  const std::size_t open = code.is_mark(close, ")") ? opening(code, close) : 0;
  if (open < 2 || ends_a_head(code, close)) return "";
  if (code.is_mark(open - 1, "]")) {
    const std::size_t capture = opening(code, open - 1);
    return capture > 1 && code.is_mark(capture - 1, "=") ? code.tokens[capture - 2].text : "";
  }
  const CppToken& name = code.tokens[open - 1];
  const bool is_name = name.kind == CppKind::identifier && name.text != "switch";
  return is_name ? name.text : "";
}

}  // namespace
}  // namespace wright::adversarial

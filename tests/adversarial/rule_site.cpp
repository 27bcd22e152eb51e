#include "adversarial/rule_site.h"

#include <algorithm>
#include <set>

namespace wright::adversarial {
namespace {

bool is_rule(const PlainCode& code, std::size_t at);
std::size_t opening(const PlainCode& code, std::size_t close);
bool is_closing(const PlainCode& code, std::size_t at);
bool is_opening(const PlainCode& code, std::size_t at);
bool is_block(const PlainCode& code, std::size_t brace);
bool ends_a_head(const PlainCode& code, std::size_t at);
std::size_t statement_begin(const PlainCode& code, std::size_t at);
std::size_t statement_end(const PlainCode& code, std::size_t at);
std::optional<std::size_t> row_begin(const PlainCode& code, std::size_t at);
std::optional<Condition> condition_before(const PlainCode& code, std::size_t begin);
Condition condition_of(const PlainCode& code, std::size_t open, bool passes);
bool exits(const PlainCode& code, std::size_t at);

}  // namespace

std::vector<RuleSite> rule_sites(const PlainCode& code) {
  std::vector<RuleSite> sites;
  for (std::size_t at = 1; at < code.tokens.size(); ++at) {
    if (!is_rule(code, at)) continue;
    RuleSite site;
    site.rule = code.tokens[at].text;
    site.at = at;
    if (const std::optional<std::size_t> row = row_begin(code, at)) {
      site.is_row = true;
      site.span = {*row, code.closing_bracket(*row)};
      if (code.is_mark(site.span.last + 1, ",")) ++site.span.last;
    } else {
      site.span = {statement_begin(code, at), statement_end(code, at)};
      site.condition = condition_before(code, site.span.first);
    }
    if (site.span.last < code.tokens.size()) sites.push_back(site);
  }
  return sites;
}

namespace {

bool is_rule(const PlainCode& code, std::size_t at) {
  static const std::set<std::string> kFamilies{"scope", "hygiene",  "size",      "arrows",
                                               "build", "tests",    "held_out",  "host",
                                               "ghost", "sanitize", "similarity"};
  const CppToken& token = code.tokens[at];
  if (token.kind != CppKind::string || code.is_mark(at - 1, "==")) return false;
  const std::size_t dot = token.text.find('.');
  if (dot == std::string::npos || dot + 1 == token.text.size()) return false;
  const bool is_plain = std::all_of(token.text.begin(), token.text.end(), [](char c) {
    return c == '.' || c == '_' || (c >= 'a' && c <= 'z');
  });
  if (!is_plain) return false;
  if (dot > 0) return kFamilies.count(token.text.substr(0, dot)) > 0;
  // The end of a name that is put together: `program.check + ".none"`.
  return code.is_mark(at - 1, "+") &&
         (code.is_word(at - 2, "check") || code.is_word(at - 2, "rule"));
}

bool is_closing(const PlainCode& code, std::size_t at) {
  return code.is_mark(at, ")") || code.is_mark(at, "}") || code.is_mark(at, "]");
}

bool is_opening(const PlainCode& code, std::size_t at) {
  return code.is_mark(at, "(") || code.is_mark(at, "{") || code.is_mark(at, "[");
}

// Of the bracket that closes at `close`; 0 when there is none.
std::size_t opening(const PlainCode& code, std::size_t close) {
  int depth = 0;
  for (std::size_t at = close + 1; at-- > 0;) {
    if (is_closing(code, at)) ++depth;
    if (is_opening(code, at) && --depth == 0) return at;
  }
  return 0;
}

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

// `{"hygiene.secret", pattern, why},` in a list of such.
std::optional<std::size_t> row_begin(const PlainCode& code, std::size_t at) {
  const bool is_first = code.is_mark(at - 1, "{");
  const bool in_list =
      is_first && at >= 2 && (code.is_mark(at - 2, "{") || code.is_mark(at - 2, ","));
  if (!in_list || !code.is_mark(at + 1, ",")) return std::nullopt;
  // An argument is one as well; a table's row has another beside it.
  const std::size_t end = code.closing_bracket(at - 1);
  const bool has_neighbour =
      code.is_mark(at - 2, ",") ? code.is_mark(at - 3, "}") : code.is_mark(end + 1, ",");
  if (!has_neighbour) return std::nullopt;
  return at - 1;
}

std::optional<Condition> condition_before(const PlainCode& code, std::size_t begin) {
  std::optional<Condition> passing;
  for (std::size_t at = begin; at-- > 0;) {
    if (is_closing(code, at)) {
      const std::size_t open = opening(code, at);
      const bool is_if = open > 0 && code.is_mark(open, "(") && code.is_word(open - 1, "if");
      if (is_if && at + 1 == begin) return condition_of(code, open, false);
      if (is_if && !passing && exits(code, at + 1)) passing = condition_of(code, open, true);
      at = open;
    } else if (is_opening(code, at)) {
      // The block around it, and what stands before that.
      const std::size_t close = at - 1;
      const std::size_t open = at > 0 && code.is_mark(close, ")") ? opening(code, close) : 0;
      if (open > 0 && code.is_word(open - 1, "if")) return condition_of(code, open, false);
      const bool is_loop =
          open > 0 && (code.is_word(open - 1, "for") || code.is_word(open - 1, "while"));
      if (!is_loop) return passing;
      at = open;
    }
  }
  return passing;
}

Condition condition_of(const PlainCode& code, std::size_t open, bool passes) {
  const std::size_t close = code.closing_bracket(open);
  std::size_t first = open + 1;
  for (std::size_t at = first; at < close; ++at) {
    if (code.is_mark(at, ";")) first = at + 1;
  }
  return {{first, close - 1}, passes};
}

bool exits(const PlainCode& code, std::size_t at) {
  if (code.is_mark(at, "{")) ++at;
  return code.is_word(at, "return") || code.is_word(at, "continue");
}

}  // namespace
}  // namespace wright::adversarial

#include "adversarial/rule_site.h"

#include "adversarial/rule_name.h"

namespace wright::adversarial {
namespace {

constexpr int kStepsMax = 3;  // From where a rule is named to the condition that lets it speak.

class Sites {
 public:
  explicit Sites(const PlainCode& code) : code_(code) {}

  std::vector<RuleSite> all();

 private:
  void add_statement(const RuleSite& named, std::size_t at, int steps);
  bool add_uses(const RuleSite& named, const Span& statement, int steps);
  bool add_calls(const RuleSite& named, std::size_t at, int steps);

  const PlainCode& code_;
  std::vector<RuleSite> sites_;
};

std::optional<std::size_t> row_begin(const PlainCode& code, std::size_t at);
std::optional<Span> choice_of(const PlainCode& code, std::size_t at);
std::optional<Condition> condition_before(const PlainCode& code, std::size_t begin);
std::optional<Condition> condition_of_else(const PlainCode& code, std::size_t at);
Condition condition_of(const PlainCode& code, std::size_t open, bool passes);
bool exits(const PlainCode& code, std::size_t at);
bool bounds_the_report(const PlainCode& code, const Condition& condition);

}  // namespace

std::vector<RuleSite> rule_sites(const PlainCode& code) {
  return Sites(code).all();
}

namespace {

std::vector<RuleSite> Sites::all() {
  for (std::size_t at = 1; at < code_.tokens.size(); ++at) {
    const std::optional<std::string> rule = rule_named(code_, at);
    if (!rule) continue;
    RuleSite site;
    site.rule = *rule;
    site.at = at;
    site.choice = choice_of(code_, at);
    if (const std::optional<std::size_t> row = row_begin(code_, at)) {
      site.is_row = true;
      site.span = {*row, code_.closing_bracket(*row)};
      if (code_.is_mark(site.span.last + 1, ",")) ++site.span.last;
      sites_.push_back(site);
    } else {
      add_statement(site, at, 0);
    }
  }
  return std::move(sites_);
}

// What is around `at` is the rule's own statement, or one that leads to it.
void Sites::add_statement(const RuleSite& named, std::size_t at, int steps) {
  RuleSite site = named;
  site.span = statement_around(code_, at);
  if (site.span.last >= code_.tokens.size()) return;
  site.condition = condition_before(code_, site.span.first);
  const bool is_found = site.condition || steps == kStepsMax ||
                        (!add_uses(named, site.span, steps) && !add_calls(named, at, steps));
  if (is_found) sites_.push_back(site);
}

// `const std::string rule = ...;`, and where it is used below.
bool Sites::add_uses(const RuleSite& named, const Span& statement, int steps) {
  std::size_t equals = statement.first;
  while (equals < named.at && !code_.is_mark(equals, "=")) ++equals;
  const std::optional<Function> around = function_around(code_, statement.first);
  if (equals >= named.at || equals == 0 || !around) return false;
  const std::string& name = code_.tokens[equals - 1].text;
  bool is_used = false;
  for (std::size_t at = statement.last; at < around->body.last; ++at) {
    if (!code_.is_word(at, name) || code_.is_mark(at - 1, ".")) continue;
    add_statement(named, at, steps + 1);
    is_used = true;
  }
  return is_used;
}

bool Sites::add_calls(const RuleSite& named, std::size_t at, int steps) {
  const std::optional<Function> around = function_around(code_, at);
  if (!around) return false;
  bool is_called = false;
  for (std::size_t call = 1; call < code_.tokens.size(); ++call) {
    if (!code_.is_word(call, around->name) || !is_call(code_, call)) continue;
    if (call > around->body.first && call < around->body.last) continue;
    add_statement(named, call, steps + 1);
    is_called = true;
  }
  return is_called;
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

// Of the first of two names: `late ? ".limit" : ".ended"`.
std::optional<Span> choice_of(const PlainCode& code, std::size_t at) {
  std::size_t mark = at - 1;
  while (mark > 0 && (code.is_mark(mark, "+") || code.is_word(mark, "rule"))) --mark;
  if (!code.is_mark(mark, "?") || mark == 0) return std::nullopt;
  std::size_t first = mark;
  while (first > 0) {
    const std::size_t before = first - 1;
    if (is_opening(code, before) || code.is_mark(before, ",") || code.is_mark(before, "=") ||
        code.is_mark(before, ";") || code.is_word(before, "return"))
      break;
    first = is_closing(code, before) ? opening(code, before) : before;
  }
  return Span{first, mark - 1};
}

std::optional<Condition> condition_before(const PlainCode& code, std::size_t begin) {
  std::optional<Condition> passing;
  for (std::size_t at = begin; at-- > 0;) {
    if (is_closing(code, at)) {
      const std::size_t open = opening(code, at);
      const bool is_if = open > 0 && code.is_mark(open, "(") && code.is_word(open - 1, "if");
      if (is_if && at + 1 == begin) return condition_of(code, open, false);
      if (is_if && !passing && exits(code, at + 1)) {
        passing = condition_of(code, open, true);
        if (bounds_the_report(code, *passing)) passing.reset();
      }
      at = open;
    } else if (is_opening(code, at)) {
      if (const auto otherwise = condition_of_else(code, at)) return otherwise;
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

// `if (...) { ... } else {`, with the last brace at `at`.
std::optional<Condition> condition_of_else(const PlainCode& code, std::size_t at) {
  const bool is_else = at > 2 && code.is_word(at - 1, "else") && code.is_mark(at - 2, "}");
  if (!is_else) return std::nullopt;
  const std::size_t brace = opening(code, at - 2);
  const std::size_t open = brace > 0 && code.is_mark(brace - 1, ")") ? opening(code, brace - 1) : 0;
  if (open == 0 || !code.is_word(open - 1, "if")) return std::nullopt;
  return condition_of(code, open, true);
}

Condition condition_of(const PlainCode& code, std::size_t open, bool passes) {
  const std::size_t close = code.closing_bracket(open);
  std::size_t first = open + 1;
  for (std::size_t at = first; at < close; ++at) {
    if (code.is_mark(at, ";")) first = at + 1;
  }
  return {{first, close - 1}, passes};
}

// `findings.size() >= kFindingsMax`: enough has been said, whatever the rule is.
bool bounds_the_report(const PlainCode& code, const Condition& condition) {
  for (std::size_t at = condition.span.first; at + 1 < condition.span.last; ++at) {
    if (code.is_word(at, "findings") && code.is_word(at + 2, "size")) return true;
  }
  return false;
}

bool exits(const PlainCode& code, std::size_t at) {
  if (code.is_mark(at, "{")) ++at;
  return code.is_word(at, "return") || code.is_word(at, "continue");
}

}  // namespace
}  // namespace wright::adversarial

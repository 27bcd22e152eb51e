#include <algorithm>
#include <set>

#include "cpp/mutations.h"

namespace wright {
namespace {

// Walks the blocks of a source and knows which are bodies of functions.
class Statements {
 public:
  Statements(const PlainCode& code, std::vector<Mutation>& mutations)
      : code_(code), mutations_(mutations) {}
  void run();

 private:
  void open(std::size_t brace);
  void add_early_return(std::size_t brace);
  void add_dropped(std::size_t begin);
  [[nodiscard]] bool head_has(std::size_t end, const std::set<std::string>& words) const;
  [[nodiscard]] std::size_t past_heads(std::size_t at) const;
  [[nodiscard]] std::size_t end_of_effect(std::size_t begin) const;
  [[nodiscard]] std::size_t end_of_statement(std::size_t at) const;
  [[nodiscard]] bool in_body() const { return !bodies_.empty() && bodies_.back(); }

  const PlainCode& code_;
  std::vector<Mutation>& mutations_;
  std::vector<bool> bodies_;  // Of each open brace: is it code that runs?
  std::size_t begin_ = 0;     // Of the current statement.
};

bool is_assignment(const CppToken& token) {
  static const std::set<std::string> kMarks{
      "=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<="};
  return token.kind == CppKind::mark && kMarks.count(token.text) > 0;
}

}  // namespace

void add_statements(const PlainCode& code, std::vector<Mutation>& mutations) {
  Statements(code, mutations).run();
}

namespace {

void Statements::run() {
  for (std::size_t at = 0; at < code_.tokens.size(); ++at) {
    if (at == begin_ && in_body()) add_dropped(past_heads(at));
    if (code_.is_word(at, "for") && code_.is_mark(at + 1, "(")) {
      at = code_.closing_bracket(at + 1);  // Its semicolons end no statement.
    } else if (code_.is_mark(at, "{")) {
      open(at);
      begin_ = at + 1;
    } else if (code_.is_mark(at, "}")) {
      if (!bodies_.empty()) bodies_.pop_back();
      begin_ = at + 1;
    } else if (code_.is_mark(at, ";")) {
      begin_ = at + 1;
    }
  }
}

void Statements::open(std::size_t brace) {
  const bool is_type =
      head_has(brace, {"namespace", "class", "struct", "union", "enum", "concept"});
  const bool has_list = head_has(brace, {")"});
  const bool is_body = !is_type && (in_body() || has_list);
  if (is_body && !in_body()) add_early_return(brace);
  bodies_.push_back(is_body);
}

// Where `{}` makes no result, as in a constructor, the change does not compile.
void Statements::add_early_return(std::size_t brace) {
  if (head_has(brace, {"="})) return;  // A lambda's, which is a value.
  bool is_void = false;
  for (std::size_t at = begin_; at < brace && !code_.is_mark(at, "("); ++at) {
    is_void = is_void || (code_.is_word(at, "void") && !code_.is_mark(at + 1, "*"));
  }
  const CppToken& token = code_.tokens[brace];
  mutations_.push_back({MutationKind::early_return, token.line, token.end, token.end,
                        is_void ? " return; " : " return {}; "});
}

// `total += x;`, `fill(out);` and `throw ...;`, but no declaration and no return.
void Statements::add_dropped(std::size_t begin) {
  if (begin >= code_.tokens.size() || code_.frozen[begin]) return;
  const std::size_t end = end_of_effect(begin);
  if (end == 0 || end >= code_.tokens.size()) return;
  mutations_.push_back({MutationKind::dropped, code_.tokens[begin].line, code_.tokens[begin].begin,
                        code_.tokens[end].begin, ""});
}

bool Statements::head_has(std::size_t end, const std::set<std::string>& words) const {
  for (std::size_t at = begin_; at < end; ++at) {
    const CppToken& token = code_.tokens[at];
    const bool is_word = token.kind == CppKind::identifier && !code_.frozen[at];
    if ((is_word || token.kind == CppKind::mark) && words.count(token.text) > 0) return true;
  }
  return false;
}

// Past `if (...)`, `for (...)`, `while (...)` and `else`: what they guard.
std::size_t Statements::past_heads(std::size_t at) const {
  static const std::set<std::string> kHeads{"if", "for", "while", "constexpr"};
  while (at + 1 < code_.tokens.size() && code_.tokens[at].kind == CppKind::identifier) {
    if (code_.is_word(at, "else")) {
      ++at;
    } else if (kHeads.count(code_.tokens[at].text) > 0) {
      ++at;
      if (code_.is_mark(at, "(")) at = code_.closing_bracket(at) + 1;
    } else {
      break;
    }
  }
  return at;
}

// Where the statement that begins here ends, when it is a call, an assignment
// or a throw; else 0.
std::size_t Statements::end_of_effect(std::size_t begin) const {
  static const std::set<std::string> kOthers{
      "return", "break",  "continue", "goto",          "using", "typedef", "const",   "auto",
      "static", "switch", "case",     "static_assert", "do",    "try",     "default", "struct"};
  const CppToken& first = code_.tokens[begin];
  if (first.kind == CppKind::mark && first.text != "*") return 0;
  if (kOthers.count(first.text) > 0) return 0;
  if (first.text == "throw") return end_of_statement(begin);
  bool after_name = false;
  for (std::size_t at = begin; at < code_.tokens.size(); ++at) {
    const CppToken& token = code_.tokens[at];
    if (is_assignment(token)) return end_of_statement(at);
    if (code_.is_mark(at, ";")) return code_.is_mark(at - 1, ")") ? at : 0;
    if (code_.is_mark(at, "(") || code_.is_mark(at, "[")) {
      at = code_.closing_bracket(at);
      after_name = true;
      continue;
    }
    if (token.kind == CppKind::identifier && after_name) return 0;  // `T x`: a declaration.
    const bool is_step = code_.is_mark(at, "::") || code_.is_mark(at, ".") ||
                         code_.is_mark(at, "->") || code_.is_mark(at, "*") || code_.frozen[at];
    if (token.kind != CppKind::identifier && !is_step) return 0;
    after_name = token.kind == CppKind::identifier || code_.is_mark(at, ">") ||
                 (code_.is_mark(at, "*") && code_.frozen[at]);
  }
  return 0;
}

// The semicolon; a lambda may hold others.
std::size_t Statements::end_of_statement(std::size_t at) const {
  while (at < code_.tokens.size() && !code_.is_mark(at, ";")) {
    const bool opens = code_.is_mark(at, "(") || code_.is_mark(at, "{") || code_.is_mark(at, "[");
    at = opens ? code_.closing_bracket(at) + 1 : at + 1;
  }
  return at;
}

}  // namespace
}  // namespace wright

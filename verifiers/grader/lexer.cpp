#include "grader/lexer.h"

#include <fmt/format.h>

#include "base/text.h"

namespace wright {
namespace {

constexpr std::string_view kMarks = "()[]{},~@=";

bool begins_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool continues_word(char c) {
  return begins_word(c) || is_digit(c);
}

class Lexer {
 public:
  Lexer(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  Result<std::vector<Token>> run() {
    while (at_ < text_.size()) TRY(step());
    newline();
    push(TokenKind::end, "");
    return std::move(tokens_);
  }

 private:
  Result<void> step();
  Result<void> string();
  void number();
  void word();
  void mark();
  void newline();

  void push(TokenKind kind, std::string text) { tokens_.push_back({kind, std::move(text), line_}); }
  [[nodiscard]] char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  [[nodiscard]] Error fault(const std::string& what) const {
    return Error{ErrorKind::spec, fmt::format("{}:{}: {}", file_, line_, what)};
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
  int line_ = 1;
  int depth_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

Result<std::vector<Token>> tokens_of(std::string_view text, const std::string& file) {
  return Lexer(text, file).run();
}

std::string replace_word(std::string_view text, std::string_view name, std::string_view by) {
  std::string result;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    if (in_string && text[i] == '\\' && end < text.size()) ++end;
    if (text[i] == '"') in_string = !in_string;
    if (continues_word(text[i])) {
      while (end < text.size() && continues_word(text[end])) ++end;
    }
    const std::string_view piece = text.substr(i, end - i);
    result += !in_string && piece == name ? by : piece;
    i = end;
  }
  return result;
}

namespace {

Result<void> Lexer::step() {
  const char c = peek();
  if (c == '\n') {
    newline();
    ++line_;
    ++at_;
  } else if (c == ' ' || c == '\t' || c == '\r') {
    ++at_;
  } else if (c == '#') {
    while (at_ < text_.size() && peek() != '\n') ++at_;
  } else if (c == '"') {
    TRY(string());
  } else if (is_digit(c) || c == '-' || (c == '.' && is_digit(peek(1)))) {
    number();
  } else if (begins_word(c)) {
    word();
  } else if (kMarks.find(c) != std::string_view::npos) {
    mark();
  } else {
    return fault(fmt::format("unexpected {}", escape_for_terminal(text_.substr(at_, 1))));
  }
  return {};
}

Result<void> Lexer::string() {
  std::string value;
  for (++at_; peek() != '"'; ++at_) {
    if (at_ >= text_.size() || peek() == '\n') return fault("a string does not end on its line");
    if (peek() != '\\') {
      value += peek();
      continue;
    }
    ++at_;
    if (peek() == 'n') {
      value += '\n';
    } else if (peek() == 't') {
      value += '\t';
    } else if (peek() == '"' || peek() == '\\') {
      value += peek();
    } else {
      return fault("a string knows only the escapes \\n, \\t, \\\" and \\\\");
    }
  }
  ++at_;
  push(TokenKind::string, std::move(value));
  return {};
}

// A sign belongs to its number: the grammar has no subtraction.  `-inf` is one.
void Lexer::number() {
  const std::size_t start = at_++;
  while (continues_word(peek()) || peek() == '.' ||
         ((peek() == '-' || peek() == '+') && (text_[at_ - 1] == 'e' || text_[at_ - 1] == 'E'))) {
    ++at_;
  }
  push(TokenKind::number, std::string(text_.substr(start, at_ - start)));
}

// A clause such as R1.2 is a word as well.
void Lexer::word() {
  const std::size_t start = at_;
  while (continues_word(peek()) || (peek() == '.' && is_digit(peek(1)))) ++at_;
  push(TokenKind::word, std::string(text_.substr(start, at_ - start)));
}

void Lexer::mark() {
  const char c = peek();
  const bool is_double = c == '=' && peek(1) == '=';
  if (c == '(' || c == '[' || c == '{') ++depth_;
  if (c == ')' || c == ']' || c == '}') --depth_;
  push(TokenKind::mark, is_double ? "==" : std::string(1, c));
  at_ += is_double ? 2 : 1;
}

void Lexer::newline() {
  if (depth_ > 0 || tokens_.empty() || tokens_.back().kind == TokenKind::newline) return;
  push(TokenKind::newline, "");
}

}  // namespace
}  // namespace wright

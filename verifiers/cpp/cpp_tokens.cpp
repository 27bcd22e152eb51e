#include "cpp/cpp_tokens.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace wright {
namespace {

bool begins_word(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '$' || c == '\\' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool goes_on(char c) {
  return begins_word(c) || std::isdigit(static_cast<unsigned char>(c)) != 0;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  std::vector<CppToken> run() {
    while (skip_space()) {
      next();
    }
    return std::move(tokens_);
  }

 private:
  void next();
  bool skip_space();
  void line_comment();
  void block_comment();
  void word();
  void number();
  void quoted(char quote, CppKind kind);
  void raw_string();
  void header();
  void mark();
  [[nodiscard]] bool expects_header() const;
  bool opens_string(const std::string& prefix);

  // The character at the cursor with splices passed over; '\0' at the end.
  char peek();
  char take();
  void add(CppKind kind, std::string text);

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  int begin_line_ = 1;
  std::size_t begin_at_ = 0;
  bool line_is_fresh_ = true;  // Only space so far.
  bool in_directive_ = false;
  std::vector<CppToken> tokens_;
};

}  // namespace

std::vector<CppToken> cpp_tokens(std::string_view text) {
  return Lexer(text).run();
}

std::vector<CppToken> code_of(const std::vector<CppToken>& tokens) {
  std::vector<CppToken> code;
  std::copy_if(tokens.begin(), tokens.end(), std::back_inserter(code),
               [](const CppToken& token) { return token.kind != CppKind::comment; });
  return code;
}

std::vector<CppToken> without_directives(const std::vector<CppToken>& code) {
  std::vector<CppToken> rest;
  std::copy_if(code.begin(), code.end(), std::back_inserter(rest),
               [](const CppToken& token) { return !token.in_directive; });
  return rest;
}

std::size_t closing(const std::vector<CppToken>& code, std::size_t brace) {
  int depth = 0;
  for (std::size_t at = brace; at < code.size(); ++at) {
    if (code[at].kind != CppKind::mark) continue;
    if (code[at].text == "{") ++depth;
    if (code[at].text == "}" && --depth == 0) return at;
  }
  return code.size();
}

namespace {

void Lexer::next() {
  const char c = peek();
  begin_line_ = line_;
  begin_at_ = at_;
  if (expects_header() && (c == '<' || c == '"')) return header();
  if (c == '/') {
    take();
    if (peek() == '/') return line_comment();
    if (peek() == '*') return block_comment();
    return add(CppKind::mark, "/");
  }
  if (c == '"') return quoted('"', CppKind::string);
  if (c == '\'') return quoted('\'', CppKind::character);
  if (begins_word(c)) return word();
  if (std::isdigit(static_cast<unsigned char>(c)) != 0) return number();
  mark();
}

// To the next token; false at the end.  A newline ends a directive.
bool Lexer::skip_space() {
  for (;;) {
    const char c = peek();
    if (at_ >= text_.size()) return false;
    if (c == '\n') {
      line_is_fresh_ = true;
      in_directive_ = false;
    } else if (std::isspace(static_cast<unsigned char>(c)) == 0) {
      return true;
    }
    take();
  }
}

void Lexer::line_comment() {
  std::string text;
  take();
  while (at_ < text_.size() && peek() != '\n') text += take();
  add(CppKind::comment, text);
}

void Lexer::block_comment() {
  std::string text;
  take();
  while (at_ < text_.size()) {
    const char c = take();
    if (c == '*' && peek() == '/') {
      take();
      break;
    }
    text += c;
  }
  const bool was_fresh = line_is_fresh_;
  add(CppKind::comment, text);
  line_is_fresh_ = was_fresh;
}

void Lexer::word() {
  std::string text;
  while (at_ < text_.size() && goes_on(peek())) text += take();
  if (opens_string(text)) return;
  add(CppKind::identifier, text);
}

// A prefix such as u8R directly before a quote belongs to the literal.
bool Lexer::opens_string(const std::string& prefix) {
  static constexpr std::array<std::string_view, 10> kPrefixes{"u8", "u",  "U",  "L",   "R",
                                                              "LR", "uR", "UR", "u8R", ""};
  if (std::find(kPrefixes.begin(), kPrefixes.end(), prefix) == kPrefixes.end()) return false;
  if (peek() == '\'' && prefix.back() != 'R') {
    quoted('\'', CppKind::character);
    return true;
  }
  if (peek() != '"') return false;
  prefix.back() == 'R' ? raw_string() : quoted('"', CppKind::string);
  return true;
}

void Lexer::number() {
  std::string text;
  while (at_ < text_.size()) {
    const char c = peek();
    const bool after_exponent =
        !text.empty() && std::string_view("eEpP").find(text.back()) != std::string_view::npos;
    if (!goes_on(c) && c != '.' && c != '\'' && !(after_exponent && (c == '+' || c == '-'))) break;
    text += take();
  }
  add(CppKind::number, text);
}

// An unclosed literal ends with its line.
void Lexer::quoted(char quote, CppKind kind) {
  std::string text;
  take();
  while (at_ < text_.size() && peek() != quote && peek() != '\n') {
    const char c = take();
    text += c;
    if (c == '\\' && at_ < text_.size() && peek() != '\n') text += take();
  }
  if (peek() == quote) take();
  add(kind, text);
}

// Splices have no meaning within a raw string, so it is read as it stands.
void Lexer::raw_string() {
  const std::size_t open = text_.find('(', at_);
  if (open == std::string_view::npos) return quoted('"', CppKind::string);
  const std::string close = ")" + std::string(text_.substr(at_ + 1, open - at_ - 1)) + "\"";
  const std::size_t found = text_.find(close, open);
  const std::size_t end = std::min(found, text_.size());
  const std::string text(text_.substr(open + 1, end - open - 1));
  at_ = found == std::string_view::npos ? text_.size() : found + close.size();
  line_ += static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  add(CppKind::string, text);
}

void Lexer::header() {
  const char close = take() == '<' ? '>' : '"';
  std::string text(1, close == '>' ? '<' : '"');
  while (at_ < text_.size() && peek() != close && peek() != '\n') text += take();
  if (peek() == close) text += take();
  add(CppKind::header, text);
}

void Lexer::mark() {
  const char first = take();
  const char second = peek();
  std::string text(1, first);
  if (first == ':' && second == ':') text += take();
  if (first == '-' && second == '>') text += take();
  if (first == '%' && second == ':') {
    take();
    text = "#";
  }
  if (text == "#" && line_is_fresh_) in_directive_ = true;
  if (text == "#" && !tokens_.empty() && tokens_.back().text == "#" && !line_is_fresh_) {
    tokens_.back().text = "##";
    tokens_.back().end = at_;
    return;
  }
  add(CppKind::mark, text);
}

bool Lexer::expects_header() const {
  static constexpr std::array<std::string_view, 4> kWords{"include", "include_next", "import",
                                                          "embed"};
  if (!in_directive_) return false;
  std::vector<const CppToken*> last;
  for (auto token = tokens_.rbegin(); token != tokens_.rend() && last.size() < 2; ++token) {
    if (token->kind != CppKind::comment) last.push_back(&*token);
  }
  return last.size() == 2 && last[1]->text == "#" && last[1]->in_directive &&
         std::find(kWords.begin(), kWords.end(), last[0]->text) != kWords.end();
}

char Lexer::peek() {
  while (at_ < text_.size() && text_[at_] == '\\') {
    std::size_t end = at_ + 1;
    while (end < text_.size() && (text_[end] == ' ' || text_[end] == '\t' || text_[end] == '\r')) {
      ++end;
    }
    if (end >= text_.size() || text_[end] != '\n') break;
    at_ = end + 1;
    ++line_;
  }
  return at_ < text_.size() ? text_[at_] : '\0';
}

char Lexer::take() {
  const char c = peek();
  if (c == '\n') ++line_;
  if (at_ < text_.size()) ++at_;
  return c;
}

void Lexer::add(CppKind kind, std::string text) {
  tokens_.push_back({kind, std::move(text), begin_line_, in_directive_, begin_at_, at_});
  line_is_fresh_ = false;
}

}  // namespace
}  // namespace wright

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>

#include "base/files.h"
#include "base/text.h"
#include "grader/cases.h"
#include "grader/lexer.h"

namespace wright {
namespace {

constexpr int kDepthMax = 32;
constexpr std::int64_t kCaseFileBytesMax = 4 << 20;
constexpr std::size_t kCasesMax = 10000;

class Parser {
 public:
  Parser(std::vector<Token> tokens, const std::string& file)
      : tokens_(std::move(tokens)), file_(file) {}

  Result<std::vector<Case>> cases(const std::string& task);
  Result<Statement> only_statement();

 private:
  Result<Case> one_case(const std::string& task);
  Result<Statement> statement();
  Result<Statement> assignment();
  Result<Statement> expectation(Expression left);
  Result<Tolerance> tolerance();
  Result<Expression> expression(int depth);
  Result<Expression> word_expression(int depth);
  Result<TensorLiteral> tensor();
  Result<Value> list();
  Result<Value> number(const Token& token) const;
  Result<double> real(const Token& token) const;

  [[nodiscard]] const Token& now() const { return tokens_[at_]; }
  [[nodiscard]] const Token& ahead(std::size_t by) const {
    return tokens_[std::min(at_ + by, tokens_.size() - 1)];
  }
  Token take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  [[nodiscard]] bool is(std::string_view mark) const {
    return now().kind == TokenKind::mark && now().text == mark;
  }
  [[nodiscard]] bool is_word(std::string_view text) const {
    return now().kind == TokenKind::word && now().text == text;
  }
  bool took(std::string_view mark) {
    const bool matches = is(mark);
    if (matches) take();
    return matches;
  }
  Result<void> expect(std::string_view mark) {
    if (took(mark)) return {};
    return fault(fmt::format("expected {}, found {}", mark, shown(now())));
  }
  Result<void> end_of_line() {
    if (now().kind == TokenKind::end) return {};
    if (now().kind != TokenKind::newline) {
      return fault(fmt::format("expected the end of the line, found {}", shown(now())));
    }
    take();
    return {};
  }
  static std::string shown(const Token& token) {
    if (token.kind == TokenKind::newline) return "the end of the line";
    if (token.kind == TokenKind::end) return "the end of the file";
    return fmt::format("\"{}\"", escape_for_terminal(head_and_tail(token.text, 60)));
  }
  [[nodiscard]] Error fault(const std::string& what) const {
    return Error{ErrorKind::spec, fmt::format("{}:{}: {}", file_, now().line, what)};
  }

  std::vector<Token> tokens_;
  const std::string& file_;
  std::size_t at_ = 0;
};

bool has_expectation(const Case& one) {
  return std::any_of(one.statements.begin(), one.statements.end(), [](const Statement& statement) {
    return !std::holds_alternative<Assign>(statement) && !std::holds_alternative<Do>(statement);
  });
}

}  // namespace

std::optional<Fill> fill_named(std::string_view name) {
  if (name == "normal") return Fill::normal;
  if (name == "uniform") return Fill::uniform;
  if (name == "positive") return Fill::positive;
  if (name == "ints") return Fill::ints;
  if (name == "special") return Fill::special;
  if (name == "index") return Fill::index;
  return std::nullopt;
}

std::optional<Layout> layout_named(std::string_view name) {
  if (name == "contiguous") return Layout::contiguous;
  if (name == "transposed") return Layout::transposed;
  if (name == "sliced") return Layout::sliced;
  if (name == "expanded") return Layout::expanded;
  return std::nullopt;
}

std::string full_name(const Case& one) {
  return one.task + "/" + one.name;
}

Result<std::vector<Case>> parse_cases(std::string_view text, const std::string& file,
                                      const std::string& task) {
  return Parser(TRY(tokens_of(text, file)), file).cases(task);
}

Result<Statement> parse_statement(std::string_view text, const std::string& file) {
  return Parser(TRY(tokens_of(text, file)), file).only_statement();
}

Result<std::vector<Case>> load_case_file(const std::filesystem::path& file,
                                         const std::string& task) {
  const std::string text = TRY(read_file(file, kCaseFileBytesMax));
  const std::string shown = file.parent_path().filename().string() + "/" + file.filename().string();
  return parse_cases(text, shown, task);
}

Result<std::vector<Case>> load_cases(const std::filesystem::path& directory,
                                     const std::vector<std::string>& tasks) {
  std::vector<Case> all;
  for (const std::string& task : tasks) {
    const std::filesystem::path file = directory / (task + ".cases");
    std::error_code failed;
    if (!std::filesystem::exists(file, failed)) continue;
    std::vector<Case> cases = TRY(load_case_file(file, task));
    std::move(cases.begin(), cases.end(), std::back_inserter(all));
  }
  return all;
}

namespace {

Result<std::vector<Case>> Parser::cases(const std::string& task) {
  std::vector<Case> all;
  std::set<std::string> names;
  while (now().kind == TokenKind::newline) take();
  while (now().kind != TokenKind::end) {
    if (!is_word("case")) return fault("expected case \"name\"");
    all.push_back(TRY(one_case(task)));
    const Case& last = all.back();
    const auto at_case = [&](const std::string& what) {
      return Error{ErrorKind::spec, fmt::format("{}:{}: {}", file_, last.line, what)};
    };
    if (!names.insert(last.name).second) return at_case("another case has this name");
    if (!has_expectation(last)) return at_case("the case expects nothing");
    if (all.size() > kCasesMax) return at_case("more cases than 10000");
  }
  return all;
}

Result<Case> Parser::one_case(const std::string& task) {
  Case one;
  one.task = task;
  one.file = file_;
  one.line = take().line;
  if (now().kind != TokenKind::string || now().text.empty()) {
    return fault("a case needs a name in quotes");
  }
  one.name = take().text;
  while (took("[")) {
    do {
      if (now().kind != TokenKind::word) return fault("expected a clause such as R1.2");
      one.clauses.push_back(take().text);
    } while (took(","));
    TRY(expect("]"));
  }
  TRY(end_of_line());
  while (now().kind != TokenKind::end && !(is_word("case") && ahead(1).kind == TokenKind::string)) {
    one.statements.push_back(TRY(statement()));
    TRY(end_of_line());
  }
  return one;
}

Result<Statement> Parser::only_statement() {
  Statement only = TRY(statement());
  TRY(end_of_line());
  if (now().kind != TokenKind::end) return fault("expected one statement");
  return only;
}

Result<Statement> Parser::statement() {
  const bool begins_with_name = now().kind == TokenKind::word && ahead(1).kind == TokenKind::mark;
  if (begins_with_name && (ahead(1).text == "=" || ahead(1).text == ",")) return assignment();
  Expression left = TRY(expression(0));
  return expectation(std::move(left));
}

Result<Statement> Parser::assignment() {
  Assign assign;
  do {
    if (now().kind != TokenKind::word) return fault("expected a name");
    assign.names.push_back(take().text);
  } while (took(","));
  TRY(expect("="));
  assign.value = TRY(expression(0));
  return Statement(std::move(assign));
}

Result<Statement> Parser::expectation(Expression left) {
  if (took("==")) {
    Expression right = TRY(expression(0));
    return Statement(ExpectEqual{std::move(left), std::move(right), {}});
  }
  if (is_word("throws")) {
    take();
    if (now().kind != TokenKind::string) return fault("throws needs the message's start in quotes");
    return Statement(ExpectThrow{std::move(left), take().text});
  }
  if (!took("~")) {
    if (std::holds_alternative<Call>(left.node)) return Statement(Do{std::move(left)});
    return fault("expected ==, ~ or throws");
  }
  if (is_word("oracle")) {
    take();
    auto allowed = TRY(tolerance());
    return Statement(ExpectOracle{std::move(left), std::move(allowed)});
  }
  Expression right = TRY(expression(0));
  auto allowed = TRY(tolerance());
  return Statement(ExpectEqual{std::move(left), std::move(right), std::move(allowed)});
}

Result<Tolerance> Parser::tolerance() {
  Tolerance limits;
  while (now().kind == TokenKind::word) {
    const std::string name = take().text;
    std::optional<double>* limit = name == "rel"   ? &limits.rel
                                   : name == "abs" ? &limits.abs
                                   : name == "ulp" ? &limits.ulp
                                                   : nullptr;
    if (limit == nullptr) return fault(fmt::format("a tolerance is rel, abs or ulp, not {}", name));
    const double value = TRY(real(now()));
    if (!(value >= 0) || std::isinf(value)) return fault("a tolerance is a number from 0 up");
    take();
    *limit = value;
  }
  return limits;
}

Result<Expression> Parser::expression(int depth) {
  if (depth > kDepthMax) return fault("calls are nested more than 32 deep");
  Expression result;
  result.line = now().line;
  if (now().kind == TokenKind::string) {
    result.node = Value(take().text);
  } else if (now().kind == TokenKind::number) {
    result.node = TRY(number(now()));
    take();
  } else if (is("[")) {
    result.node = TRY(list());
  } else if (now().kind == TokenKind::word) {
    return word_expression(depth);
  } else {
    return fault(fmt::format("expected a value, found {}", shown(now())));
  }
  return result;
}

Result<Expression> Parser::word_expression(int depth) {
  Expression result;
  result.line = now().line;
  const std::string& text = now().text;
  const bool is_tensor = bytes_of(text) != 0 && ahead(1).text == "[";
  if (is_tensor) {
    result.node = TRY(tensor());
  } else if (ahead(1).kind == TokenKind::mark && ahead(1).text == "(") {
    Call call{take().text, {}};
    take();
    while (!is(")")) {
      call.args.push_back(TRY(expression(depth + 1)));
      if (!took(",")) break;
    }
    TRY(expect(")"));
    result.node = std::move(call);
  } else if (text == "true" || text == "false") {
    result.node = Value(take().text == "true");
  } else if (text == "none") {
    take();
    result.node = Value(None{});
  } else if (text == "nan" || text == "inf") {
    result.node = Value(TRY(real(take())));
  } else {
    result.node = Name{take().text};
  }
  return result;
}

Result<TensorLiteral> Parser::tensor() {
  TensorLiteral literal;
  literal.dtype = take().text;
  TRY(expect("["));
  while (!is("]")) {
    const Value size = TRY(number(now()));
    if (!std::holds_alternative<std::int64_t>(size)) return fault("a size is a whole number");
    literal.sizes.push_back(std::get<std::int64_t>(size));
    take();
    if (!took(",")) break;
  }
  TRY(expect("]"));
  const std::int64_t count = count_of(literal.sizes);
  if (count < 0 || literal.sizes.size() > kRankMax) return fault("the tensor is too large");
  if (took("{")) {
    literal.values.emplace();
    while (!is("}")) {
      literal.values->push_back(TRY(real(now())));
      take();
      if (!took(",")) break;
    }
    TRY(expect("}"));
    if (static_cast<std::int64_t>(literal.values->size()) != count) {
      return fault(fmt::format("{} holds {} elements, not {}", sizes_text(literal.sizes), count,
                               literal.values->size()));
    }
  } else if (is("~") && ahead(1).kind == TokenKind::word && fill_named(ahead(1).text)) {
    take();
    literal.fill = fill_named(take().text);
  }
  if (took("@")) {
    literal.layout = layout_named(now().text);
    if (!literal.layout) return fault(fmt::format("unknown layout {}", shown(now())));
    if (literal.layout == Layout::expanded && literal.values) {
      return fault("expanded data is drawn, not written out");
    }
    take();
  }
  return literal;
}

Result<Value> Parser::list() {
  Sizes ints;
  std::vector<double> floats;
  bool has_float = false;
  TRY(expect("["));
  while (!is("]")) {
    const Value item = TRY(number(now()));
    take();
    has_float = has_float || std::holds_alternative<double>(item);
    if (const auto* whole = std::get_if<std::int64_t>(&item)) {
      ints.push_back(*whole);
      floats.push_back(static_cast<double>(*whole));
    } else {
      floats.push_back(std::get<double>(item));
    }
    if (!took(",")) break;
  }
  TRY(expect("]"));
  return has_float ? Value(std::move(floats)) : Value(std::move(ints));
}

Result<Value> Parser::number(const Token& token) const {
  const bool is_whole = token.text.find_first_not_of("-0123456789") == std::string::npos;
  if (!is_whole || token.kind != TokenKind::number) return Value(TRY(real(token)));
  std::int64_t whole = 0;
  const char* end = token.text.data() + token.text.size();
  const auto read = std::from_chars(token.text.data(), end, whole);
  if (read.ec != std::errc() || read.ptr != end) {
    return fault(fmt::format("{} is no number", shown(token)));
  }
  return Value(whole);
}

Result<double> Parser::real(const Token& token) const {
  std::string_view text = token.text;
  const bool is_negative = !text.empty() && text.front() == '-';
  if (is_negative) text.remove_prefix(1);
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (token.kind == TokenKind::word && (text == "true" || text == "false")) {
    value = text == "true" ? 1 : 0;
  } else if (token.kind == TokenKind::string || read.ec != std::errc() ||
             read.ptr != text.data() + text.size()) {
    return fault(fmt::format("expected a number, found {}", shown(token)));
  }
  return is_negative ? -value : value;
}

}  // namespace
}  // namespace wright

#include "cpp/mutations.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"

namespace wright {
namespace {

constexpr std::size_t kShownMax = 60;

using Swaps = std::map<std::string, std::string>;

bool ends_operand(const PlainCode& code, std::size_t at);
std::optional<Mutation> change_at(const PlainCode& code, std::size_t at);
std::optional<Mutation> sign_at(const PlainCode& code, std::size_t at);
std::optional<Mutation> bound_at(const PlainCode& code, std::size_t at);
std::string other_number(const std::string& text);
Mutation replaced(const CppToken& token, MutationKind kind, const std::string& by);
std::string shown(std::string_view text);

}  // namespace

std::vector<Mutation> mutations_of(std::string_view text) {
  const PlainCode code = plain_code(text);
  std::vector<Mutation> mutations;
  for (std::size_t at = 1; at + 1 < code.tokens.size(); ++at) {
    if (code.frozen[at]) continue;
    if (auto change = change_at(code, at)) mutations.push_back(*std::move(change));
  }
  add_statements(code, mutations);
  std::stable_sort(mutations.begin(), mutations.end(),
                   [](const Mutation& a, const Mutation& b) { return a.begin < b.begin; });
  return mutations;
}

std::string mutated(std::string_view text, const Mutation& mutation) {
  return std::string(text.substr(0, mutation.begin)) + mutation.replacement +
         std::string(text.substr(mutation.end));
}

std::string told(std::string_view text, const Mutation& mutation) {
  const std::string was = shown(text.substr(mutation.begin, mutation.end - mutation.begin));
  if (mutation.kind == MutationKind::early_return) {
    return fmt::format("`{}` came first", trim(mutation.replacement));
  }
  if (mutation.replacement.empty()) return fmt::format("`{}` was dropped", was);
  return fmt::format("`{}` became `{}`", was, shown(mutation.replacement));
}

namespace {

std::optional<Mutation> change_at(const PlainCode& code, std::size_t at) {
  static const Swaps kArithmetic{{"+", "-"},   {"-", "+"},   {"*", "/"},   {"/", "*"},  {"%", "*"},
                                 {"+=", "-="}, {"-=", "+="}, {"*=", "/="}, {"/=", "*="}};
  static const Swaps kComparison{{"<", "<="}, {"<=", "<"},  {">", ">="},
                                 {">=", ">"}, {"==", "!="}, {"!=", "=="}};
  static const Swaps kLogical{{"&&", "||"}, {"||", "&&"}};
  const CppToken& token = code.tokens[at];
  if (token.kind == CppKind::number) {
    return replaced(token, MutationKind::constant, other_number(token.text));
  }
  if (token.kind == CppKind::identifier) return bound_at(code, at);
  if (token.kind != CppKind::mark) return std::nullopt;
  if (!ends_operand(code, at - 1)) return sign_at(code, at);
  const bool is_shift =
      code.is_mark(at, ">") &&
      (code.is_mark(at - 1, ">") || code.is_mark(at + 1, ">") || code.is_mark(at + 1, ">="));
  if (is_shift) return std::nullopt;
  for (const auto& [kind, swaps] : {std::pair(MutationKind::arithmetic, &kArithmetic),
                                    std::pair(MutationKind::comparison, &kComparison),
                                    std::pair(MutationKind::logical, &kLogical)}) {
    const auto swap = swaps->find(token.text);
    if (swap != swaps->end()) return replaced(token, kind, swap->second);
  }
  return std::nullopt;
}

// What stands before an operator with two sides.
bool ends_operand(const PlainCode& code, std::size_t at) {
  static const std::set<std::string> kWords{"return", "case", "throw", "else", "do", "co_return"};
  const CppToken& token = code.tokens[at];
  if (token.kind == CppKind::identifier) return kWords.count(token.text) == 0;
  if (token.kind == CppKind::mark) return token.text == ")" || token.text == "]";
  return true;
}

// A minus or a not of one side goes.
std::optional<Mutation> sign_at(const PlainCode& code, std::size_t at) {
  if (code.is_mark(at, "!")) return replaced(code.tokens[at], MutationKind::logical, "");
  if (code.is_mark(at, "-")) return replaced(code.tokens[at], MutationKind::arithmetic, "");
  return std::nullopt;
}

std::optional<Mutation> bound_at(const PlainCode& code, std::size_t at) {
  static const Swaps kSwaps{{"min", "max"},    {"max", "min"},    {"front", "back"},
                            {"back", "front"}, {"floor", "ceil"}, {"ceil", "floor"},
                            {"fmin", "fmax"},  {"fmax", "fmin"}};
  const CppToken& token = code.tokens[at];
  const bool is_called = code.is_mark(at + 1, "(") || code.is_mark(at + 1, "<");
  const auto swap = kSwaps.find(token.text);
  if (swap != kSwaps.end() && is_called) {
    return replaced(token, MutationKind::bound, swap->second);
  }
  const bool is_size =
      token.text == "size" && (code.is_mark(at - 1, ".") || code.is_mark(at - 1, "->"));
  if (!is_size || !code.is_mark(at + 1, "(") || !code.is_mark(at + 2, ")")) return std::nullopt;
  return Mutation{MutationKind::bound, token.line, token.begin, code.tokens[at + 2].end,
                  "size() - 1"};
}

// 0 and 1 take each other's place, anything else grows by one.
std::string other_number(const std::string& text) {
  const std::size_t suffix = text.find_first_not_of("0123456789'");
  const std::string digits = text.substr(0, suffix);
  const std::string rest = suffix == std::string::npos ? "" : text.substr(suffix);
  const bool is_whole = rest.find_first_not_of("uUlLzZ") == std::string::npos;
  if (is_whole && digits == "0") return "1" + rest;
  if (is_whole && digits == "1") return "0" + rest;
  return "(" + text + " + 1)";
}

Mutation replaced(const CppToken& token, MutationKind kind, const std::string& by) {
  return Mutation{kind, token.line, token.begin, token.end, by};
}

std::string shown(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool is_space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!is_space) line += c;
    if (is_space && !line.empty() && line.back() != ' ') line += ' ';
  }
  if (line.size() > kShownMax) line = to_utf8(line.substr(0, kShownMax)) + "...";
  return escape_for_terminal(line);
}

}  // namespace
}  // namespace wright

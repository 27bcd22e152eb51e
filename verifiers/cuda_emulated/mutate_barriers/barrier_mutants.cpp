#include "cuda_emulated/mutate_barriers/barrier_mutants.h"

#include <algorithm>
#include <cctype>
#include <cstddef>

namespace wright {
namespace {

std::string without_comments_and_strings(const std::string& source);
std::size_t end_of_literal(const std::string& source, std::size_t at);
std::size_t end_of_call(const std::string& code, std::size_t open);
bool starts_statement(const std::string& code, std::size_t at);
bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

}  // namespace

std::vector<BarrierMutant> barrier_mutants(const std::string& source) {
  const std::string code = without_comments_and_strings(source);
  std::vector<BarrierMutant> mutants;
  for (std::size_t at = code.find("__sync"); at != std::string::npos;
       at = code.find("__sync", at + 1)) {
    std::size_t open = at;
    while (open < code.size() && is_word(code[open])) ++open;
    const std::string name = code.substr(at, open - at);
    const bool is_barrier = name == "__syncwarp" || name.rfind("__syncthreads", 0) == 0;
    if (!is_barrier || (at > 0 && is_word(code[at - 1])) || !starts_statement(code, at)) continue;
    const std::size_t end = end_of_call(code, open);
    if (end == std::string::npos) continue;
    std::string nothing = "((void)0)";
    nothing.append(
        static_cast<std::size_t>(std::count(code.begin() + static_cast<long>(at),
                                            code.begin() + static_cast<long>(end), '\n')),
        '\n');
    const auto lines = std::count(code.begin(), code.begin() + static_cast<long>(at), '\n');
    mutants.push_back({static_cast<int>(lines) + 1, source.substr(at, end - at),
                       source.substr(0, at) + nothing + source.substr(end)});
  }
  return mutants;
}

namespace {

// The same length, with blanks for what is no code.
std::string without_comments_and_strings(const std::string& source) {
  std::string code = source;
  for (std::size_t at = 0; at < source.size();) {
    const std::size_t end = end_of_literal(source, at);
    for (std::size_t one = at; one < end; ++one) {
      if (code[one] != '\n') code[one] = ' ';
    }
    at = std::max(end, at + 1);
  }
  return code;
}

// Behind the comment or string that begins here; `at` where none does.
std::size_t end_of_literal(const std::string& source, std::size_t at) {
  const auto behind = [&](const std::string& mark, std::size_t from) {
    const std::size_t found = source.find(mark, from);
    return found == std::string::npos ? source.size() : found + mark.size();
  };
  if (source.compare(at, 2, "//") == 0) return behind("\n", at) - 1;
  if (source.compare(at, 2, "/*") == 0) return behind("*/", at + 2);
  if (source.compare(at, 2, "R\"") == 0) {
    const std::size_t open = source.find('(', at);
    if (open == std::string::npos) return source.size();
    return behind(")" + source.substr(at + 2, open - at - 2) + "\"", open);
  }
  // A quote within a number is a separator of digits.
  const bool in_number = at > 0 && is_word(source[at - 1]) && source[at] == '\'';
  if ((source[at] != '"' && source[at] != '\'') || in_number) return at;
  std::size_t end = at + 1;
  while (end < source.size() && source[end] != source[at]) end += source[end] == '\\' ? 2 : 1;
  return std::min(end + 1, source.size());
}

std::size_t end_of_call(const std::string& code, std::size_t open) {
  while (open < code.size() && std::isspace(static_cast<unsigned char>(code[open])) != 0) ++open;
  int depth = 0;
  for (std::size_t at = open; at < code.size(); ++at) {
    if (code[at] == '(') ++depth;
    if (code[at] == ')' && --depth == 0) return at + 1;
    if (depth == 0) break;
  }
  return std::string::npos;
}

// A call whose result is used is no barrier alone.
bool starts_statement(const std::string& code, std::size_t at) {
  while (at > 0 && std::isspace(static_cast<unsigned char>(code[at - 1])) != 0) --at;
  return at == 0 || std::string(";{})").find(code[at - 1]) != std::string::npos ||
         (at >= 4 && code.compare(at - 4, 4, "else") == 0);
}

}  // namespace
}  // namespace wright

#include "plan/glob_overlap.h"

#include <algorithm>
#include <vector>

namespace wright {
namespace {

enum class Step { literal, one, many, deep };  // c, ?, *, **.

struct Token {
  Step step = Step::literal;
  char c = 0;
};
using Tokens = std::vector<Token>;

Tokens tokens_of_glob(std::string_view glob);
Tokens tokens_of_path(std::string_view path);
bool collide(const Tokens& a, const Tokens& b);
bool match_together(const Tokens& a, const Tokens& b);
bool lies_below(const Tokens& path, const Tokens& directory);

}  // namespace

bool globs_overlap(std::string_view a, std::string_view b) {
  return globs_start_alike(a, b) && collide(tokens_of_glob(a), tokens_of_glob(b));
}

bool globs_start_alike(std::string_view a, std::string_view b) {
  const std::size_t length =
      std::min({a.size(), b.size(), a.find_first_of("*?"), b.find_first_of("*?")});
  return a.substr(0, length) == b.substr(0, length);
}

bool glob_hits_path(std::string_view glob, std::string_view path) {
  return collide(tokens_of_glob(glob), tokens_of_path(path));
}

namespace {

Tokens tokens_of_glob(std::string_view glob) {
  Tokens tokens;
  for (std::size_t i = 0; i < glob.size(); ++i) {
    if (glob[i] == '?') {
      tokens.push_back(Token{Step::one, 0});
    } else if (glob[i] != '*') {
      tokens.push_back(Token{Step::literal, glob[i]});
    } else if (i + 1 < glob.size() && glob[i + 1] == '*') {
      tokens.push_back(Token{Step::deep, 0});
      ++i;
    } else {
      tokens.push_back(Token{Step::many, 0});
    }
  }
  return tokens;
}

Tokens tokens_of_path(std::string_view path) {
  Tokens tokens;
  for (const char c : path) tokens.push_back(Token{Step::literal, c});
  return tokens;
}

bool collide(const Tokens& a, const Tokens& b) {
  return match_together(a, b) || lies_below(a, b) || lies_below(b, a);
}

// `directory` is spelt out, and so is its part of `path`; a star that could
// mean this directory among many is not taken for it.
bool lies_below(const Tokens& path, const Tokens& directory) {
  if (path.size() <= directory.size() || path[directory.size()].c != '/') return false;
  return std::equal(directory.begin(), directory.end(), path.begin(),
                    [](const Token& a, const Token& b) {
                      return a.step == Step::literal && b.step == Step::literal && a.c == b.c;
                    });
}

bool may_be_skipped(const Token& token) {
  return token.step == Step::many || token.step == Step::deep;
}

// The characters that a token takes have a common one.
bool agree(const Token& a, const Token& b) {
  if (a.step == Step::literal && b.step == Step::literal) return a.c == b.c;
  if (a.step == Step::literal) return a.c != '/' || b.step == Step::deep;
  if (b.step == Step::literal) return b.c != '/' || a.step == Step::deep;
  return true;
}

// Marks the pairs of positions that some common text leads to.  A star stays
// where it is when it takes a character; `**/` may also stand for nothing.
bool match_together(const Tokens& a, const Tokens& b) {
  const std::size_t columns = b.size() + 1;
  std::vector<bool> reached((a.size() + 1) * columns, false);
  std::vector<std::pair<std::size_t, std::size_t>> open;
  const auto reach = [&](std::size_t i, std::size_t j) {
    if (reached[i * columns + j]) return;
    reached[i * columns + j] = true;
    open.emplace_back(i, j);
  };
  const auto skips_slash = [](const Tokens& tokens, std::size_t at) {
    return tokens[at].step == Step::deep && at + 1 < tokens.size() &&
           tokens[at + 1].step == Step::literal && tokens[at + 1].c == '/';
  };
  reach(0, 0);
  while (!open.empty()) {
    const auto [i, j] = open.back();
    open.pop_back();
    if (i < a.size() && may_be_skipped(a[i])) reach(i + 1, j);
    if (j < b.size() && may_be_skipped(b[j])) reach(i, j + 1);
    if (i < a.size() && skips_slash(a, i)) reach(i + 2, j);
    if (j < b.size() && skips_slash(b, j)) reach(i, j + 2);
    if (i < a.size() && j < b.size() && agree(a[i], b[j]))
      reach(may_be_skipped(a[i]) ? i : i + 1, may_be_skipped(b[j]) ? j : j + 1);
  }
  return reached.back();
}

}  // namespace
}  // namespace wright

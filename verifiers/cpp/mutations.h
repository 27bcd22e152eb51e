// Small changes to a source that its tests should notice.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "cpp/frozen.h"

namespace wright {

enum class MutationKind { arithmetic, comparison, logical, constant, bound, dropped, early_return };
constexpr std::size_t kMutationKinds = 7;

// One change: the bytes from `begin` to `end` become `replacement`.
struct Mutation {
  MutationKind kind = MutationKind::arithmetic;
  int line = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string replacement;

  bool operator==(const Mutation&) const = default;
};

// All that can be made of the source, in the order of its text.  Comments,
// strings, directives and what `frozen` names stay as they are.  Some of them
// do not compile, and some change nothing: only a compiler can tell.
[[nodiscard]] std::vector<Mutation> mutations_of(std::string_view text);

[[nodiscard]] std::string mutated(std::string_view text, const Mutation& mutation);

// "`<` became `<=`", "`total += x` was dropped", "`return {};` came first": one
// line, escaped and short.
[[nodiscard]] std::string told(std::string_view text, const Mutation& mutation);

// The part of mutations_of that is about whole statements.
void add_statements(const PlainCode& code, std::vector<Mutation>& mutations);

}  // namespace wright

// The tests that a mutant has to get past come in three suites.
#pragma once

#include <array>
#include <string_view>

namespace wright {

enum class Suite { tests, visible, held_out };  // Test programs; cases; cases that no agent sees.

constexpr std::array<Suite, 3> kSuites{Suite::tests, Suite::visible, Suite::held_out};

[[nodiscard]] constexpr std::string_view word_for(Suite suite) {
  constexpr std::string_view kWords[] = {"tests", "visible", "held_out"};
  return kWords[static_cast<int>(suite)];
}

}  // namespace wright

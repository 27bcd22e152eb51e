// The numbers of a source, and which of them say something.
#pragma once

#include <string>
#include <vector>

#include "cpp/cpp_tokens.h"

namespace wright {

struct Number {
  float value = 0;
  int line = 0;
  int digits = 0;            // Without zeros at either end.
  std::size_t token = 0;     // Its place in the code.
  bool begins_list = false;  // More than commas, braces and signs stand before it.
};

[[nodiscard]] std::vector<Number> numbers_of(const std::vector<CppToken>& code);

// A power of two, its neighbour, or a constant that everybody knows, such as pi.
[[nodiscard]] bool is_well_known(float value);

}  // namespace wright

// What the programs of the examples ask of the machine.
#pragma once

#include <unistd.h>

#include <chrono>

namespace tw::examples {

// Since the first call.
inline double seconds() {
  static const auto begin = std::chrono::steady_clock::now();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

// Whether stdout is a terminal, whose line can be rewritten.
inline bool on_terminal() {
  return isatty(STDOUT_FILENO) == 1;
}

}  // namespace tw::examples

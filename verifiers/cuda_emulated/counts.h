// What ran, as the processes of the emulator say: figures for the metrics, no proof.
#pragma once

#include <cstdint>
#include <string_view>

namespace wright {

struct Counts {
  double launches = 0;
  double threads = 0;  // Of CUDA.
  double calls = 0;    // Of the runtime API.
};

constexpr std::int64_t kCountBytesMax = 1 << 20;

// The sum of all lines "LAUNCHES THREADS CALLS"; what is no such line counts nothing.
[[nodiscard]] Counts counts_of(std::string_view text);

}  // namespace wright

// What a call of a model used.
#pragma once

#include <cstdint>

namespace wright {

// Tokens as the server counts them.  `input` is what came from no cache and went
// into none; `output` includes `reasoning`.
struct Usage {
  std::int64_t input = 0;
  std::int64_t cached = 0;
  std::int64_t cache_written = 0;
  std::int64_t output = 0;
  std::int64_t reasoning = 0;
  bool is_estimated = false;  // A part of it was never told, and is a guess by bytes.

  bool operator==(const Usage&) const = default;
};

}  // namespace wright

// What wright-sandbox answers: one JSON object.
//
// {"outcome": {"exit": 3} | {"signal": 11} | {"limit": "wall"} |
//             {"broken": "why the sandbox itself failed"},
//  "out", "err" (base64), "truncated", "wall_ms", "cpu_ms",
//  "memory_peak_bytes", "isolation": {"rung", "enforced", "polled", "degraded",
//  "kernel", "uid"}}
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace wright {

// What the sandbox was made of.
struct Makeup {
  std::string rung;
  std::vector<std::string> enforced;
  std::vector<std::string> polled;
  std::vector<std::string> degraded;
  std::int64_t uid = 0;
};

struct Report {
  enum class Kind { exited, signaled, limit, broken };
  Kind kind = Kind::broken;
  int number = 0;    // Exit code or signal.
  std::string word;  // The limit, or why the sandbox broke.
  std::string out;
  std::string err;
  bool truncated = false;
  std::int64_t wall_ms = 0;
  std::int64_t cpu_ms = 0;
  std::int64_t memory_peak_bytes = 0;
  Makeup makeup;
};

[[nodiscard]] std::string to_text(const Report& report);
// Its own, since this program links no room, and so not base/base64.h.
[[nodiscard]] std::string base64(const std::string& bytes);

[[nodiscard]] std::string kernel_release();

}  // namespace wright

// What the emulator wrote about faults, read as what an untrusted program said: the candidate
// shares its process.  The lines explain why it is rejected, nothing else.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/check.h"

namespace wright {

// At most so many bytes of a file, lines of them, and findings.
constexpr std::int64_t kFaultBytesMax = 4 << 20;
constexpr std::size_t kFaultLinesMax = 5000;
constexpr std::size_t kFaultFindingsMax = 40;

// Each fault of the text once, as a finding with its place below the target, that says the kernel,
// both accesses, the geometry and `where`.  A line that is no fault is a finding
// (cuda_emulated.report).  Notes of the emulator are notes.
[[nodiscard]] std::vector<Finding> findings_of_faults(std::string_view text,
                                                      const std::string& where);

// "race-shared": "cuda_emulated.race".
[[nodiscard]] std::string rule_of_kind(const std::string& kind);

}  // namespace wright

// Faults that are none: what they change, no workspace can show.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "adversarial/faults.h"
#include "base/result.h"

namespace wright::adversarial {

// One of equivalent.json: where, of which condition, which fault, and what makes it so.
struct Equivalent {
  std::string file;  // "builder/diagnostics.cpp"
  std::string condition;
  std::string what;
  std::string because;

  [[nodiscard]] bool is(const Fault& fault) const;
};

// An entry without a reason, or that is no fault of today's sources, is an Error: it must go.
Result<std::vector<Equivalent>> load_equivalents(const std::filesystem::path& file,
                                                 const std::vector<Fault>& all);

// What makes it equivalent; empty: it is not.
[[nodiscard]] std::string why_equivalent(const Fault& fault, const std::vector<Equivalent>& known);

}  // namespace wright::adversarial

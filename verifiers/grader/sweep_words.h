// What the configurations of the checks of numbers have in common.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "grader/cases.h"

namespace wright {

constexpr std::size_t kSweepMax = 5000;
constexpr std::size_t kConfigBytesMax = 1 << 20;

// A word that stands for each of its values.
struct Choice {
  std::string name;
  std::vector<std::string> values;

  bool operator==(const Choice&) const = default;
};

// An Error (spec) begins with `where`; a value of another kind than the key
// takes is a json::exception.

// `let`, and `dtypes` as the choice T.
Result<std::vector<Choice>> choices_of(const nlohmann::json& config, const std::string& where);

// The text with every combination of the choices that occur in it; more than
// `kSweepMax` texts say that there are too many.
[[nodiscard]] std::vector<std::string> multiplied(const std::string& text,
                                                  const std::vector<Choice>& choices);

// `rel_max`, `abs_max`, `ulp_max`; `why` must be there.
Result<Tolerance> tolerance_of(const nlohmann::json& config, const std::string& where);

// `repeat`: rounds with fresh data in one process; 2 when absent.
Result<int> repeat_of(const nlohmann::json& config, const std::string& where);

// A value as the grammar of cases writes it.
[[nodiscard]] std::string word_for(const nlohmann::json& value);

}  // namespace wright

// What the configuration of `invariance` asks for.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/check.h"

namespace wright {

// What is varied, one at a time.
enum class Dimension {
  repeat,  // Nothing: the same once more.
  date,
  host_name,
  user,
  environment,
  locale,
  directory,
  name,
  pid,
  processors,
  addresses,
  calls,
  order
};
constexpr int kDimensions = 13;

[[nodiscard]] std::string_view word_for(Dimension dimension);
[[nodiscard]] std::optional<Dimension> dimension_named(std::string_view word);

struct Plan {
  std::set<Dimension> dimensions;  // `repeat` among them, always.
  std::set<Dimension> require;     // Unavailable when one of them cannot be varied here.
  std::size_t cases_max = 60;
};

Result<Plan> plan_of(const CheckRequest& request);

}  // namespace wright

#include "plan.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "core/json.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, kDimensions> kWords{
    "repeat", "date", "host_name",  "user",      "environment", "locale", "directory",
    "name",   "pid",  "processors", "addresses", "calls",       "order"};
constexpr int kCasesMax = 1000;

Error fault(const std::string& what) {
  return Error{ErrorKind::spec, "check invariance: " + what};
}

Result<std::set<Dimension>> dimensions_of(const json& list, const std::string& key) {
  std::set<Dimension> named;
  if (!list.is_array()) return fault(fmt::format("\"{}\" is a list of dimensions", key));
  for (const json& word : list) {
    const auto dimension =
        word.is_string() ? dimension_named(word.get<std::string>()) : std::optional<Dimension>();
    if (!dimension) {
      return fault(fmt::format("\"{}\" names {}; there are {}", key,
                               escape_for_terminal(head_and_tail(word.dump(), 60)),
                               fmt::join(kWords, ", ")));
    }
    named.insert(*dimension);
  }
  return named;
}

}  // namespace

std::string_view word_for(Dimension dimension) {
  return kWords.at(static_cast<std::size_t>(dimension));
}

std::optional<Dimension> dimension_named(std::string_view word) {
  for (std::size_t i = 0; i < kWords.size(); ++i) {
    if (kWords.at(i) == word) return static_cast<Dimension>(i);
  }
  return std::nullopt;
}

Result<Plan> plan_of(const CheckRequest& request) {
  const json config = TRY(parse_json(request.config, 1U << 20U));
  Plan plan;
  plan.dimensions = TRY(dimensions_of(config.value("dimensions", json(kWords)), "dimensions"));
  plan.require = TRY(dimensions_of(config.value("require", json::array()), "require"));
  plan.dimensions.insert(Dimension::repeat);
  plan.dimensions.insert(plan.require.begin(), plan.require.end());
  const json most = config.value("cases_max", json(plan.cases_max));
  if (!most.is_number_integer() || most < 1 || most > kCasesMax) {
    return fault(fmt::format("\"cases_max\" is a whole number from 1 to {}", kCasesMax));
  }
  plan.cases_max = most.get<std::size_t>();
  return plan;
}

}  // namespace wright

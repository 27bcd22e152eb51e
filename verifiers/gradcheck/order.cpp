#include "gradcheck/order.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "grader/sweep_words.h"

namespace wright {

Result<int> order_of(const std::string& config, const std::string& task) {
  const nlohmann::json value = TRY(parse_json(config, kConfigBytesMax));
  const auto found = value.find("order");
  if (found == value.end() || *found == 1) return 1;
  if (*found == 2) return 2;
  return Error{ErrorKind::spec, fmt::format("task {}, check gradcheck: order is 1 or 2", task)};
}

}  // namespace wright

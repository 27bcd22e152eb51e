#include "config.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "core/json.h"

namespace wright {
namespace {

constexpr std::size_t kDirectoriesMax = 64;

Error wrong(const std::string& what) {
  return Error{ErrorKind::spec, "check similarity: " + what};
}

}  // namespace

Result<SimilarityConfig> similarity_config(const std::string& config) {
  const nlohmann::json value = TRY(parse_json(config, 1U << 20U));
  SimilarityConfig read;
  const nlohmann::json to = value.value("to", nlohmann::json());
  if (!to.is_array() || to.empty() || to.size() > kDirectoriesMax) {
    return wrong(fmt::format("\"to\" is a list of 1 to {} directories", kDirectoriesMax));
  }
  for (const nlohmann::json& one : to) {
    const std::filesystem::path path = one.is_string() ? one.get<std::string>() : std::string();
    if (!path.is_absolute()) {
      return wrong(fmt::format("\"to\" holds \"{}\", which is no absolute path",
                               escape_for_terminal(path.string())));
    }
    read.to.push_back(path.lexically_normal());
  }
  const nlohmann::json max = value.value("max", nlohmann::json(read.max));
  if (!max.is_number() || max.get<double>() < 0 || max.get<double>() >= 1) {
    return wrong("\"max\" is a share: at least 0 and below 1");
  }
  read.max = max.get<double>();
  return read;
}

}  // namespace wright

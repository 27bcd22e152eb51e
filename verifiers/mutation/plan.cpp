#include "plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr std::int64_t kMutantsMax = 200;
constexpr std::size_t kFaultsMax = 50;
constexpr std::int64_t kSecondsMax = 1800;  // A check ends within 70 minutes.

Error fault(const std::string& what) {
  return Error{ErrorKind::spec, "check mutation: " + what};
}

// A whole number from 1 to `most`; absent: `usual`.
Result<std::int64_t> whole(const json& config, const char* key, std::int64_t usual,
                           std::int64_t most) {
  const json value = config.value(key, json(usual));
  if (value.is_number_integer() && value >= 1 && value <= most) return value.get<std::int64_t>();
  return fault(fmt::format("\"{}\" is a whole number from 1 to {}", key, most));
}

// `by: [tests, visible]`.
Result<std::set<Suite>> suites_of(const json& config) {
  const json by = config.value("by", json::array());
  const Error refused = fault("\"by\" is a list of tests, visible, held_out");
  if (!by.is_array()) return refused;
  std::set<Suite> suites;
  for (const json& name : by) {
    const auto known = std::find_if(kSuites.begin(), kSuites.end(),
                                    [&](Suite suite) { return name == word_for(suite); });
    if (known == kSuites.end()) return refused;
    suites.insert(*known);
  }
  return suites;
}

// `faults: [{file: src/sum.cpp, text: "a + b", becomes: "a - b"}]`.
Result<std::vector<NamedFault>> faults_of(const json& config) {
  const json list = config.value("faults", json::array());
  const Error refused = fault(fmt::format(
      "\"faults\" is a list of at most {} of {{file, text, becomes}}, all three text", kFaultsMax));
  if (!list.is_array() || list.size() > kFaultsMax) return refused;
  std::vector<NamedFault> faults;
  for (const json& one : list) {
    if (!one.is_object() || one.size() != 3) return refused;
    for (const char* key : {"file", "text", "becomes"}) {
      if (!one.value(key, json()).is_string()) return refused;
    }
    faults.push_back({one["file"], one["text"], one["becomes"]});
  }
  return faults;
}

}  // namespace

Result<Plan> plan_of(const CheckRequest& request) {
  const json config = TRY(parse_json(request.config, 1U << 20U));
  Plan plan;
  plan.mutants = static_cast<std::size_t>(TRY(whole(config, "mutants", 20, kMutantsMax)));
  plan.seconds = std::chrono::seconds(TRY(whole(config, "seconds", 300, kSecondsMax)));
  if (config.contains("score_min")) {
    const json& least = config["score_min"];
    if (!least.is_number() || least < 0 || least > 1) return fault("\"score_min\" is from 0 to 1");
    plan.score_min = least.get<double>();
  }
  const json whole = config.value("whole", json(false));
  if (!whole.is_boolean()) return fault("\"whole\" is true or false");
  plan.is_whole = whole.get<bool>();
  plan.by = TRY(suites_of(config));
  plan.faults = TRY(faults_of(config));
  const json files = config.value("files", json::array());
  if (!files.is_array()) return fault("\"files\" is a list of globs below the target");
  for (const json& glob : files) {
    if (!glob.is_string()) return fault("\"files\" is a list of globs below the target");
    plan.files.push_back(glob.get<std::string>());
  }
  return plan;
}

}  // namespace wright

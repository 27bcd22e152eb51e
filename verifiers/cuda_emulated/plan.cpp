#include "plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "core/json.h"
#include "grader/sweep_words.h"

namespace wright {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

const Words kTiers{"plain", "asan", "hooks"};
const Words kSchedules{"forward", "reverse", "shuffled"};
const Words kProfiles{"sm_75", "sm_80", "sm_90", "sm_100"};

constexpr int kSlowEveryMax = 1000;

Result<void> read_keys(const json& config, Plan& plan);
Result<void> check_words(const char* key, const Words& words, const Words& known);
Error fault(const std::string& what);

}  // namespace

std::string text_of(const Setting& setting) {
  return fmt::format("{}, {}, {}", setting.tier, setting.schedule, setting.profile);
}

Result<Plan> plan_of(const CheckRequest& request) {
  Plan plan;
  const json config = TRY(parse_json(request.config, kConfigBytesMax));
  TRY(read_keys(config, plan));
  plan.sweep = TRY(sweep_of(request.config, request.task.value, request.check));
  // Every setting has its own processes, and each asks twice.
  if (!config.contains("repeat")) plan.sweep.repeat = 1;
  return plan;
}

std::vector<Setting> settings_of(const Plan& plan) {
  std::vector<Setting> settings;
  const std::string& schedule = plan.schedules.front();
  const std::string& profile = plan.profiles.front();
  for (const std::string& tier : plan.tiers) {
    settings.push_back({tier, schedule, profile});
    if (tier != "plain") continue;
    for (std::size_t i = 1; i < plan.schedules.size(); ++i) {
      settings.push_back({tier, plan.schedules[i], profile});
    }
    for (std::size_t i = 1; i < plan.profiles.size(); ++i) {
      settings.push_back({tier, schedule, plan.profiles[i]});
    }
  }
  return settings;
}

namespace {

Result<void> read_keys(const json& config, Plan& plan) {
  std::string key;
  try {
    for (const auto& item : config.items()) {
      key = item.key();
      const json& value = item.value();
      if (key == "tiers") value.get_to(plan.tiers);
      if (key == "schedules") value.get_to(plan.schedules);
      if (key == "profiles") value.get_to(plan.profiles);
      if (key == "files") value.get_to(plan.files);
      if (key == "programs") value.get_to(plan.programs);
      if (key == "cases") value.get_to(plan.cases);
      if (key == "slow_every") value.get_to(plan.slow_every);
    }
  } catch (const json::exception&) {
    return fault(fmt::format("\"{}\" has the wrong type", key));
  }
  TRY(check_words("tiers", plan.tiers, kTiers));
  TRY(check_words("schedules", plan.schedules, kSchedules));
  TRY(check_words("profiles", plan.profiles, kProfiles));
  if (plan.files.empty()) return fault("\"files\" is a list of globs below the target");
  if (plan.slow_every < 1 || plan.slow_every > kSlowEveryMax) {
    return fault(fmt::format("\"slow_every\" is from 1 to {}", kSlowEveryMax));
  }
  return {};
}

Result<void> check_words(const char* key, const Words& words, const Words& known) {
  const std::set<std::string> different(words.begin(), words.end());
  const bool are_known = std::all_of(words.begin(), words.end(), [&](const std::string& word) {
    return std::find(known.begin(), known.end(), word) != known.end();
  });
  if (!words.empty() && are_known && different.size() == words.size()) return {};
  return fault(fmt::format("\"{}\" is a list of {}, each once", key, join(known, ", ")));
}

Error fault(const std::string& what) {
  return Error{ErrorKind::spec, "check cuda_emulated: " + what};
}

}  // namespace
}  // namespace wright

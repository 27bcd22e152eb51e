#include "cuda_adversarial/asked.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "core/json.h"
#include "grader/sweep_words.h"

namespace wright {
namespace {

constexpr int kFailuresMax = 500;

Error fault(const std::string& what) {
  return Error{ErrorKind::spec, "check cuda_adversarial: " + what};
}

}  // namespace

bool holds_kernels(const Plan& plan, const std::string& path) {
  return std::any_of(plan.files.begin(), plan.files.end(), [&](const std::string& glob) {
    return glob_matches(glob, path) || glob_matches(glob + "h", path);
  });
}

Result<Adversity> adversity_of(const CheckRequest& request) {
  Adversity asked;
  asked.plan = TRY(plan_of(request));
  const nlohmann::json config = TRY(parse_json(request.config, kConfigBytesMax));
  try {
    asked.failures = config.value("failures", asked.failures);
    asked.barriers = config.value("barriers", asked.barriers);
    asked.coverage_min = config.value("coverage_min", asked.coverage_min);
  } catch (const nlohmann::json::exception&) {
    return fault(R"("failures" and "coverage_min" are numbers, "barriers" is true or false)");
  }
  if (asked.failures < 0 || asked.failures > kFailuresMax)
    return fault(fmt::format("\"failures\" is from 0 to {}", kFailuresMax));
  if (asked.coverage_min < 0 || asked.coverage_min > 1)
    return fault("\"coverage_min\" is a part from 0 to 1");
  if (asked.failures == 0 && !asked.barriers && asked.coverage_min == 0)
    return fault("nothing is tried: raise \"failures\" or \"coverage_min\", or set \"barriers\"");
  return asked;
}

}  // namespace wright

#include "plan.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "occupancy.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr int kSharedBytesMax = 1 << 20;

Result<Launch> launch_of(const std::string& name, const json& value, int block);
Result<void> check_values(const Plan& plan);
bool leaves_the_tree(const std::string& path);
Error fault(const std::string& what);

}  // namespace

Result<Plan> plan_of(const CheckRequest& request) {
  const json config = TRY(parse_json(request.config, 1U << 20U));
  Plan plan;
  std::string key;
  try {
    for (const auto& item : config.items()) {
      key = item.key();
      const json& value = item.value();
      if (key == "files") value.get_to(plan.files);
      if (key == "include") value.get_to(plan.include);
      if (key == "architectures") value.get_to(plan.architectures);
      if (key == "allow_spills") value.get_to(plan.allow_spills);
      if (key == "registers_max") value.get_to(plan.registers_max);
      if (key == "block") value.get_to(plan.block);
      if (key == "fast_math") value.get_to(plan.fast_math);
    }
  } catch (const json::exception&) {
    return fault(fmt::format("\"{}\" has the wrong type", key));
  }
  TRY(check_values(plan));
  const json kernels = config.value("kernels", json::object());
  if (!kernels.is_object()) return fault("\"kernels\" maps names to {threads, shared}");
  for (const auto& item : kernels.items()) {
    plan.kernels[item.key()] = TRY(launch_of(item.key(), item.value(), plan.block));
  }
  return plan;
}

namespace {

Result<void> check_values(const Plan& plan) {
  if (plan.files.empty()) return fault("\"files\" is a list of globs below the target");
  for (const std::string& folder : plan.include) {
    if (leaves_the_tree(folder)) return fault("\"include\" is a list of folders below the target");
  }
  if (plan.architectures.empty()) return fault("\"architectures\" names none");
  for (const int architecture : plan.architectures) {
    if (limits_of(architecture) != nullptr) continue;
    return fault(fmt::format("\"architectures\" holds {}: known are {}", architecture,
                             known_architectures()));
  }
  if (plan.registers_max < 0 || plan.registers_max > kRegistersOfThread) {
    return fault(fmt::format("\"registers_max\" is from 1 to {}", kRegistersOfThread));
  }
  if (plan.block < 1 || plan.block > kThreadsOfBlock) {
    return fault(fmt::format("\"block\" is from 1 to {}", kThreadsOfBlock));
  }
  return {};
}

bool leaves_the_tree(const std::string& path) {
  const std::string inside = std::filesystem::path(path).lexically_normal().generic_string();
  return path.empty() || path.front() == '/' || inside.rfind("..", 0) == 0;
}

Result<Launch> launch_of(const std::string& name, const json& value, int block) {
  Launch launch;
  try {
    launch.threads = value.value("threads", block);
    launch.shared = value.value("shared", 0);
  } catch (const json::exception&) {
    return fault(fmt::format("\"kernels\" of {} is {{threads, shared}}", name));
  }
  if (launch.threads < 1 || launch.shared < 0 || launch.shared > kSharedBytesMax) {
    return fault(fmt::format("\"kernels\" of {}: threads from 1, shared from 0", name));
  }
  return launch;
}

Error fault(const std::string& what) {
  return Error{ErrorKind::spec, "check cuda_compile: " + what};
}

}  // namespace
}  // namespace wright

#include "policy.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "core/json.h"

namespace wright {

Result<Policy> policy_of(const std::string& config) {
  const nlohmann::json value = TRY(parse_json(config, 1U << 20U));
  Policy policy;
  std::string key;
  try {
    for (const auto& item : value.items()) {
      key = item.key();
      const nlohmann::json& held = item.value();
      if (key == "arrows") held.get_to(policy.arrows);
      if (key == "allow") held.get_to(policy.allow);
      if (key == "ban") held.get_to(policy.ban);
      if (key == "tests") held.get_to(policy.tests);
      if (key == "programs") held.get_to(policy.programs);
      if (key == "pure") held.get_to(policy.pure);
      if (key == "fixtures") held.get_to(policy.fixtures);
      if (key == "file_lines_max") held.get_to(policy.file_lines_max);
      if (key == "function_lines_max") held.get_to(policy.function_lines_max);
      if (key == "patch_bytes_max") held.get_to(policy.patch_bytes_max);
      if (key == "patch_files_max") held.get_to(policy.patch_files_max);
    }
  } catch (const nlohmann::json::exception&) {
    return Error{ErrorKind::spec, fmt::format("check policy: \"{}\" has the wrong type", key)};
  }
  for (const auto& [floor, below] : policy.arrows) {
    for (const std::string& name : below) {
      if (policy.arrows.count(name) > 0) continue;
      return Error{ErrorKind::spec,
                   fmt::format("check policy: arrows of {} name {}, which is no key", floor, name)};
    }
  }
  return policy;
}

Finding fault(const std::string& rule, const std::string& file, int line,
              const std::string& message) {
  Finding finding;
  finding.rule = rule;
  finding.file = escape_for_terminal(file);
  finding.line = line;
  finding.message = escape_for_terminal(message);
  return finding;
}

}  // namespace wright

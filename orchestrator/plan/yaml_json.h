// YAML scalars become JSON by the rules of YAML's core schema: `1e-6` is a
// number, `"1e-6"` stays text.
#pragma once

#include <string>

#include "plan/findings.h"
#include "plan/yaml_tree.h"

namespace wright {

// The node as canonical JSON.  What JSON cannot say goes to `findings`.
[[nodiscard]] std::string json_text_of(const std::string& file, const YamlNode& node,
                                       Findings& findings);

}  // namespace wright

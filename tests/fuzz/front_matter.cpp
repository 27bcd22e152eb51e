// The front matter of a spec, which planners write.
#include "plan/front_matter.h"

#include <nlohmann/json.hpp>

#include "core/json.h"
#include "fuzz/target.h"
#include "plan/yaml_json.h"

namespace wright::fuzz {
namespace {

void run(std::string_view bytes) {
  Findings findings;
  const FrontMatter front = read_front_matter("spec.md", bytes, findings);
  const std::string text = json_text_of("spec.md", front.map, findings);
  require(!findings.sorted().empty() || parse_json(text).has_value(),
          "front matter without a finding is JSON");
}

const Registered kRegistered("front_matter", run);

}  // namespace
}  // namespace wright::fuzz

// What the linked host asks of the system: the names that no spelling hides.
#pragma once

#include <vector>

#include "base/result.h"
#include "builder/build_tree.h"
#include "core/check.h"

namespace wright {

// A finding (build.import) for each banned function that the host imports.
// CheckRequest::config may allow some: {"allow": ["getenv"]}.
Result<std::vector<Finding>> check_imports(const CheckRequest& request, const BuiltTree& built);

}  // namespace wright

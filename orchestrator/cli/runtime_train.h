// `runtime bench --train`: the tree's programs that train, run whole.
#pragma once

#include <filesystem>
#include <string>

#include "cli/commands.h"

namespace wright {

// Builds `tree` and runs the programs of `list`, a file as plan/train_list.h says.
Result<int> train_programs(const Invocation& invocation, const std::filesystem::path& tree,
                           const std::filesystem::path& list);

}  // namespace wright

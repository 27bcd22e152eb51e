// What a patch does, told from the trees before and after it.
#pragma once

#include <filesystem>
#include <vector>

#include "core/check.h"

namespace wright {

// Sorted by path; links are passed over.  Throws what std::filesystem throws.
std::vector<ChangedFile> changes(const std::filesystem::path& base,
                                 const std::filesystem::path& tree);

}  // namespace wright

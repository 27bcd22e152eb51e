// Whether the finished build of the base may be built upon.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"
#include "builder/flavour.h"
#include "core/check.h"

namespace wright {

// Puts the base's build tree into `into`, which must be private and empty, when
// it was made by the same tools with the same flags (`stamp`) and every changed
// file is newer than it.  ninja compares nothing but times: a file that got an
// older one would leave a stale object.  Returns whether it did.
Result<bool> begin_from_base(const CheckRequest& request, const Flavour& flavour,
                             const std::string& stamp, const std::filesystem::path& into);

// Says what this build was made with, beside it.
Result<void> write_stamp(const std::filesystem::path& directory, const std::string& stamp);

// Whether a file that steers the build differs from the base; then nothing that
// outlives this judging may be written.
[[nodiscard]] bool changes_build_files(const CheckRequest& request);

}  // namespace wright

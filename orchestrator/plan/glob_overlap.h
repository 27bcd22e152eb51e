// Whether two globs can name the same file.
#pragma once

#include <string_view>

namespace wright {

// True when some path matches both, or when one spells out a file where the
// other spells out a directory.  Globs as in base/text.h.
[[nodiscard]] bool globs_overlap(std::string_view a, std::string_view b);

// False when their spelt-out beginnings already differ, so that they cannot
// overlap; cheap, where the full answer takes |a| * |b| steps.
[[nodiscard]] bool globs_start_alike(std::string_view a, std::string_view b);

// The same as globs_overlap for a path that stands for itself, whatever characters it holds.
[[nodiscard]] bool glob_hits_path(std::string_view glob, std::string_view path);

}  // namespace wright

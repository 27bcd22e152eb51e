// The places that a spec directory has, for files that somebody proposes.
#pragma once

#include <string>
#include <string_view>

namespace wright {

// Why no file of a spec is called so ("is absolute; ..."), or "".  Stricter than the lint, which
// reads what its owner wrote: no hidden files, no odd characters.
[[nodiscard]] std::string fault_of_place(std::string_view path);

}  // namespace wright

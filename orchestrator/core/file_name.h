// Names that a patch may bring into a tree, and so into somebody's checkout.
#pragma once

#include <string>

namespace wright {

// Why no file or directory of a patch may be called so; empty when it may.
// Some file systems take `.GIT`, `git~1`, `.git.` or `.git:x` for `.git`.
[[nodiscard]] std::string fault_in_name(const std::string& name);

}  // namespace wright

// A cubin as nvcc writes it: an ELF file with a section of facts for each kernel.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wright {

// For each kernel, by mangled name, the threads that its __launch_bounds__ allow; 0: it has none.
// Errors (protocol): no such file.
Result<std::map<std::string, int>> kernels_of_cubin(std::string_view bytes);

}  // namespace wright

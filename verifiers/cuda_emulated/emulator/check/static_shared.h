// __shared__ arrays with a size of their own.  In the tier "hooks" they are thread-local
// variables, and nothing else of a kernel is: so their range is that of the
// program's thread-local storage, and the symbols of its file give each one's extent.
#pragma once

#include <cstddef>
#include <string>

#include "check/program.h"
#include "check/shadow.h"

namespace emu {

// With a margin on both sides, so that running over the last array is seen as such.
extern Range static_shared_range;
inline bool is_static_shared(const void* at) {
  return static_shared_range.has(at);
}

void prepare_static_shared();  // Before a launch.

// Empty: the access lies within one array.  Else what to say.
std::string outside_of_arrays(const void* at, std::size_t bytes);

// Not memory of the kernel: the compiler's own mark that an array of objects, as one of __half,
// has been made.  g++ 12 keeps one even where there is nothing to make.
bool guards_an_array(const void* at);

Shadow& static_shared_shadow();

}  // namespace emu

// How a device variable makes itself known to the runtime.
#pragma once

#include <cstddef>

namespace emu {

// Called while the program's globals are made.
bool note_symbol(const void* begin, std::size_t bytes, const char* name, bool constant);

}  // namespace emu

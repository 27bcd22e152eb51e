// A host that follows a device pointer is stopped and reported.
#pragma once

#include <cstddef>

namespace emu {

// Whether pages are closed to the host: not where the hooks see each of its accesses.
bool host_is_kept_out();

// From now on an access of the host within the range is a fault that ends the process.
void watch_host(const void* begin, std::size_t bytes);

}  // namespace emu

// Memory of the host that devices copy from and to while the host goes on.
#pragma once

#include <cstddef>

#include "core/device.h"
#include "cuda/allocator_uses.h"

namespace tw::cuda {

// One byte at least.
[[nodiscard]] Memory take_pinned(std::size_t bytes);
void give_pinned(Taken* taken) noexcept;

// `stream` uses the live block that holds this address.  Whether there is one.
[[nodiscard]] bool add_use_of_pinned(const void* at, const Stream& stream);

// Gives back all that is idle.  What CUDA refuses is noted.
void release_pinned() noexcept;

}  // namespace tw::cuda

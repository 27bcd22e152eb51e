// What streams are to the threads of the host; kernels know nothing of it.
#pragma once

#include <array>
#include <cstddef>
#include <optional>

#include "tw/stream.h"

namespace tw::cuda {

// How many devices a Device can name.
inline constexpr std::size_t kDevicesMax = 128;

// Which one is current, by device: none for the default stream.
inline constinit thread_local std::array<std::optional<Stream>, kDevicesMax> current_streams;

}  // namespace tw::cuda

// What cudaDeviceGetAttribute answers.
#pragma once

#include <driver_types.h>

#include <optional>

namespace emu {

// Nothing for an attribute that the profile does not describe: refused, not guessed.
std::optional<int> attribute(cudaDeviceAttr which);

}  // namespace emu

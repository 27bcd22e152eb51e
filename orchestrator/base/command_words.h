// A command on its way into a running sandbox: a file of texts that each end in a NUL, the
// directory, then the variables, then the command.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wright {

constexpr std::size_t kCommandBytesMax = 256U << 10U;  // Of all of them.
constexpr std::uint32_t kCommandWordsMax = 4096;

}  // namespace wright

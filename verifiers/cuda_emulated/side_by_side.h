// Runs of the emulator, two at a time.
#pragma once

#include <cstddef>
#include <functional>

namespace wright {

// Calls run(0), run(1) and so on to run(count - 1), in this order, two at a time; back when all
// have returned.
void side_by_side(std::size_t count, const std::function<void(std::size_t)>& run);

}  // namespace wright

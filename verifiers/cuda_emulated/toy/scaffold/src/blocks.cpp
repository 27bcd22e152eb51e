#include "toy/device.h"

namespace toy {

unsigned blocks_for(std::size_t count, unsigned threads) {
  return count == 0 ? 1 : static_cast<unsigned>((count + threads - 1) / threads);
}

}  // namespace toy

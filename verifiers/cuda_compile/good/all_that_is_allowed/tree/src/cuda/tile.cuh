#pragma once

namespace tw {

__device__ inline bool is_inside(int x, int y, int width, int height) {
  return x < width && y < height;
}

}  // namespace tw

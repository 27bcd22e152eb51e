#pragma once

__device__ inline bool is_first() {
  return __activemask() == 1;
}

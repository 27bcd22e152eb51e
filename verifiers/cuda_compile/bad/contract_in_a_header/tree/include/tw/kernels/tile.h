// A raw buffer, in a header of the candidate.
#pragma once

__device__ inline float* tile() {
  extern __shared__ float buffer[];
  return buffer;
}

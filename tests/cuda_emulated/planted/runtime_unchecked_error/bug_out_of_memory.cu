// A call fails and the program goes on as if it had not.
#include "tw/cuda.h"

__global__ void add_one(int* at) {
  at[threadIdx.x] += 1;
}

int main() {
  int* a = nullptr;
  const cudaError_t ignored = cudaMalloc(&a, std::size_t{1} << 40);  // fault
  static_cast<void>(ignored);
  return 0;
}

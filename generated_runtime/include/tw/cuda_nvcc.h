// tw/cuda.h for NVIDIA's compiler.
#pragma once

namespace tw {

// The arguments are converted to the kernel's parameters.  The status is of the launch
// alone: what goes wrong while the kernel runs is the next synchronisation's.
template <class... P, class... A>
[[nodiscard]] cudaError_t launch(void (*kernel)(P...), const Launch& config, A&&... args) {
  static_assert(sizeof...(P) == sizeof...(A), "as many arguments as the kernel has parameters");
  cudaLaunchConfig_t shape = {};
  shape.gridDim = config.grid;
  shape.blockDim = config.block;
  shape.dynamicSmemBytes = config.shared;
  shape.stream = config.stream;
  return cudaLaunchKernelEx(&shape, kernel, static_cast<P>(std::forward<A>(args))...);
}

}  // namespace tw

#define TW_DYN_SHARED(T, name)                               \
  extern __shared__ __align__(16) unsigned char tw_shared[]; \
  T* const name = reinterpret_cast<T*>(tw_shared)
#define TW_DEVICE_VAR(T, name) static __device__ std::type_identity_t<T> name
#define TW_CONSTANT(T, name) static __constant__ std::type_identity_t<T> name

// What a planted kernel is written with: the words of CUDA that it needs, over core and
// check alone, so that it compiles quickly and tests them without the runtime.
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <tuple>

#include "check/atomics.h"
#include "check/memory.h"
#include "core/grid.h"
#include "core/report.h"
#include "emu/barrier.h"
#include "emu/warp.h"

#undef __global__
#undef __device__
#undef __shared__
#define __global__
#define __device__
#if defined(__SANITIZE_THREAD__)
#define __shared__ static thread_local
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define __shared__ static thread_local
#endif
#endif
#ifndef __shared__
#define __shared__ static
#endif
#define threadIdx (emu::place().thread)
#define blockIdx (emu::place().block)
#define blockDim (emu::place().block_dim)
#define gridDim (emu::place().grid_dim)
#define TW_DYN_SHARED(T, name) T* const name = static_cast<T*>(emu::dynamic_shared())

template <class T>
__attribute__((always_inline)) inline T atomicAdd(T* at, T value) {
  emu::atomic_access(at, sizeof(T));
  return __atomic_fetch_add(at, value, __ATOMIC_RELAXED);
}

namespace planted {

inline emu::Clock& clock() {
  static emu::Clock now{1, 0};
  return now;
}

// All in one stream, each operation after the one before.
inline emu::Stamp next() {
  return {1, ++clock()[1]};
}

// Far from the heap; in the tier "asan" with its red zones around.
inline void* memory(std::size_t bytes) {
#if defined(__SANITIZE_ADDRESS__)
  return std::malloc(bytes);
#else
  return mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
#endif
}

template <class T>
T* on_device(std::size_t count) {
  void* at = memory(count * sizeof(T));
  std::memset(at, 0xff, count * sizeof(T));
  const emu::Stamp now = next();
  emu::allocated(at, count * sizeof(T), now, clock(), false, "cudaMalloc");
  return static_cast<T*>(at);
}

template <class T>
T* zeros(std::size_t count) {
  T* at = on_device<T>(count);
  const emu::Stamp now = next();
  emu::filled(at, count * sizeof(T), now, clock());
  std::memset(static_cast<void*>(at), 0, count * sizeof(T));
  return at;
}

// The arguments lie where a kernel may read them.
template <class... P>
void launch(void (*kernel)(P...), const dim3& grid, const dim3& block, std::size_t shared,
            P... arguments) {
  static std::uint64_t launches = 0;
  const emu::Stamp now = next();
  const std::tuple<P...> given(arguments...);
  const emu::Kernel one{
      "kernel", [kernel, &given] { std::apply(kernel, given); }, {&given, sizeof given, nullptr}};
  emu::launch_begins(++launches, now, clock());
  static_cast<void>(emu::run_grid({grid, block, shared}, one, launches));
  emu::launch_ends(launches);
}

}  // namespace planted

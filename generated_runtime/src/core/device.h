// Devices, as the floors above see them.
//
// The functions of namespace tw::cuda are defined by src/cuda/*.cu, and in a build without CUDA by
// src/no_cuda/device.cpp, where each throws "[cuda] this build has no CUDA".  With CUDA they throw
// "[cuda] there is no CUDA device" where there is no such device, and what CUDA says where it
// refuses a call: "[cuda] cudaMalloc: out of memory".
#pragma once

#include <cstddef>
#include <cstdint>

#include "tw/device.h"
#include "tw/shape.h"

namespace tw::cuda {

// Storages on CUDA start at a multiple of this.
inline constexpr std::size_t kAlignment = 512;

// Throws where there is no such CUDA device.
void check_device(Device device);

// Memory of a device.
struct Memory {
  void* taken = nullptr;      // What is to be given back.
  std::byte* data = nullptr;  // Where so many bytes lie, null for none: an address of the device.
};
[[nodiscard]] Memory take(Device device, std::size_t bytes);
// Waits for the work on it.  What CUDA refuses here is thrown by the next function that can.
void give(void* taken) noexcept;

// Copies bytes, which do not overlap, from one device to another or within one.  What the host
// reads or writes is done when this returns; the rest is done before what comes next on the
// default stream of `to_device`.
void copy_bytes(Device to_device, void* to, Device from_device, const void* from,
                std::size_t bytes);

// Where elements are copied within a device, strides in elements.  No element of `to` is reached
// twice, or lies where one of `from` does.
struct Copy {
  void* to;
  const void* from;
  Dims to_strides;
  Dims from_strides;
};
// Elements of 1, 2, 4 or 8 bytes.
void copy_elements(Device device, std::size_t element_bytes, const Dims& sizes, const Copy& copy);

// Sets `count` elements without gaps to the lowest 1, 2, 4 or 8 bytes of `bits`.
void fill_elements(Device device, std::size_t element_bytes, void* to, std::int64_t count,
                   std::uint64_t bits);

}  // namespace tw::cuda

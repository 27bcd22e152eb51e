// The one device, as EMU_PROFILE describes it.
#include <cuda_runtime_api.h>

#include <algorithm>
#include <cstring>

#include "core/profile.h"
#include "runtime/allocations.h"
#include "runtime/arena.h"
#include "runtime/call.h"
#include "runtime/device_attributes.h"
#include "runtime/stream.h"

namespace emu {
namespace {

unsigned device_flags = cudaDeviceScheduleAuto;

cudaError_t describe(cudaDeviceProp& about) {
  const Profile& device = profile();
  about = {};
  std::strncpy(about.name, device.name.c_str(), sizeof about.name - 1);
  about.totalGlobalMem = kDeviceBytes;
  about.sharedMemPerBlock = device.shared_per_block;
  about.sharedMemPerBlockOptin = device.shared_per_block_optin;
  about.sharedMemPerMultiprocessor = device.shared_per_multiprocessor;
  about.reservedSharedMemPerBlock =
      device.shared_per_multiprocessor - device.shared_per_block_optin;
  about.regsPerBlock = device.registers_per_block;
  about.regsPerMultiprocessor = device.registers_per_sm;
  about.warpSize = 32;
  about.maxThreadsPerBlock = device.threads_per_block_max;
  about.maxThreadsPerMultiProcessor = device.threads_per_sm;
  about.maxBlocksPerMultiProcessor = device.blocks_per_sm;
  const dim3 &block = device.block_max, &grid = device.grid_max;
  const unsigned threads[] = {block.x, block.y, block.z}, blocks[] = {grid.x, grid.y, grid.z};
  std::copy(threads, threads + 3, about.maxThreadsDim);
  std::copy(blocks, blocks + 3, about.maxGridSize);
  about.totalConstMem = 65536;
  about.major = device.sm / 10;
  about.minor = device.sm % 10;
  about.multiProcessorCount = device.multiprocessors;
  about.l2CacheSize = device.l2_bytes;
  about.unifiedAddressing = 1;
  about.asyncEngineCount = 2;
  about.concurrentKernels = 1;
  about.streamPrioritiesSupported = 1;
  about.memoryPoolsSupported = 1;
  about.memPitch = (std::size_t{1} << 31) - 1;
  about.textureAlignment = 512;
  return cudaSuccess;
}

cudaError_t wait() {
  host_waits(everything());
  return device_error();
}

// All of the device's state goes; no call fails any more because of an earlier one.
cudaError_t reset() {
  host_waits(everything());
  forget_streams();
  forget_allocations();
  forget_errors();
  return cudaSuccess;
}

}  // namespace
}  // namespace emu

cudaError_t cudaGetDeviceCount(int* count) {
  return emu::call("cudaGetDeviceCount", [&] {
    if (count == nullptr) return cudaErrorInvalidValue;
    *count = 1;
    return cudaSuccess;
  });
}

cudaError_t cudaGetDevice(int* device) {
  return emu::call("cudaGetDevice", [&] {
    if (device == nullptr) return cudaErrorInvalidValue;
    *device = 0;
    return cudaSuccess;
  });
}

cudaError_t cudaSetDevice(int device) {
  return emu::call("cudaSetDevice",
                   [&] { return device == 0 ? cudaSuccess : cudaErrorInvalidDevice; });
}

cudaError_t cudaInitDevice(int device, unsigned int deviceFlags, unsigned int flags) {
  return emu::call("cudaInitDevice", [&] {
    if (device != 0) return cudaErrorInvalidDevice;
    if (flags == cudaInitDeviceFlagsAreValid) emu::device_flags = deviceFlags;
    return cudaSuccess;
  });
}

cudaError_t cudaSetDeviceFlags(unsigned int flags) {
  return emu::call("cudaSetDeviceFlags", [&] {
    if ((flags & ~unsigned{cudaDeviceMask}) != 0) return cudaErrorInvalidValue;
    emu::device_flags = flags;
    return cudaSuccess;
  });
}

cudaError_t cudaGetDeviceFlags(unsigned int* flags) {
  return emu::call("cudaGetDeviceFlags", [&] {
    if (flags == nullptr) return cudaErrorInvalidValue;
    *flags = emu::device_flags;
    return cudaSuccess;
  });
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* prop, int device) {
  return emu::call("cudaGetDeviceProperties", [&] {
    if (prop == nullptr) return cudaErrorInvalidValue;
    return device == 0 ? emu::describe(*prop) : cudaErrorInvalidDevice;
  });
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attr, int device) {
  return emu::call("cudaDeviceGetAttribute", [&] {
    if (device != 0) return cudaErrorInvalidDevice;
    const auto found = emu::attribute(attr);
    if (value == nullptr || !found) return cudaErrorInvalidValue;
    *value = *found;
    return cudaSuccess;
  });
}

cudaError_t cudaDeviceSynchronize(void) {
  return emu::call_outside_capture("cudaDeviceSynchronize", [] { return emu::wait(); });
}

cudaError_t cudaDeviceReset(void) {
  const std::lock_guard lock(emu::api_mutex());
  return emu::reset();
}

cudaError_t cudaRuntimeGetVersion(int* runtimeVersion) {
  return emu::call("cudaRuntimeGetVersion", [&] {
    if (runtimeVersion == nullptr) return cudaErrorInvalidValue;
    *runtimeVersion = CUDART_VERSION;
    return cudaSuccess;
  });
}

cudaError_t cudaDriverGetVersion(int* driverVersion) {
  return emu::call("cudaDriverGetVersion", [&] {
    if (driverVersion == nullptr) return cudaErrorInvalidValue;
    *driverVersion = CUDART_VERSION;
    return cudaSuccess;
  });
}

#include "runtime/device_attributes.h"

#include <map>

#include "core/profile.h"

namespace emu {
namespace {

int int_of(unsigned value) {
  return static_cast<int>(value);
}

std::map<int, int> describe() {
  const Profile& device = profile();
  return {
      {cudaDevAttrMaxThreadsPerBlock, device.threads_per_block_max},
      {cudaDevAttrMaxBlockDimX, int_of(device.block_max.x)},
      {cudaDevAttrMaxBlockDimY, int_of(device.block_max.y)},
      {cudaDevAttrMaxBlockDimZ, int_of(device.block_max.z)},
      {cudaDevAttrMaxGridDimX, int_of(device.grid_max.x)},
      {cudaDevAttrMaxGridDimY, int_of(device.grid_max.y)},
      {cudaDevAttrMaxGridDimZ, int_of(device.grid_max.z)},
      {cudaDevAttrMaxSharedMemoryPerBlock, device.shared_per_block},
      {cudaDevAttrMaxSharedMemoryPerBlockOptin, device.shared_per_block_optin},
      {cudaDevAttrReservedSharedMemoryPerBlock,
       device.shared_per_multiprocessor - device.shared_per_block_optin},
      {cudaDevAttrMaxSharedMemoryPerMultiprocessor, device.shared_per_multiprocessor},
      {cudaDevAttrTotalConstantMemory, 65536},
      {cudaDevAttrWarpSize, 32},
      {cudaDevAttrMaxPitch, 2147483647},
      {cudaDevAttrMaxRegistersPerBlock, device.registers_per_block},
      {cudaDevAttrMaxRegistersPerMultiprocessor, device.registers_per_sm},
      {cudaDevAttrMultiProcessorCount, device.multiprocessors},
      {cudaDevAttrMaxThreadsPerMultiProcessor, device.threads_per_sm},
      {cudaDevAttrMaxBlocksPerMultiprocessor, device.blocks_per_sm},
      {cudaDevAttrComputeCapabilityMajor, device.sm / 10},
      {cudaDevAttrComputeCapabilityMinor, device.sm % 10},
      {cudaDevAttrConcurrentKernels, 1},
      {cudaDevAttrAsyncEngineCount, 2},
      {cudaDevAttrUnifiedAddressing, 1},
      {cudaDevAttrStreamPrioritiesSupported, 1},
      {cudaDevAttrMemoryPoolsSupported, 1},
      {cudaDevAttrL2CacheSize, device.l2_bytes},
      // What is refused: the answer is no.
      {cudaDevAttrManagedMemory, 0},
      {cudaDevAttrConcurrentManagedAccess, 0},
      {cudaDevAttrPageableMemoryAccess, 0},
      {cudaDevAttrCanMapHostMemory, 0},
      {cudaDevAttrCooperativeLaunch, 0},
      {cudaDevAttrHostRegisterSupported, 1},
      {cudaDevAttrComputePreemptionSupported, 0},
      {cudaDevAttrClusterLaunch, 0},
      {cudaDevAttrIntegrated, 0},
      {cudaDevAttrTccDriver, 0},
      {cudaDevAttrKernelExecTimeout, 0},
      {cudaDevAttrEccEnabled, 0},
  };
}

}  // namespace

std::optional<int> attribute(cudaDeviceAttr which) {
  static const auto* const known = new std::map<int, int>(describe());
  const auto found = known->find(which);
  return found == known->end() ? std::nullopt : std::optional(found->second);
}

}  // namespace emu

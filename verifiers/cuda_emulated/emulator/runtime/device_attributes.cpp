#include "runtime/device_attributes.h"

#include <map>

#include "core/profile.h"

namespace emu {
namespace {

// Shared memory of a multiprocessor is what a block may opt into and the kibibyte that
// the system keeps of it.  CUDA C++ Programming Guide, Compute Capabilities.
constexpr int kReservedShared = 1024;

int int_of(unsigned value) {
  return static_cast<int>(value);
}

std::map<int, int> describe() {
  const Profile& device = profile();
  const bool turing = device.sm < 80;
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
      {cudaDevAttrReservedSharedMemoryPerBlock, turing ? 0 : kReservedShared},
      {cudaDevAttrMaxSharedMemoryPerMultiprocessor,
       device.shared_per_block_optin + (turing ? 0 : kReservedShared)},
      {cudaDevAttrTotalConstantMemory, 65536},
      {cudaDevAttrWarpSize, 32},
      {cudaDevAttrMaxPitch, 2147483647},
      {cudaDevAttrMaxRegistersPerBlock, 65536},
      {cudaDevAttrMaxRegistersPerMultiprocessor, 65536},
      {cudaDevAttrMultiProcessorCount, device.multiprocessors},
      {cudaDevAttrMaxThreadsPerMultiProcessor, device.warps_per_sm * 32},
      {cudaDevAttrMaxBlocksPerMultiprocessor, turing ? 16 : 32},
      {cudaDevAttrComputeCapabilityMajor, device.sm / 10},
      {cudaDevAttrComputeCapabilityMinor, device.sm % 10},
      {cudaDevAttrConcurrentKernels, 1},
      {cudaDevAttrAsyncEngineCount, 2},
      {cudaDevAttrUnifiedAddressing, 1},
      {cudaDevAttrStreamPrioritiesSupported, 1},
      {cudaDevAttrMemoryPoolsSupported, 1},
      {cudaDevAttrGlobalMemoryBusWidth, 4096},
      {cudaDevAttrL2CacheSize, 4 << 20},
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

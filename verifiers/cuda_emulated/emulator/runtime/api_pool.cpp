// cudaMallocAsync and memory pools.  Sharing pools with other devices or processes is refused.
#include <cuda_runtime_api.h>

#include "runtime/call.h"
#include "runtime/pool.h"

namespace emu {
namespace {

int* reuse_flag(CUmemPoolHandle_st& pool, cudaMemPoolAttr attribute) {
  switch (static_cast<int>(attribute)) {
    case cudaMemPoolReuseFollowEventDependencies:
      return &pool.follow_events;
    case cudaMemPoolReuseAllowOpportunistic:
      return &pool.opportunistic;
    case cudaMemPoolReuseAllowInternalDependencies:
      return &pool.internal_dependencies;
    default:
      return nullptr;
  }
}

std::uint64_t* counter(CUmemPoolHandle_st& pool, cudaMemPoolAttr attribute) {
  switch (static_cast<int>(attribute)) {
    case cudaMemPoolAttrReleaseThreshold:
      return &pool.threshold;
    case cudaMemPoolAttrReservedMemCurrent:
      return &pool.reserved;
    case cudaMemPoolAttrReservedMemHigh:
      return &pool.reserved_high;
    case cudaMemPoolAttrUsedMemCurrent:
      return &pool.used;
    case cudaMemPoolAttrUsedMemHigh:
      return &pool.used_high;
    default:
      return nullptr;
  }
}

cudaError_t get(cudaMemPool_t pool, cudaMemPoolAttr attribute, void* value) {
  if (!is_pool(pool) || value == nullptr) return cudaErrorInvalidValue;
  trim(*pool, pool->threshold);
  if (const int* flag = reuse_flag(*pool, attribute)) {
    *static_cast<int*>(value) = *flag;
  } else if (const std::uint64_t* count = counter(*pool, attribute)) {
    *static_cast<std::uint64_t*>(value) = *count;
  } else {
    return cudaErrorInvalidValue;
  }
  return cudaSuccess;
}

cudaError_t set(cudaMemPool_t pool, cudaMemPoolAttr attribute, const void* value) {
  if (!is_pool(pool) || value == nullptr) return cudaErrorInvalidValue;
  if (int* flag = reuse_flag(*pool, attribute)) {
    *flag = *static_cast<const int*>(value);
    return cudaSuccess;
  }
  const auto count = *static_cast<const std::uint64_t*>(value);
  if (attribute == cudaMemPoolAttrReleaseThreshold) {
    pool->threshold = count;
  } else if (attribute == cudaMemPoolAttrReservedMemHigh && count == 0) {
    pool->reserved_high = pool->reserved;
  } else if (attribute == cudaMemPoolAttrUsedMemHigh && count == 0) {
    pool->used_high = pool->used;
  } else {
    return cudaErrorInvalidValue;
  }
  return cudaSuccess;
}

cudaError_t create(cudaMemPool_t* pool, const cudaMemPoolProps* props) {
  if (pool == nullptr || props == nullptr) return cudaErrorInvalidValue;
  if (props->handleTypes != cudaMemHandleTypeNone) return cudaErrorNotSupported;
  if (props->allocType != cudaMemAllocationTypePinned ||
      props->location.type != cudaMemLocationTypeDevice || props->location.id != 0)
    return cudaErrorInvalidValue;
  *pool = create_pool();
  return cudaSuccess;
}

cudaError_t tell(cudaMemPool_t* pool, int device, cudaMemPool_t which) {
  if (pool == nullptr) return cudaErrorInvalidValue;
  if (device != 0) return cudaErrorInvalidDevice;
  *pool = which;
  return cudaSuccess;
}

}  // namespace
}  // namespace emu

cudaError_t cudaMallocAsync(void** devPtr, size_t size, cudaStream_t hStream) {
  return emu::call("cudaMallocAsync",
                   [&] { return emu::allocate_async(devPtr, size, emu::current_pool(), hStream); });
}

cudaError_t cudaMallocFromPoolAsync(void** ptr, size_t size, cudaMemPool_t memPool,
                                    cudaStream_t stream) {
  return emu::call("cudaMallocFromPoolAsync",
                   [&] { return emu::allocate_async(ptr, size, memPool, stream); });
}

cudaError_t cudaFreeAsync(void* devPtr, cudaStream_t hStream) {
  return emu::call("cudaFreeAsync", [&] { return emu::free_async(devPtr, hStream); });
}

cudaError_t cudaMemPoolCreate(cudaMemPool_t* memPool, const cudaMemPoolProps* poolProps) {
  return emu::call("cudaMemPoolCreate", [&] { return emu::create(memPool, poolProps); });
}

cudaError_t cudaMemPoolDestroy(cudaMemPool_t memPool) {
  return emu::call("cudaMemPoolDestroy", [&] {
    return emu::destroy_pool(memPool) ? cudaSuccess : cudaErrorInvalidValue;
  });
}

cudaError_t cudaMemPoolTrimTo(cudaMemPool_t memPool, size_t minBytesToKeep) {
  return emu::call("cudaMemPoolTrimTo", [&] {
    if (!emu::is_pool(memPool)) return cudaErrorInvalidValue;
    emu::trim(*memPool, minBytesToKeep);
    return cudaSuccess;
  });
}

cudaError_t cudaMemPoolSetAttribute(cudaMemPool_t memPool, cudaMemPoolAttr attr, void* value) {
  return emu::call("cudaMemPoolSetAttribute", [&] { return emu::set(memPool, attr, value); });
}

cudaError_t cudaMemPoolGetAttribute(cudaMemPool_t memPool, cudaMemPoolAttr attr, void* value) {
  return emu::call("cudaMemPoolGetAttribute", [&] { return emu::get(memPool, attr, value); });
}

cudaError_t cudaDeviceGetDefaultMemPool(cudaMemPool_t* memPool, int device) {
  return emu::call("cudaDeviceGetDefaultMemPool",
                   [&] { return emu::tell(memPool, device, emu::default_pool()); });
}

cudaError_t cudaDeviceGetMemPool(cudaMemPool_t* memPool, int device) {
  return emu::call("cudaDeviceGetMemPool",
                   [&] { return emu::tell(memPool, device, emu::current_pool()); });
}

cudaError_t cudaDeviceSetMemPool(int device, cudaMemPool_t memPool) {
  return emu::call("cudaDeviceSetMemPool", [&] {
    if (device != 0) return cudaErrorInvalidDevice;
    return emu::use_pool(memPool) ? cudaSuccess : cudaErrorInvalidValue;
  });
}

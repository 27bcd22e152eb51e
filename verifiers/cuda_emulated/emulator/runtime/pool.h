// Pools of stream-ordered memory.
//
// The address is chosen when cudaMallocAsync is called; the memory lives from where the
// stream performs the allocation to where a stream performs its free.  A pool hands an
// address out again to an allocation of the same size that comes after the free by the
// order of streams, and keeps the rest until the host has seen the free.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>
#include <vector>

#include "check/memory.h"
#include "runtime/allocations.h"

struct CUmemPoolHandle_st {
  struct Cached {
    void* at = nullptr;
    std::size_t bytes = 0;
    emu::Clock freed;
  };

  std::vector<Cached> cached;
  std::uint64_t threshold = 0;  // Bytes that it may keep when the host has waited.
  std::uint64_t used = 0, used_high = 0;
  std::uint64_t reserved = 0, reserved_high = 0;
  int follow_events = 1, opportunistic = 1, internal_dependencies = 1;
};

namespace emu {

cudaMemPool_t default_pool();
cudaMemPool_t current_pool();
// False: no such pool.
bool use_pool(cudaMemPool_t pool);
cudaMemPool_t create_pool();
bool is_pool(cudaMemPool_t pool);
bool destroy_pool(cudaMemPool_t pool);

cudaError_t allocate_async(void** at, std::size_t bytes, cudaMemPool_t pool, cudaStream_t stream);
cudaError_t free_async(void* at, cudaStream_t stream);

// Gives back what is free and seen so by the host, until at most `keep` bytes are reserved.
void trim(CUmemPoolHandle_st& pool, std::uint64_t keep);

// cudaFree took an allocation of the pool.
void pool_forgets(cudaMemPool_t pool, const DeviceMemory& allocation);

}  // namespace emu

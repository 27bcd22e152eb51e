#include "runtime/pool.h"

#include <algorithm>
#include <utility>

#include "runtime/arena.h"
#include "runtime/call.h"
#include "runtime/capture.h"
#include "runtime/clocks.h"
#include "runtime/handles.h"
#include "runtime/stream.h"
#include "runtime/submit.h"

namespace emu {
namespace {

struct Pools {
  Handles<CUmemPoolHandle_st> handles;
  cudaMemPool_t by_default = nullptr;
  cudaMemPool_t current = nullptr;
};

Pools& pools();
void* take_from(CUmemPoolHandle_st& pool, std::size_t bytes, const Clock& after);
cudaError_t allocate_in_graph(void** at, std::size_t bytes, cudaStream_t stream);
bool covers(const Clock& clock, const Clock& other);

}  // namespace

cudaMemPool_t default_pool() {
  return pools().by_default;
}
cudaMemPool_t current_pool() {
  return pools().current;
}
cudaMemPool_t create_pool() {
  return pools().handles.create();
}
bool is_pool(cudaMemPool_t pool) {
  return pools().handles.alive(pool);
}

bool use_pool(cudaMemPool_t pool) {
  if (!is_pool(pool)) return false;
  pools().current = pool;
  return true;
}

bool destroy_pool(cudaMemPool_t pool) {
  if (pool == pools().by_default || !pools().handles.destroy(pool)) return false;
  if (pools().current == pool) pools().current = pools().by_default;
  trim(*pool, 0);
  return true;
}

cudaError_t allocate_async(void** at, std::size_t bytes, cudaMemPool_t pool, cudaStream_t handle) {
  CUstream_st* const stream = find_stream(handle);
  if (stream == nullptr) return stream_error(handle);
  if (at == nullptr || !is_pool(pool)) return cudaErrorInvalidValue;
  *at = nullptr;
  if (bytes == 0) return cudaSuccess;
  if (stream->capture) return allocate_in_graph(at, bytes, handle);
  trim(*pool, pool->threshold);
  void* const made = take_from(*pool, bytes, stream->last);
  if (made == nullptr) return cudaErrorMemoryAllocation;
  pool->used_high = std::max(pool->used_high, pool->used += bytes);
  note_allocation(
      {.begin = made, .bytes = bytes, .how = "cudaMallocAsync", .site = here(), .pool = pool});
  *at = made;
  return submit(handle, AllocateWork{made, bytes, "cudaMallocAsync"});
}

cudaError_t free_async(void* at, cudaStream_t handle) {
  CUstream_st* const stream = find_stream(handle);
  if (stream == nullptr) return stream_error(handle);
  if (at == nullptr) return cudaSuccess;
  const auto found = allocation_at(at);
  if (!found || found->begin != at) return refuse_free(at, "cudaFreeAsync");
  if (stream->capture && !found->of_graph) return cudaErrorInvalidValue;
  const bool own = found->pool == nullptr && !found->of_graph;
  const cudaError_t error = submit(handle, FreeWork{at, found->bytes, own});
  if (error != cudaSuccess) return error;
  forget_allocation(at, here());
  if (found->pool == nullptr) return cudaSuccess;
  found->pool->used -= found->bytes;
  found->pool->cached.push_back({at, found->bytes, stream->last});
  return cudaSuccess;
}

void trim(CUmemPoolHandle_st& pool, std::uint64_t keep) {
  auto& cached = pool.cached;
  for (auto at = cached.begin(); at != cached.end() && pool.reserved > keep;) {
    if (!covers(host_clock(), at->freed)) {
      ++at;
      continue;
    }
    arena_give_back(at->at);
    pool.reserved -= at->bytes;
    at = cached.erase(at);
  }
}

void pool_forgets(cudaMemPool_t pool, const DeviceMemory& allocation) {
  pool->used -= allocation.bytes;
  pool->reserved -= allocation.bytes;
}

namespace {

Pools& pools() {
  static Pools* const own = [] {
    auto* const made = new Pools;
    made->by_default = made->current = made->handles.create();
    return made;
  }();
  return *own;
}

// A cached address whose free comes before; else a new one, closed until it is performed.
void* take_from(CUmemPoolHandle_st& pool, std::size_t bytes, const Clock& after) {
  const auto fits = [&](const auto& cached) {
    return cached.bytes == bytes && covers(after, cached.freed);
  };
  const auto found = std::find_if(pool.cached.begin(), pool.cached.end(), fits);
  if (found != pool.cached.end()) {
    void* const at = found->at;
    pool.cached.erase(found);
    return at;
  }
  void* at = arena_take(bytes);
  if (at == nullptr) {
    host_waits(everything());
    trim(pool, 0);
    at = arena_take(bytes);
  }
  if (at == nullptr) return nullptr;
  arena_close(at, bytes);
  pool.reserved_high = std::max(pool.reserved_high, pool.reserved += bytes);
  return at;
}

// A graph's memory keeps its address from launch to launch, and is never handed out again.
cudaError_t allocate_in_graph(void** at, std::size_t bytes, cudaStream_t stream) {
  void* const made = arena_take(bytes);
  if (made == nullptr) return cudaErrorMemoryAllocation;
  arena_close(made, bytes);
  const cudaError_t error = submit(stream, AllocateWork{made, bytes, "cudaMallocAsync of a graph"});
  if (error != cudaSuccess) {
    arena_give_back(made);
    return error;
  }
  note_allocation({.begin = made,
                   .bytes = bytes,
                   .how = "cudaMallocAsync of a graph",
                   .site = here(),
                   .of_graph = true});
  *at = made;
  return cudaSuccess;
}

bool covers(const Clock& clock, const Clock& other) {
  for (std::size_t stream = 1; stream < other.size(); ++stream) {
    if (tick_of(clock, stream) < other[stream]) return false;
  }
  return true;
}

}  // namespace
}  // namespace emu

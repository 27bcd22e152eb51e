#include "core/memory.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "core/memory_lists.h"
#include "tw/memory.h"

namespace tw {
namespace {

constexpr std::uint32_t kThreadBlocksMax = 16;  // Of each class.
constexpr std::uint32_t kThreadNodesMax = 4096;  // Graphs are dropped as a whole.
constexpr std::size_t kThreadBytesMax = std::size_t{1} << 20;
constexpr std::uint32_t kHeadersMax = 65536;  // In the shared list; of nodes too.
constexpr std::size_t kLargePage = std::size_t{2} << 20;

constexpr std::uint32_t thread_blocks_max(std::size_t size_class) {
  return size_class == kNodeClass ? kThreadNodesMax : kThreadBlocksMax;
}

// Of all pools and all room in caches together; never more than kIdleBytesMax, so that what is idle
// never is.
constinit std::atomic<std::size_t> set_aside{0};

bool set_more_aside(std::size_t bytes) noexcept {
  std::size_t before = set_aside.load(std::memory_order_relaxed);
  do {
    if (bytes > kIdleBytesMax - before) return false;
  } while (
      !set_aside.compare_exchange_weak(before, before + bytes, std::memory_order_relaxed));
  return true;
}

void set_less_aside(std::size_t bytes) noexcept {
  set_aside.fetch_sub(bytes, std::memory_order_relaxed);
}

// What a thread has counted, modulo 2^64: a block may be freed in another thread.
struct Counts {
  std::size_t live = 0;
  std::uint64_t requests = 0;
  std::uint64_t system_requests = 0;

  void add(const Counts& other) noexcept {
    live += other.live;
    requests += other.requests;
    system_requests += other.system_requests;
  }
  void add_request(std::size_t bytes, bool system) noexcept {
    live += bytes;
    ++requests;
    if (system) ++system_requests;
  }
};

// What one thread keeps and counts.  Its own thread pushes; others may pop and read.
struct Cache {
  Lock lock;
  Pool pool;
  std::size_t room = 0;  // Set aside for the pool, at least its bytes.
  Counts counts;
  Cache* next = nullptr;

  // Without another look at what all threads keep.
  [[nodiscard]] bool fits(std::size_t size_class) const noexcept {
    return pool.lists[size_class].count() < thread_blocks_max(size_class) &&
           pool.bytes + counted_bytes(size_class) <= room;
  }
  [[nodiscard]] bool push(void* memory, std::size_t size_class) noexcept {
    if (pool.lists[size_class].count() >= thread_blocks_max(size_class)) return false;
    const std::size_t needed = pool.bytes + counted_bytes(size_class);
    if (needed > room) {
      if (needed > kThreadBytesMax || !set_more_aside(needed - room)) return false;
      room = needed;
    }
    pool.push(memory, size_class);
    return true;
  }
  // Says how many bytes nothing is set aside for any more.
  [[nodiscard]] std::size_t drop_room() noexcept {
    const std::size_t dropped = room - pool.bytes;
    room = pool.bytes;
    return dropped;
  }
};

// The lock comes before those of the caches, and guards which caches there are.
struct Shared {
  Lock lock;
  Pool pool;
  Cache ended;  // For threads whose own cache is gone; the first of the caches.
};

// There before the first object of static storage is made, and never destroyed.
constinit Shared shared;
static_assert(std::is_trivially_destructible_v<Shared>);

constinit thread_local Cache* thread_cache = nullptr;

// Takes the cache of a thread out of use when the thread ends.
struct CacheOwner {
  Cache* cache;
  ~CacheOwner() {
    thread_cache = &shared.ended;
    const Held held(shared.lock);
    Cache* before = &shared.ended;
    while (before->next != cache) before = before->next;
    before->next = cache->next;
    set_less_aside(cache->drop_room());
    for (std::size_t c = 0; c < kClasses; ++c)
      while (void* memory = cache->pool.pop(c)) shared.pool.push(memory, c);
    {
      const Held held_too(shared.ended.lock);
      shared.ended.counts.add(cache->counts);
    }
    delete cache;
  }
};

Cache* new_thread_cache() noexcept {
  auto* cache = new (std::nothrow) Cache;
  if (cache == nullptr) return &shared.ended;
  thread_local const CacheOwner owner{cache};
  thread_cache = cache;
  const Held held(shared.lock);
  cache->next = shared.ended.next;
  shared.ended.next = cache;
  return cache;
}

Cache& cache_of_thread() noexcept {
  Cache* cache = thread_cache;
  return cache != nullptr ? *cache : *new_thread_cache();
}

struct Kept {
  void* memory;  // Null if there is none.
  std::size_t size_class;
};

// The smallest that lies anywhere.
Kept take_from_all(std::size_t first, std::size_t last) noexcept {
  const Held held(shared.lock);
  for (std::size_t c = first; c <= last; ++c) {
    void* memory = shared.pool.pop(c);
    if (memory != nullptr) set_less_aside(counted_bytes(c));
    for (Cache* cache = &shared.ended; cache != nullptr && memory == nullptr; cache = cache->next) {
      if (cache->pool.lists[c].count() == 0) continue;
      const Held held_too(cache->lock);
      memory = cache->pool.pop(c);
    }
    if (memory != nullptr) return {memory, c};
  }
  return {nullptr, first};
}

// Whether there was room left.
bool keep_for_all(void* memory, std::size_t size_class) noexcept {
  const std::size_t bytes = counted_bytes(size_class);
  const Held held(shared.lock);
  if (!set_more_aside(bytes)) {
    for (Cache* cache = &shared.ended; cache != nullptr; cache = cache->next) {
      const Held held_too(cache->lock);
      set_less_aside(cache->drop_room());
    }
    if (!set_more_aside(bytes)) return false;
  }
  shared.pool.push(memory, size_class);
  return true;
}

// Blocks that hold a large page begin where one does: each page lies in one block.
constexpr std::align_val_t alignment_of(std::size_t bytes) {
  const bool large = kKeepsMemory && bytes >= kLargePage;
  return std::align_val_t{large ? kLargePage : kStorageAlignment};
}

// The tables of addresses that processors keep hold few thousand pages.  Walks over more than those
// wait for addresses, unless the pages are large, which the system has to be asked for.
void* in_large_pages(void* memory, [[maybe_unused]] std::size_t bytes) noexcept {
#if defined(__linux__)
  if (kKeepsMemory && bytes >= kLargePage)
    (void)madvise(memory, bytes / kLargePage * kLargePage, MADV_HUGEPAGE);
#endif
  return memory;
}

void* ask_system(std::size_t bytes) {
  const std::align_val_t alignment = alignment_of(bytes);
  if constexpr (kKeepsMemory) {
    if (void* memory = ::operator new(bytes, alignment, std::nothrow))
      return in_large_pages(memory, bytes);
    release_memory();
  }
  return in_large_pages(::operator new(bytes, alignment), bytes);
}

// `bytes` as the system was asked for them.
void give_system(void* memory, std::size_t bytes) noexcept {
  ::operator delete(memory, alignment_of(bytes));
}

Block count_request(Block block, bool system) noexcept {
  Cache& cache = cache_of_thread();
  const Held held(cache.lock);
  cache.counts.add_request(block.bytes, system);
  return block;
}

// Moves what lies in the pool to `all`.
void drain(Pool& pool, Lists& all) noexcept {
  for (std::size_t c = 0; c < kClasses; ++c)
    while (void* memory = pool.pop(c)) all[c].push(memory);
}

// Of headers and nodes.
void* take_uncounted(std::size_t size_class, std::size_t bytes) {
  if constexpr (kKeepsMemory) {
    {
      Cache& cache = cache_of_thread();
      const Held held(cache.lock);
      if (void* memory = cache.pool.pop(size_class)) return memory;
    }
    if (void* memory = take_from_all(size_class, size_class).memory) return memory;
  }
  return ask_system(bytes);
}

void give_uncounted(void* memory, std::size_t size_class) noexcept {
  if constexpr (kKeepsMemory) {
    {
      Cache& cache = cache_of_thread();
      const Held held(cache.lock);
      if (cache.push(memory, size_class)) return;
    }
    if (shared.pool.lists[size_class].count() < kHeadersMax && keep_for_all(memory, size_class))
      return;
  }
  give_system(memory, 0);
}

// A block that is never kept.
void give_unkept(Block block) noexcept {
  if (block.bytes == kDeviceBlock) {
    give_device_block(block.memory);
    return;
  }
  {
    Cache& cache = cache_of_thread();
    const Held held(cache.lock);
    cache.counts.live -= block.bytes;
  }
  give_system(block.memory, block.bytes);
}

}  // namespace

Block take_block(std::size_t bytes) {
  if (!kKeepsMemory || bytes > kKeptBlockMax)
    return count_request({ask_system(bytes), bytes}, true);
  const std::size_t first = class_of(bytes);
  {
    Cache& cache = cache_of_thread();
    const Held held(cache.lock);
    if (void* memory = cache.pool.pop(first)) {
      cache.counts.add_request(block_bytes(first), false);
      return {memory, block_bytes(first)};
    }
  }
  // The two next classes hold less than twice of what is asked, the third twice if it is exact.
  std::size_t last = first;
  while (last + 1 < kHeaderClass && block_bytes(last + 1) <= 2 * bytes) ++last;
  const Kept kept = take_from_all(first, last);
  if (kept.memory == nullptr)
    return count_request({ask_system(block_bytes(first)), block_bytes(first)}, true);
  return count_request({kept.memory, block_bytes(kept.size_class)}, false);
}

void give_block(Block block) noexcept {
  if (!kKeepsMemory || block.bytes > kKeptBlockMax) {
    give_unkept(block);
    return;
  }
  {
    Cache& cache = cache_of_thread();
    const Held held(cache.lock);
    cache.counts.live -= block.bytes;
    if (cache.push(block.memory, class_of(block.bytes))) return;
  }
  if (!keep_for_all(block.memory, class_of(block.bytes)))
    give_system(block.memory, block.bytes);
}

void* take_header(std::size_t bytes) {
  return take_uncounted(kHeaderClass, bytes);
}

void give_header(void* memory) noexcept {
  give_uncounted(memory, kHeaderClass);
}

void* take_node(std::size_t bytes) {
  return take_uncounted(kNodeClass, bytes);
}

void give_node(void* memory) noexcept {
  give_uncounted(memory, kNodeClass);
}

BlockAndHeader take_block_and_header(std::size_t block_size, std::size_t header_size) {
  if (kKeepsMemory && block_size <= kKeptBlockMax) {
    const std::size_t size_class = class_of(block_size);
    Cache& cache = cache_of_thread();
    const Held held(cache.lock);
    if (cache.pool.lists[size_class].count() > 0 && cache.pool.lists[kHeaderClass].count() > 0) {
      const Block block{cache.pool.pop(size_class), block_bytes(size_class)};
      cache.counts.add_request(block.bytes, false);
      return {block, cache.pool.pop(kHeaderClass)};
    }
  }
  const Block block = take_block(block_size);
  try {
    return {block, take_header(header_size)};
  } catch (...) {
    give_block(block);
    throw;
  }
}

void give_block_and_header(BlockAndHeader both) noexcept {
  if (kKeepsMemory && both.block.bytes <= kThreadBytesMax) {
    const std::size_t size_class = class_of(both.block.bytes);
    Cache& cache = cache_of_thread();
    const Held held(cache.lock);
    if (cache.fits(size_class) && cache.fits(kHeaderClass)) {
      cache.counts.live -= both.block.bytes;
      cache.pool.push(both.block.memory, size_class);
      cache.pool.push(both.header, kHeaderClass);
      return;
    }
  }
  give_block(both.block);
  give_header(both.header);
}

MemoryStats memory_stats() noexcept {
  // With all locks, so that the sums are those of one moment.
  const Held held(shared.lock);
  Counts counts;
  std::size_t idle = shared.pool.bytes;
  for (Cache* cache = &shared.ended; cache != nullptr; cache = cache->next) {
    cache->lock.lock();
    counts.add(cache->counts);
    idle += cache->pool.bytes;
  }
  for (Cache* cache = &shared.ended; cache != nullptr; cache = cache->next) cache->lock.unlock();
  return {counts.live, idle, counts.requests, counts.system_requests};
}

void release_memory() noexcept {
  Lists all;
  {
    const Held held(shared.lock);
    set_less_aside(shared.pool.bytes);
    drain(shared.pool, all);
    for (Cache* cache = &shared.ended; cache != nullptr; cache = cache->next) {
      const Held held_too(cache->lock);
      drain(cache->pool, all);
      set_less_aside(cache->drop_room());
    }
  }
  for (std::size_t c = 0; c < kClasses; ++c)
    while (void* memory = all[c].pop()) give_system(memory, counted_bytes(c));
}

}  // namespace tw

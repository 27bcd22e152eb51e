#include "core/memory.h"

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <mutex>
#include <new>
#include <thread>
#include <type_traits>

#include "core/storage.h"
#include "tw/memory.h"

namespace tw {
namespace {

// Classes of sizes: powers of two from 64 B on at even numbers, their midpoints at odd ones.
constexpr std::size_t class_of(std::size_t bytes) {
  if (bytes <= 64) return 0;
  const auto power = static_cast<std::size_t>(std::bit_width(bytes - 1));  // 2^power >= bytes.
  const bool midpoint = bytes <= std::size_t{3} << (power - 2);
  return 2 * (power - 6) - (midpoint ? 1 : 0);
}

constexpr std::size_t kHeaderClass = class_of(kKeptBlockMax) + 1;
constexpr std::size_t kClasses = kHeaderClass + 1;

constexpr std::size_t block_bytes(std::size_t size_class) {
  return std::size_t{size_class % 2 == 0 ? 64U : 96U} << (size_class / 2);
}

// What counts in the statistics: headers do not.
constexpr std::size_t counted_bytes(std::size_t size_class) {
  return size_class == kHeaderClass ? 0 : block_bytes(size_class);
}

static_assert(block_bytes(class_of(kKeptBlockMax)) == kKeptBlockMax);
static_assert(class_of(65) == 1 && class_of(96) == 1 && class_of(97) == 2 && class_of(129) == 3);

constexpr std::uint32_t kThreadBlocksMax = 16;  // Of each class.
constexpr std::size_t kThreadBytesMax = std::size_t{1} << 20;
constexpr std::uint32_t kHeadersMax = 65536;  // In the shared list.

// Held for a few instructions, and mostly by the one thread that ever takes it.
class Lock {
 public:
  void lock() noexcept {
    while (held_.exchange(true, std::memory_order_acquire)) std::this_thread::yield();
  }
  void unlock() noexcept { held_.store(false, std::memory_order_release); }

 private:
  std::atomic<bool> held_{false};
};

using Held = std::lock_guard<Lock>;

// Idle memory of one class.  Only count() may be called without the lock.
class List {
 public:
  void push(void* memory) noexcept {
    head_ = new (memory) Idle{head_};
    count_.store(count() + 1, std::memory_order_relaxed);
  }
  [[nodiscard]] void* pop() noexcept {
    Idle* first = head_;
    if (first == nullptr) return nullptr;
    head_ = first->next;
    count_.store(count() - 1, std::memory_order_relaxed);
    return first;
  }
  [[nodiscard]] std::uint32_t count() const noexcept {
    return count_.load(std::memory_order_relaxed);
  }

 private:
  struct Idle {  // Lies in the idle memory itself.
    Idle* next;
  };
  Idle* head_ = nullptr;
  std::atomic<std::uint32_t> count_{0};
};

using Lists = std::array<List, kClasses>;

// What one thread keeps.  Its own thread pushes; others may pop.
struct Cache {
  Lock lock;
  Lists lists;
  std::size_t bytes = 0;
  Cache* next = nullptr;

  [[nodiscard]] void* pop(std::size_t size_class) noexcept {
    void* memory = lists[size_class].pop();
    if (memory != nullptr) bytes -= counted_bytes(size_class);
    return memory;
  }
  [[nodiscard]] bool push(void* memory, std::size_t size_class) noexcept {
    if (lists[size_class].count() >= kThreadBlocksMax) return false;
    if (bytes + counted_bytes(size_class) > kThreadBytesMax) return false;
    lists[size_class].push(memory);
    bytes += counted_bytes(size_class);
    return true;
  }
};

// The lock comes before those of the caches, and guards which caches there are.
struct Shared {
  Lock lock;
  Lists lists;
  Cache ended;  // For threads whose own cache is gone; the first of the caches.
};

struct Counters {
  std::atomic<std::size_t> live{0};
  std::atomic<std::size_t> idle{0};  // Of all threads.  Never less than what lies in the lists.
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> system_requests{0};
};

// There before the first object of static storage is made, and never destroyed.
constinit Shared shared;
constinit Counters counters;
static_assert(std::is_trivially_destructible_v<Shared> &&
              std::is_trivially_destructible_v<Counters>);

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
    for (std::size_t c = 0; c < kClasses; ++c)
      while (void* memory = cache->lists[c].pop()) shared.lists[c].push(memory);
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
    void* memory = shared.lists[c].pop();
    for (Cache* cache = &shared.ended; cache != nullptr && memory == nullptr; cache = cache->next) {
      if (cache->lists[c].count() == 0) continue;
      const Held held_too(cache->lock);
      memory = cache->pop(c);
    }
    if (memory != nullptr) return {memory, c};
  }
  return {nullptr, first};
}

Kept take_kept(std::size_t first, std::size_t last) noexcept {
  Cache& cache = cache_of_thread();
  {
    const Held held(cache.lock);
    if (void* memory = cache.pop(first)) return {memory, first};
  }
  return take_from_all(first, last);
}

bool count_as_idle(std::size_t bytes) noexcept {
  std::size_t idle = counters.idle.load(std::memory_order_relaxed);
  do {
    if (bytes > kIdleBytesMax - idle) return false;
  } while (!counters.idle.compare_exchange_weak(idle, idle + bytes, std::memory_order_relaxed));
  return true;
}

void keep(void* memory, std::size_t size_class) noexcept {
  Cache& cache = cache_of_thread();
  {
    const Held held(cache.lock);
    if (cache.push(memory, size_class)) return;
  }
  const Held held(shared.lock);
  shared.lists[size_class].push(memory);
}

void* ask_system(std::size_t bytes) {
  constexpr std::align_val_t kAlignment{kStorageAlignment};
  if constexpr (kKeepsMemory) {
    if (void* memory = ::operator new(bytes, kAlignment, std::nothrow)) return memory;
    release_memory();
  }
  return ::operator new(bytes, kAlignment);
}

void give_system(void* memory) noexcept {
  ::operator delete(memory, std::align_val_t{kStorageAlignment});
}

Block count_request(Block block, bool system) noexcept {
  counters.live.fetch_add(block.bytes, std::memory_order_relaxed);
  counters.requests.fetch_add(1, std::memory_order_relaxed);
  if (system) counters.system_requests.fetch_add(1, std::memory_order_relaxed);
  return block;
}

// Moves what lies in the lists to `all` and says how many idle bytes that are.
std::size_t drain(Lists& lists, List& all) noexcept {
  std::size_t bytes = 0;
  for (std::size_t c = 0; c < kClasses; ++c)
    while (void* memory = lists[c].pop()) {
      all.push(memory);
      bytes += counted_bytes(c);
    }
  return bytes;
}

}  // namespace

Block take_block(std::size_t bytes) {
  if (!kKeepsMemory || bytes > kKeptBlockMax)
    return count_request({ask_system(bytes), bytes}, true);
  // The two next classes hold less than twice of what is asked, the third twice if it is exact.
  const std::size_t first = class_of(bytes);
  std::size_t last = first;
  while (last + 1 < kHeaderClass && block_bytes(last + 1) <= 2 * bytes) ++last;
  const Kept kept = take_kept(first, last);
  if (kept.memory == nullptr)
    return count_request({ask_system(block_bytes(first)), block_bytes(first)}, true);
  const Block block = count_request({kept.memory, block_bytes(kept.size_class)}, false);
  counters.idle.fetch_sub(block.bytes, std::memory_order_relaxed);
  return block;
}

void give_block(Block block) noexcept {
  const bool kept = kKeepsMemory && block.bytes <= kKeptBlockMax && count_as_idle(block.bytes);
  counters.live.fetch_sub(block.bytes, std::memory_order_relaxed);
  if (kept)
    keep(block.memory, class_of(block.bytes));
  else
    give_system(block.memory);
}

void* take_header(std::size_t bytes) {
  if constexpr (kKeepsMemory)
    if (void* memory = take_kept(kHeaderClass, kHeaderClass).memory) return memory;
  return ask_system(bytes);
}

void give_header(void* memory) noexcept {
  if (kKeepsMemory && shared.lists[kHeaderClass].count() < kHeadersMax)
    keep(memory, kHeaderClass);
  else
    give_system(memory);
}

MemoryStats memory_stats() noexcept {
  // Read first, so that they are never more than all requests.
  const std::uint64_t system_requests = counters.system_requests;
  return {counters.live, counters.idle, counters.requests, system_requests};
}

void release_memory() noexcept {
  List all;
  {
    const Held held(shared.lock);
    std::size_t bytes = drain(shared.lists, all);
    for (Cache* cache = &shared.ended; cache != nullptr; cache = cache->next) {
      const Held held_too(cache->lock);
      bytes += drain(cache->lists, all);
      cache->bytes = 0;
    }
    counters.idle.fetch_sub(bytes, std::memory_order_relaxed);
  }
  while (void* memory = all.pop()) give_system(memory);
}

}  // namespace tw

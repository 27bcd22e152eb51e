// What memory.cpp keeps idle memory in: lists of blocks of one size class.
#pragma once

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <new>
#include <thread>

#include "tw/memory.h"

namespace tw {

// Classes of sizes: powers of two from 64 B on at even numbers, their midpoints at odd ones.
constexpr std::size_t class_of(std::size_t bytes) {
  if (bytes <= 64) return 0;
  const auto power = static_cast<std::size_t>(std::bit_width(bytes - 1));  // 2^power >= bytes.
  const bool midpoint = bytes <= std::size_t{3} << (power - 2);
  return 2 * (power - 6) - (midpoint ? 1 : 0);
}

inline constexpr std::size_t kHeaderClass = class_of(kKeptBlockMax) + 1;
inline constexpr std::size_t kNodeClass = kHeaderClass + 1;
inline constexpr std::size_t kClasses = kNodeClass + 1;

constexpr std::size_t block_bytes(std::size_t size_class) {
  return std::size_t{size_class % 2 == 0 ? 64U : 96U} << (size_class / 2);
}

// What counts in the statistics: headers and nodes do not.
constexpr std::size_t counted_bytes(std::size_t size_class) {
  return size_class >= kHeaderClass ? 0 : block_bytes(size_class);
}

static_assert(block_bytes(class_of(kKeptBlockMax)) == kKeptBlockMax);
static_assert(class_of(65) == 1 && class_of(96) == 1 && class_of(97) == 2 && class_of(129) == 3);

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

// Idle memory of all classes.
struct Pool {
  Lists lists;
  std::size_t bytes = 0;  // That count as idle.

  [[nodiscard]] void* pop(std::size_t size_class) noexcept {
    void* memory = lists[size_class].pop();
    if (memory != nullptr) bytes -= counted_bytes(size_class);
    return memory;
  }
  void push(void* memory, std::size_t size_class) noexcept {
    lists[size_class].push(memory);
    bytes += counted_bytes(size_class);
  }
};

}  // namespace tw

// The memory of tensors: bytes with a count of references and a version.  On the CPU all of it is
// one block; the bytes of a storage on a CUDA device lie there, and its header on the host.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>
#include <type_traits>
#include <utility>

#include "core/memory.h"
#include "tw/device.h"

namespace tw {

// The header of a storage; on the CPU its bytes follow right behind it.
class alignas(kStorageAlignment) Storage {
 public:
  // Of so many bytes in a block that holds this header too, with one reference, which the caller
  // owns.
  [[nodiscard]] static Storage* make(Block block, std::size_t bytes) noexcept {
    auto* const data = static_cast<std::byte*>(block.memory) + sizeof(Storage);
    return new (block.memory) Storage(data, bytes, block.bytes);
  }
  // The same on a CUDA device.  Throws std::bad_alloc, and what CUDA refuses.
  [[nodiscard]] static Storage* make_on(Device device, std::size_t bytes);
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;

  void retain() noexcept { count_.fetch_add(1, std::memory_order_relaxed); }
  void release() noexcept {
    if (drop()) give_block(block());
  }
  // Gives up one reference.  After the last, which it tells, block() is to be given back.
  [[nodiscard]] bool drop() noexcept {
    // Nobody can add to a count of 1 but the owner of this reference.
    return count_.load(std::memory_order_acquire) == 1 ||
           count_.fetch_sub(1, std::memory_order_acq_rel) == 1;
  }
  [[nodiscard]] Block block() noexcept { return {this, block_bytes_}; }

  // On a CUDA device an address there; null where there are no bytes.
  [[nodiscard]] std::byte* data() noexcept { return data_; }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }
  [[nodiscard]] Device device() const noexcept { return device_; }

  // How often elements were changed.
  [[nodiscard]] std::uint64_t version() const noexcept {
    return version_.load(std::memory_order_relaxed);
  }
  void bump_version() noexcept { version_.fetch_add(1, std::memory_order_relaxed); }

 private:
  friend void give_device_block(void* header) noexcept;

  Storage(std::byte* data, std::size_t bytes, std::size_t block_bytes) noexcept
      : data_(data), bytes_(bytes), block_bytes_(block_bytes) {}

  std::atomic<std::size_t> count_{1};
  std::atomic<std::uint64_t> version_{0};
  std::byte* data_;
  std::size_t bytes_;
  std::size_t block_bytes_;  // With this header; kDeviceBlock where that is all.
  void* taken_ = nullptr;    // From the device.
  Device device_;
};
static_assert(sizeof(Storage) == kStorageAlignment);
static_assert(std::is_trivially_destructible_v<Storage>);  // To give its block back is enough.

// One reference to a storage.
class StorageRef {
 public:
  explicit StorageRef(Storage* storage) noexcept : storage_(storage) {}  // Takes over one.
  StorageRef(const StorageRef& other) noexcept : storage_(other.storage_) {
    if (storage_ != nullptr) storage_->retain();
  }
  StorageRef(StorageRef&& other) noexcept : storage_(std::exchange(other.storage_, nullptr)) {}
  StorageRef& operator=(const StorageRef&) = delete;
  StorageRef& operator=(StorageRef&&) = delete;
  ~StorageRef() {
    if (storage_ != nullptr) storage_->release();
  }

  // Gives its reference up.  Says which storage has a block to give back, null if there is none.
  [[nodiscard]] Storage* drop() noexcept {
    Storage* storage = std::exchange(storage_, nullptr);
    return storage != nullptr && storage->drop() ? storage : nullptr;
  }
  [[nodiscard]] Storage* get() const noexcept { return storage_; }
  Storage* operator->() const noexcept { return storage_; }

 private:
  Storage* storage_;
};

}  // namespace tw

// The memory of tensors: bytes with a count of references and a version, in one block.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>

#include "core/memory.h"

namespace tw {

// The header of a storage; its bytes follow right behind it.
class alignas(kStorageAlignment) Storage {
 public:
  // Of so many bytes in a block that holds this header too, with one reference, which the caller
  // owns.
  [[nodiscard]] static Storage* make(Block block, std::size_t bytes) noexcept {
    return new (block.memory) Storage(bytes, block.bytes);
  }
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;

  void retain() noexcept { count_.fetch_add(1, std::memory_order_relaxed); }
  void release() noexcept {
    if (drop()) give_block(destroy());
  }
  // Gives up one reference.  After the last, which it tells, the storage is to be destroyed.
  [[nodiscard]] bool drop() noexcept {
    // Nobody can add to a count of 1 but the owner of this reference.
    return count_.load(std::memory_order_acquire) == 1 ||
           count_.fetch_sub(1, std::memory_order_acq_rel) == 1;
  }
  // Says which block there is to give back.
  [[nodiscard]] Block destroy() noexcept {
    const Block block{this, block_bytes_};
    this->~Storage();
    return block;
  }

  [[nodiscard]] std::byte* data() noexcept { return reinterpret_cast<std::byte*>(this + 1); }
  [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

  // How often elements were changed.
  [[nodiscard]] std::uint64_t version() const noexcept {
    return version_.load(std::memory_order_relaxed);
  }
  void bump_version() noexcept { version_.fetch_add(1, std::memory_order_relaxed); }

 private:
  Storage(std::size_t bytes, std::size_t block_bytes) noexcept
      : bytes_(bytes), block_bytes_(block_bytes) {}
  ~Storage() = default;

  std::atomic<std::size_t> count_{1};
  std::atomic<std::uint64_t> version_{0};
  std::size_t bytes_;
  std::size_t block_bytes_;  // With this header.
};

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

  // Gives its reference up.  Says which storage is to be destroyed, null if there is none.
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

// The memory of tensors: bytes with a count of references and a version, in one block.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace tw {

inline constexpr std::size_t kStorageAlignment = 64;

// The header of a storage; its bytes follow right behind it.
class alignas(kStorageAlignment) Storage {
 public:
  // With one reference, which the caller owns.  Throws std::bad_alloc.
  [[nodiscard]] static Storage* allocate(std::size_t bytes);
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;

  void retain() noexcept { count_.fetch_add(1, std::memory_order_relaxed); }
  void release() noexcept {
    if (count_.fetch_sub(1, std::memory_order_acq_rel) == 1) free(this);
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
  static void free(Storage* storage) noexcept;

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

  [[nodiscard]] Storage* get() const noexcept { return storage_; }
  Storage* operator->() const noexcept { return storage_; }

 private:
  Storage* storage_;
};

}  // namespace tw

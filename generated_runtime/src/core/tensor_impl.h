// What a Tensor points to: sizes, strides, offset, dtype, storage, attachment and a count of
// references.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>

#include "core/storage.h"
#include "tw/device.h"
#include "tw/dtype.h"
#include "tw/shape.h"
#include "tw/tensor.h"

namespace tw {

// Nothing but the count and the attachment changes after it is made.
class TensorImpl {
 public:
  // A header over this storage.  The caller has checked that sizes, strides and offset fit it.
  [[nodiscard]] static Tensor make(StorageRef storage, const Dims& sizes, const Dims& strides,
                                   std::int64_t offset, Dtype dtype);
  // A header over a storage of its own.  The sizes hold so many elements, of `bytes` in all.
  [[nodiscard]] static Tensor make_contiguous(const Dims& sizes, std::int64_t numel,
                                              std::size_t bytes, Dtype dtype);
  // The same on any device.
  [[nodiscard]] static Tensor make_contiguous_on(Device device, const Dims& sizes,
                                                 std::int64_t numel, std::size_t bytes,
                                                 Dtype dtype);
  // The same storage and dtype under other sizes, strides and offset.
  [[nodiscard]] Tensor view(const Dims& sizes, const Dims& strides, std::int64_t offset) const {
    return make(storage_, sizes, strides, offset, dtype_);
  }
  TensorImpl(const TensorImpl&) = delete;
  TensorImpl& operator=(const TensorImpl&) = delete;

  void retain() noexcept { count_.fetch_add(1, std::memory_order_relaxed); }
  void release() noexcept {
    // Nobody can add to a count of 1 but the owner of this reference.
    if (count_.load(std::memory_order_acquire) == 1 ||
        count_.fetch_sub(1, std::memory_order_acq_rel) == 1)
      free(this);
  }

  [[nodiscard]] Dtype dtype() const noexcept { return dtype_; }
  [[nodiscard]] Device device() const noexcept { return storage_->device(); }
  [[nodiscard]] int rank() const noexcept { return static_cast<int>(sizes_.size()); }
  [[nodiscard]] std::int64_t numel() const noexcept { return numel_; }
  [[nodiscard]] const Dims& sizes() const noexcept { return sizes_; }
  [[nodiscard]] const Dims& strides() const noexcept { return strides_; }
  [[nodiscard]] std::int64_t offset() const noexcept { return offset_; }
  [[nodiscard]] bool is_contiguous() const noexcept { return contiguous_; }
  [[nodiscard]] const Storage* storage() const noexcept { return storage_.get(); }
  [[nodiscard]] std::int64_t storage_numel() const noexcept {
    return static_cast<std::int64_t>(storage_->bytes() / bytes_of(dtype_));
  }
  // The first element; the storage's start if there is none, as the offset may then be anything.
  [[nodiscard]] std::byte* data() const noexcept {
    std::byte* start = storage_->data();
    return numel_ == 0 ? start : start + offset_ * static_cast<std::int64_t>(bytes_of(dtype_));
  }

  [[nodiscard]] std::uint64_t version() const noexcept { return storage_->version(); }
  void bump_version() const noexcept { storage_->bump_version(); }
  [[nodiscard]] Attachment* attachment() const noexcept { return attachment_.get(); }
  void attach(std::unique_ptr<Attachment> attachment) noexcept {
    attachment_ = std::move(attachment);
  }

 private:
  TensorImpl(StorageRef storage, const Dims& sizes, const Dims& strides, std::int64_t offset,
             Dtype dtype) noexcept;
  // Contiguous.
  TensorImpl(StorageRef storage, const Dims& sizes, std::int64_t numel, Dtype dtype) noexcept;
  ~TensorImpl() = default;
  static void free(TensorImpl* impl) noexcept;

  std::atomic<std::size_t> count_{1};
  StorageRef storage_;
  Dims sizes_;
  Dims strides_;
  std::int64_t offset_;
  std::int64_t numel_ = 1;
  Dtype dtype_;
  bool contiguous_ = true;
  std::unique_ptr<Attachment> attachment_;
};

// empty_tensor for any op, on the CPU: throws "[op] ..." for bad sizes.
[[nodiscard]] Tensor new_tensor(std::string_view op, IntSpan sizes, Dtype dtype);

// The same for sizes whose number of elements is known.
[[nodiscard]] Tensor new_tensor(std::string_view op, const Dims& sizes, std::int64_t numel,
                                Dtype dtype);

// The same on any device.
[[nodiscard]] Tensor new_tensor_on(Device device, std::string_view op, IntSpan sizes, Dtype dtype);

// The same on the CPU for the sizes of x, which has elements and is contiguous: nothing is left to check.
[[nodiscard]] inline Tensor new_tensor_like(const TensorImpl& x, Dtype dtype) {
  const std::int64_t numel = x.numel();
  return TensorImpl::make_contiguous(x.sizes(), numel,
                                     static_cast<std::size_t>(numel) * bytes_of(dtype), dtype);
}

}  // namespace tw

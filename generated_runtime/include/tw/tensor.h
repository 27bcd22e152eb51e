// A tensor: a strided view of a storage.
//
// Copying a Tensor copies a pointer.  Two tensors that share a storage see each
// other's writes.  Reference counts are safe between threads; elements are not.
#pragma once

#include <cstdint>
#include <memory>

#include "tw/device.h"
#include "tw/dtype.h"
#include "tw/shape.h"

namespace tw {

class TensorImpl;  // src/core/tensor_impl.h: sizes, strides, offset, dtype, storage, count.

// What a higher floor keeps on one tensor, as gradients do.  The views of the tensor do not have
// it.
class Attachment {
 public:
  Attachment() = default;
  Attachment(const Attachment&) = delete;
  Attachment& operator=(const Attachment&) = delete;
  virtual ~Attachment() = default;
};

class Tensor {
 public:
  Tensor() noexcept = default;  // No tensor: defined() is false, and nothing else may be asked.
  explicit Tensor(TensorImpl* impl) noexcept : impl_(impl) {}  // Takes over one reference.
  Tensor(const Tensor& other) noexcept;
  Tensor(Tensor&& other) noexcept : impl_(other.impl_) { other.impl_ = nullptr; }
  Tensor& operator=(const Tensor& other) noexcept;
  Tensor& operator=(Tensor&& other) noexcept;
  ~Tensor();

  [[nodiscard]] bool defined() const noexcept { return impl_ != nullptr; }
  [[nodiscard]] TensorImpl* impl() const noexcept { return impl_; }

  [[nodiscard]] Dtype dtype() const noexcept;
  [[nodiscard]] Device device() const noexcept;  // Where its storage lies.
  [[nodiscard]] int rank() const noexcept;
  [[nodiscard]] std::int64_t numel() const noexcept;
  // Valid while this tensor lives; the sizes and strides of a tensor never change.
  [[nodiscard]] IntSpan sizes() const noexcept;
  [[nodiscard]] IntSpan strides() const noexcept;  // In elements.
  // One size or stride; a negative dim counts from the end.  Throws "[size] dim ..." or "[stride]
  // dim ...".
  [[nodiscard]] std::int64_t size(std::int64_t dim) const;
  [[nodiscard]] std::int64_t stride(std::int64_t dim) const;
  // Of the first element, in elements from the storage's start.
  [[nodiscard]] std::int64_t offset() const noexcept;
  // How many elements of this dtype the storage holds.
  [[nodiscard]] std::int64_t storage_numel() const noexcept;

  // Row-major without gaps.  Strides of dims of size 1 do not count; a tensor without elements is
  // contiguous.
  [[nodiscard]] bool is_contiguous() const noexcept;
  // The first element.  Never null for a defined tensor with elements.  An address of the device
  // where the storage lies there: the host may not read or write it.
  [[nodiscard]] void* data() const noexcept;
  // The same, typed.  The caller has checked the dtype.
  template <class T>
  [[nodiscard]] T* data_as() const noexcept {
    return static_cast<T*>(data());
  }
  [[nodiscard]] bool shares_storage_with(const Tensor& other) const noexcept;

  // How often the elements of the storage were changed in place, the same for all tensors that
  // share it.  An op that changes elements raises it once; who writes through data() may.
  [[nodiscard]] std::uint64_t version() const noexcept;
  void bump_version() const noexcept;

  // Null where nothing is attached.  The tensor owns what is, and destroys it with its last
  // reference.  Attaching is not safe while another thread asks.
  [[nodiscard]] Attachment* attachment() const noexcept;
  void attach(std::unique_ptr<Attachment> attachment) const noexcept;

 private:
  TensorImpl* impl_ = nullptr;
};

// A new contiguous tensor whose elements are not initialised, on the current device.  Its storage
// starts at a multiple of 64 bytes, of 512 on CUDA.  Throws "[empty_tensor] ..." for bad sizes, and
// std::bad_alloc when the host, "[cuda] out of memory: ..." when the device has no memory. (Not
// called `empty`: for a vector of sizes std::empty would be found first.)
[[nodiscard]] Tensor empty_tensor(IntSpan sizes, Dtype dtype = Dtype::f32);

}  // namespace tw

#include "tw/tensor.h"

#include <algorithm>
#include <memory>
#include <new>
#include <utility>

#include "core/fail.h"
#include "core/memory.h"
#include "core/tensor_impl.h"

namespace tw {
namespace {

std::size_t checked_bytes(std::string_view op, IntSpan sizes, std::int64_t numel, Dtype dtype) {
  std::int64_t bytes = 0;
  if (__builtin_mul_overflow(numel, static_cast<std::int64_t>(bytes_of(dtype)), &bytes))
    fail(op, "sizes " + to_text(sizes) + " take more than 2^63 - 1 bytes");
  return static_cast<std::size_t>(bytes);
}

}  // namespace

TensorImpl::TensorImpl(StorageRef storage, const Dims& sizes, const Dims& strides,
                       std::int64_t offset, Dtype dtype) noexcept
    : storage_(std::move(storage)),
      sizes_(sizes),
      strides_(strides),
      offset_(offset),
      dtype_(dtype) {
  for (std::size_t i = sizes_.size(); i-- > 0;) {
    if (sizes_[i] != 1 && strides_[i] != numel_) contiguous_ = false;
    numel_ *= sizes_[i];
  }
  if (numel_ == 0) contiguous_ = true;
}

// A copy of other Dims costs less than new ones, all of which are filled with zeros first.
TensorImpl::TensorImpl(StorageRef storage, const Dims& sizes, std::int64_t numel,
                       Dtype dtype) noexcept
    : storage_(std::move(storage)),
      sizes_(sizes),
      strides_(sizes),
      offset_(0),
      numel_(numel),
      dtype_(dtype) {
  std::int64_t stride = 1;  // As in contiguous_strides.
  for (std::size_t i = sizes.size(); i-- > 0;) {
    strides_[i] = stride;
    stride *= std::max<std::int64_t>(sizes[i], 1);
  }
}

Tensor TensorImpl::make(StorageRef storage, const Dims& sizes, const Dims& strides,
                        std::int64_t offset, Dtype dtype) {
  void* memory = take_header(sizeof(TensorImpl));
  return Tensor(new (memory) TensorImpl(std::move(storage), sizes, strides, offset, dtype));
}

Tensor TensorImpl::make_contiguous(const Dims& sizes, std::int64_t numel, std::size_t bytes,
                                   Dtype dtype) {
  // At most 2^63 - 1 bytes are asked for, so the sum does not wrap around.
  const BlockAndHeader memory = take_block_and_header(sizeof(Storage) + bytes, sizeof(TensorImpl));
  StorageRef storage(Storage::make(memory.block, bytes));
  return Tensor(new (memory.header) TensorImpl(std::move(storage), sizes, numel, dtype));
}

Tensor TensorImpl::make_contiguous_on(Device device, const Dims& sizes, std::int64_t numel,
                                      std::size_t bytes, Dtype dtype) {
  if (!device.is_cuda()) return make_contiguous(sizes, numel, bytes, dtype);
  StorageRef storage(Storage::make_on(device, bytes));
  void* memory = take_header(sizeof(TensorImpl));
  return Tensor(new (memory) TensorImpl(std::move(storage), sizes, numel, dtype));
}

void TensorImpl::free(TensorImpl* impl) noexcept {
  StorageRef storage(std::move(impl->storage_));
  impl->~TensorImpl();
  if (Storage* last = storage.drop())
    give_block_and_header({last->block(), impl});
  else
    give_header(impl);
}

Tensor new_tensor(std::string_view op, IntSpan sizes, Dtype dtype) {
  const std::int64_t numel = numel_of(op, sizes);
  return new_tensor(op, Dims(sizes), numel, dtype);
}

Tensor new_tensor(std::string_view op, const Dims& sizes, std::int64_t numel, Dtype dtype) {
  const std::size_t bytes = checked_bytes(op, sizes, numel, dtype);
  return TensorImpl::make_contiguous(sizes, numel, bytes, dtype);
}

Tensor new_tensor_on(Device device, std::string_view op, IntSpan sizes, Dtype dtype) {
  const std::int64_t numel = numel_of(op, sizes);
  const std::size_t bytes = checked_bytes(op, sizes, numel, dtype);
  return TensorImpl::make_contiguous_on(device, Dims(sizes), numel, bytes, dtype);
}

Tensor empty_tensor(IntSpan sizes, Dtype dtype) {
  return new_tensor_on(current_device(), "empty_tensor", sizes, dtype);
}

Tensor::Tensor(const Tensor& other) noexcept : impl_(other.impl_) {
  if (impl_ != nullptr) impl_->retain();
}

Tensor& Tensor::operator=(const Tensor& other) noexcept {
  Tensor copy(other);
  std::swap(impl_, copy.impl_);
  return *this;
}

Tensor& Tensor::operator=(Tensor&& other) noexcept {
  Tensor taken(std::move(other));
  std::swap(impl_, taken.impl_);
  return *this;
}

Tensor::~Tensor() {
  if (impl_ != nullptr) impl_->release();
}

Dtype Tensor::dtype() const noexcept {
  return impl_->dtype();
}

Device Tensor::device() const noexcept {
  return impl_->device();
}

int Tensor::rank() const noexcept {
  return impl_->rank();
}

std::int64_t Tensor::numel() const noexcept {
  return impl_->numel();
}

IntSpan Tensor::sizes() const noexcept {
  return impl_->sizes();
}

IntSpan Tensor::strides() const noexcept {
  return impl_->strides();
}

std::int64_t Tensor::size(std::int64_t dim) const {
  return impl_->sizes()[static_cast<std::size_t>(wrap_dim("size", dim, rank()))];
}

std::int64_t Tensor::stride(std::int64_t dim) const {
  return impl_->strides()[static_cast<std::size_t>(wrap_dim("stride", dim, rank()))];
}

std::int64_t Tensor::offset() const noexcept {
  return impl_->offset();
}

std::int64_t Tensor::storage_numel() const noexcept {
  return impl_->storage_numel();
}

bool Tensor::is_contiguous() const noexcept {
  return impl_->is_contiguous();
}

void* Tensor::data() const noexcept {
  return impl_->data();
}

bool Tensor::shares_storage_with(const Tensor& other) const noexcept {
  return defined() && other.defined() && impl_->storage() == other.impl_->storage();
}

std::uint64_t Tensor::version() const noexcept {
  return impl_->version();
}

void Tensor::bump_version() const noexcept {
  impl_->bump_version();
}

Attachment* Tensor::attachment() const noexcept {
  return impl_->attachment();
}

void Tensor::attach(std::unique_ptr<Attachment> attachment) const noexcept {
  impl_->attach(std::move(attachment));
}

}  // namespace tw

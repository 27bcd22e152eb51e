#include "tw/view.h"

#include <string>
#include <utility>

#include "core/copy.h"
#include "core/fail.h"
#include "core/layout.h"
#include "core/tensor_impl.h"

namespace tw::view {
namespace {

const TensorImpl& impl_of(std::string_view op, const Tensor& x) {
  if (!x.defined()) fail(op, "the tensor is undefined");
  return *x.impl();
}

std::size_t dim_of(std::string_view op, std::int64_t dim, const TensorImpl& x) {
  return static_cast<std::size_t>(wrap_dim(op, dim, x.rank()));
}

Dims without(const Dims& list, std::size_t dim) {
  Dims rest;
  for (std::size_t i = 0; i < list.size(); ++i)
    if (i != dim) rest.push_back(list[i]);
  return rest;
}

Dims with(const Dims& list, std::size_t dim, std::int64_t value) {
  Dims more;
  for (std::size_t i = 0; i < dim; ++i) more.push_back(list[i]);
  more.push_back(value);
  for (std::size_t i = dim; i < list.size(); ++i) more.push_back(list[i]);
  return more;
}

// The sizes that reshape makes of `sizes`, which may hold one -1.
Dims inferred_sizes(const TensorImpl& x, IntSpan sizes) {
  constexpr std::string_view kOp = "reshape";
  if (sizes.size() > kRankMax) (void)numel_of(kOp, sizes);
  Dims known(sizes);
  std::optional<std::size_t> open;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (known[i] != -1) continue;
    if (open) fail(kOp, "sizes " + to_text(sizes) + " hold more than one -1");
    open = i;
    known[i] = 1;
  }
  const std::int64_t numel = numel_of(kOp, known);
  if (open && numel == 0) fail(kOp, "the -1 in sizes " + to_text(sizes) + " is not determined");
  if (open ? x.numel() % numel != 0 : x.numel() != numel)
    fail(kOp, "sizes " + to_text(sizes) + " do not hold " + std::to_string(x.numel()) +
                  " elements");
  if (open) known[*open] = x.numel() / numel;
  return known;
}

// Where a bound of a slice lies, from 0 to size.
std::int64_t clamp_bound(std::int64_t bound, std::int64_t size) {
  if (bound < 0) bound += size;
  return std::clamp<std::int64_t>(bound, 0, size);
}

// x with `size` entries of a dim from `start` on, `step` apart.
Tensor part(const TensorImpl& x, std::size_t dim, std::int64_t start, std::int64_t size,
            std::int64_t step) {
  Dims sizes = x.sizes();
  Dims strides = x.strides();
  const std::int64_t offset = moved_offset(x.offset(), start, strides[dim]);
  sizes[dim] = size;
  strides[dim] = capped_product(strides[dim], step);
  return x.view(sizes, strides, offset);
}

// Whether the storage holds each of these elements, of which there is at least one.
bool holds(std::int64_t storage_numel, IntSpan sizes, IntSpan strides, std::int64_t offset) {
  std::int64_t last = offset;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    std::int64_t reach = 0;
    if (__builtin_mul_overflow(sizes[i] - 1, strides[i], &reach)) return false;
    if (__builtin_add_overflow(last, reach, &last)) return false;
  }
  return last < storage_numel;
}

}  // namespace

Tensor transpose(const Tensor& x, std::int64_t dim0, std::int64_t dim1) {
  const TensorImpl& impl = impl_of("transpose", x);
  const std::size_t a = dim_of("transpose", dim0, impl);
  const std::size_t b = dim_of("transpose", dim1, impl);
  Dims sizes = impl.sizes();
  Dims strides = impl.strides();
  std::swap(sizes[a], sizes[b]);
  std::swap(strides[a], strides[b]);
  return impl.view(sizes, strides, impl.offset());
}

Tensor permute(const Tensor& x, IntSpan dims) {
  const TensorImpl& impl = impl_of("permute", x);
  if (dims.size() != impl.sizes().size())
    fail("permute", "dims " + to_text(dims) + " do not name each of " +
                        std::to_string(impl.rank()) + " dims once");
  Dims sizes;
  Dims strides;
  Dims seen(dims.size(), 0);
  for (const std::int64_t listed : dims) {
    const std::size_t dim = dim_of("permute", listed, impl);
    if (seen[dim]++ != 0) fail("permute", "dims " + to_text(dims) + " name a dim twice");
    sizes.push_back(impl.sizes()[dim]);
    strides.push_back(impl.strides()[dim]);
  }
  return impl.view(sizes, strides, impl.offset());
}

Tensor reshape(const Tensor& x, IntSpan sizes) {
  const TensorImpl& impl = impl_of("reshape", x);
  const Dims wanted = inferred_sizes(impl, sizes);
  if (impl.numel() == 0) return impl.view(wanted, contiguous_strides(wanted), impl.offset());
  if (const auto strides = strides_under({impl.sizes(), impl.strides()}, wanted))
    return impl.view(wanted, *strides, impl.offset());
  const Tensor copy = contiguous_copy("reshape", impl);
  return copy.impl()->view(wanted, contiguous_strides(wanted), 0);
}

Tensor expand(const Tensor& x, IntSpan sizes) {
  const TensorImpl& impl = impl_of("expand", x);
  if (sizes.size() > kRankMax) (void)numel_of("expand", sizes);
  const auto mismatch = [&] {
    fail("expand", "sizes " + to_text(impl.sizes()) + " do not expand to " + to_text(sizes));
  };
  if (sizes.size() < impl.sizes().size()) mismatch();
  const std::size_t lead = sizes.size() - impl.sizes().size();
  Dims wanted(sizes);
  Dims strides(sizes.size(), 0);
  for (std::size_t i = lead; i < wanted.size(); ++i) {
    const std::int64_t size = impl.sizes()[i - lead];
    if (wanted[i] == -1) wanted[i] = size;
    if (wanted[i] == size)
      strides[i] = impl.strides()[i - lead];
    else if (size != 1)
      mismatch();
  }
  for (const std::int64_t size : wanted)
    if (size < 0) mismatch();
  (void)numel_of("expand", wanted);
  return impl.view(wanted, strides, impl.offset());
}

Tensor narrow(const Tensor& x, std::int64_t dim, std::int64_t start, std::int64_t length) {
  const TensorImpl& impl = impl_of("narrow", x);
  const std::size_t at = dim_of("narrow", dim, impl);
  const std::int64_t size = impl.sizes()[at];
  if (start < 0 || length < 0 || start > size - length)
    fail("narrow", "start " + std::to_string(start) + " and length " + std::to_string(length) +
                       " out of range for size " + std::to_string(size));
  return part(impl, at, start, length, 1);
}

Tensor slice(const Tensor& x, std::int64_t dim, std::optional<std::int64_t> start,
             std::optional<std::int64_t> end, std::int64_t step) {
  const TensorImpl& impl = impl_of("slice", x);
  const std::size_t at = dim_of("slice", dim, impl);
  if (step < 1) fail("slice", "step " + std::to_string(step) + " is below 1");
  const std::int64_t size = impl.sizes()[at];
  const std::int64_t from = clamp_bound(start.value_or(0), size);
  const std::int64_t to = clamp_bound(end.value_or(size), size);
  const std::int64_t length = from < to ? (to - from - 1) / step + 1 : 0;
  return part(impl, at, from, length, step);
}

Tensor select(const Tensor& x, std::int64_t dim, std::int64_t index) {
  const TensorImpl& impl = impl_of("select", x);
  const std::size_t at = dim_of("select", dim, impl);
  const std::int64_t size = impl.sizes()[at];
  if (index < -size || index >= size)
    fail("select",
         "index " + std::to_string(index) + " out of range for size " + std::to_string(size));
  const std::int64_t entry = index < 0 ? index + size : index;
  return impl.view(without(impl.sizes(), at), without(impl.strides(), at),
                   moved_offset(impl.offset(), entry, impl.strides()[at]));
}

Tensor squeeze(const Tensor& x, std::int64_t dim) {
  const TensorImpl& impl = impl_of("squeeze", x);
  if (impl.rank() == 0 && (dim == 0 || dim == -1)) return x;
  const std::size_t at = dim_of("squeeze", dim, impl);
  if (impl.sizes()[at] != 1) return x;
  return impl.view(without(impl.sizes(), at), without(impl.strides(), at), impl.offset());
}

Tensor unsqueeze(const Tensor& x, std::int64_t dim) {
  const TensorImpl& impl = impl_of("unsqueeze", x);
  const auto at = static_cast<std::size_t>(wrap_dim("unsqueeze", dim, impl.rank() + 1));
  if (impl.rank() == kRankMax)
    fail("unsqueeze", "the tensor has " + std::to_string(kRankMax) + " dims already");
  const bool inside = at < impl.sizes().size();
  const std::int64_t stride =
      inside ? capped_product(std::max<std::int64_t>(impl.sizes()[at], 1), impl.strides()[at]) : 1;
  return impl.view(with(impl.sizes(), at, 1), with(impl.strides(), at, stride), impl.offset());
}

Tensor as_strided(const Tensor& x, IntSpan sizes, IntSpan strides, std::int64_t offset) {
  const TensorImpl& impl = impl_of("as_strided", x);
  const auto lists = [&] {
    return "sizes " + to_text(sizes) + " and strides " + to_text(strides);
  };
  if (sizes.size() != strides.size()) fail("as_strided", lists() + " differ in length");
  const std::int64_t numel = numel_of("as_strided", sizes);
  for (const std::int64_t stride : strides)
    if (stride < 0) fail("as_strided", "strides " + to_text(strides) + " are not all from 0 up");
  if (offset < 0) fail("as_strided", "offset " + std::to_string(offset) + " is negative");
  if (numel > 0 && !holds(impl.storage_numel(), sizes, strides, offset))
    fail("as_strided", lists() + " at offset " + std::to_string(offset) +
                           " lie outside a storage of " + std::to_string(impl.storage_numel()) +
                           " elements");
  return impl.view(Dims(sizes), Dims(strides), offset);
}

Tensor contiguous(const Tensor& x) {
  const TensorImpl& impl = impl_of("contiguous", x);
  return impl.is_contiguous() ? x : contiguous_copy("contiguous", impl);
}

Tensor clone(const Tensor& x) {
  return contiguous_copy("clone", impl_of("clone", x));
}

}  // namespace tw::view

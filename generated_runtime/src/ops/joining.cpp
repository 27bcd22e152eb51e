#include "cpu/joining.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/fail.h"
#include "core/tensor_impl.h"
#include "tw/dispatch.h"
#include "tw/indexing.h"
#include "tw/ops.h"

namespace tw {
namespace {

void check_all(std::string_view op, std::span<const Tensor> xs) {
  if (xs.empty()) fail(op, "no tensors");
  for (const Tensor& x : xs)
    if (!x.defined()) fail(op, "the tensor is undefined");
}

Dtype promoted(std::span<const Tensor> xs) {
  Dtype dtype = xs[0].dtype();
  for (const Tensor& x : xs) dtype = promote(dtype, x.dtype());
  return dtype;
}

// Writes x into the result, from its element `start` on.
void place(const Tensor& result, std::int64_t start, const Dims& to_strides, const Tensor& x) {
  if (x.numel() == 0) return;
  const TensorImpl& from = *x.impl();
  const auto bytes = static_cast<std::int64_t>(bytes_of(result.dtype()));
  cpu::place(result.impl()->data() + start * bytes, result.dtype(), from.sizes(), to_strides,
             {from.data(), from.strides(), from.dtype()});
}

bool joins(const Tensor& x, const Tensor& first, std::size_t along) {
  if (x.rank() != first.rank()) return false;
  for (std::size_t i = 0; i < x.sizes().size(); ++i)
    if (i != along && x.sizes()[i] != first.sizes()[i]) return false;
  return true;
}

// What the dispatcher calls.
namespace kernels {

Tensor cat(std::span<const Tensor> xs, std::int64_t dim) {
  check_all("cat", xs);
  const Tensor& first = xs[0];
  const auto along = static_cast<std::size_t>(wrap_dim("cat", dim, first.rank()));
  const auto both = [&](const Tensor& x) {
    return "sizes " + to_text(first.sizes()) + " and " + to_text(x.sizes());
  };
  Dims sizes(first.sizes());
  sizes[along] = 0;
  for (const Tensor& x : xs) {
    if (!joins(x, first, along))
      fail("cat", both(x) + " do not join along dim " + std::to_string(along));
    if (__builtin_add_overflow(sizes[along], x.sizes()[along], &sizes[along]))
      fail("cat", both(x) + " are too large to join");
  }

  Tensor result = new_tensor("cat", sizes, promoted(xs));
  const Dims& strides = result.impl()->strides();
  std::int64_t done = 0;
  for (const Tensor& x : xs) {
    if (x.numel() == 0) continue;
    place(result, done * strides[along], strides, x);
    done += x.sizes()[along];
  }
  return result;
}

Tensor stack(std::span<const Tensor> xs, std::int64_t dim) {
  check_all("stack", xs);
  const Tensor& first = xs[0];
  const int along = wrap_dim("stack", dim, first.rank() + 1);
  for (const Tensor& x : xs)
    if (!std::ranges::equal(x.sizes(), first.sizes()))
      fail("stack", "sizes " + to_text(first.sizes()) + " and " + to_text(x.sizes()) + " differ");

  // There may be one dim too many for Dims.
  std::vector<std::int64_t> sizes(first.sizes().begin(), first.sizes().end());
  sizes.insert(sizes.begin() + along, static_cast<std::int64_t>(xs.size()));
  Tensor result = new_tensor("stack", sizes, promoted(xs));
  if (result.numel() == 0) return result;
  Dims strides;  // Of one of the tensors in the result.
  for (int i = 0; i < result.rank(); ++i)
    if (i != along) strides.push_back(result.stride(i));
  const std::int64_t step = result.stride(along);
  for (std::size_t i = 0; i < xs.size(); ++i)
    place(result, static_cast<std::int64_t>(i) * step, strides, xs[i]);
  return result;
}

// Calls the function narrow, which is recorded itself.
std::vector<Tensor> split(const Tensor& x, std::int64_t size, std::int64_t dim) {
  if (!x.defined()) fail("split", "the tensor is undefined");
  const int along = wrap_dim("split", dim, x.rank());
  if (size < 1) fail("split", "size must be positive, got " + std::to_string(size));
  const std::int64_t end = x.size(along);
  std::vector<Tensor> parts;
  std::int64_t start = 0;
  do {
    const std::int64_t length = std::min(size, end - start);
    parts.push_back(tw::narrow(x, along, start, length));
    start += length;
  } while (start < end);
  return parts;
}

}  // namespace kernels

TypedOp<Tensor(std::span<const Tensor>, std::int64_t)> handle(std::string_view name) {
  return find_op(name).typed<Tensor(std::span<const Tensor>, std::int64_t)>();
}

}  // namespace

Tensor cat(std::span<const Tensor> xs, std::int64_t dim) {
  static const auto op = handle("cat");
  return op(xs, dim);
}

Tensor stack(std::span<const Tensor> xs, std::int64_t dim) {
  static const auto op = handle("stack");
  return op(xs, dim);
}

std::vector<Tensor> split(const Tensor& x, std::int64_t size, std::int64_t dim) {
  static const auto op =
      find_op("split").typed<std::vector<Tensor>(const Tensor&, std::int64_t, std::int64_t)>();
  return op(x, size, dim);
}

namespace ops {

void register_joining(Library& library) {
  library.define("cat(Tensor[] xs, int dim=0) -> Tensor", &kernels::cat);
  library.define("stack(Tensor[] xs, int dim=0) -> Tensor", &kernels::stack);
  library.define("split(Tensor x, int size, int dim=0) -> Tensor[]", &kernels::split);
}

}  // namespace ops
}  // namespace tw

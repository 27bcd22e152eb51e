#include "cpu/indexing.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/copy.h"
#include "core/fail.h"
#include "core/tensor_impl.h"
#include "cpu/cast.h"
#include "tw/dispatch.h"
#include "tw/indexing.h"

namespace tw {
namespace {

void check_defined(std::string_view op, const Tensor& x) {
  if (!x.defined()) fail(op, "the tensor is undefined");
}

void check_index(std::string_view op, const Tensor& index) {
  if (index.dtype() != Dtype::i64)
    fail(op, "index must be i64, got " + std::string(name_of(index.dtype())));
}

void check_rank(std::string_view op, std::string_view what, const Tensor& x, int rank) {
  if (x.rank() != rank)
    fail(op, std::string(what) + " must have " + std::to_string(rank) +
                 (rank == 1 ? " dim" : " dims") + ", got " + std::to_string(x.rank()));
}

void check_numbers(std::string_view op, const Tensor& index, std::int64_t size) {
  const std::optional<std::int64_t> number = cpu::outside(
      index.data_as<std::int64_t>(), Dims(index.sizes()), Dims(index.strides()), size);
  if (number)
    fail(op, "index " + std::to_string(*number) + " out of range for size " + std::to_string(size));
}

std::size_t dim_of(std::string_view op, std::int64_t dim, const Tensor& x) {
  return static_cast<std::size_t>(wrap_dim(op, dim, x.rank()));
}

// Whether an index has x's number of dims, and at most its size in each but `dim`.
bool fits(const Tensor& index, const Tensor& x, std::size_t dim) {
  if (index.rank() != x.rank()) return false;
  for (std::size_t i = 0; i < x.sizes().size(); ++i)
    if (i != dim && index.sizes()[i] > x.sizes()[i]) return false;
  return true;
}

void check_fits(std::string_view op, const Tensor& index, const Tensor& x, std::size_t dim) {
  if (!fits(index, x, dim))
    fail(op, "index of sizes " + to_text(index.sizes()) + " does not fit " + to_text(x.sizes()));
}

// The places of x that an index which fits it names.
cpu::Places places_along(const Tensor& x, std::size_t dim, const Tensor& index) {
  cpu::Places places{Dims(index.sizes()), Dims(x.strides()), x.strides()[dim],
                     index.data_as<std::int64_t>(), Dims(index.strides())};
  places.strides[dim] = 0;
  return places;
}

// The elements of x as another dtype, without gaps.
Tensor as_dtype(std::string_view op, const TensorImpl& x, Dtype dtype) {
  Tensor result = new_tensor(op, x.sizes(), dtype);
  cpu::cast(result.data(), dtype, x.sizes(), x.data(), x.strides(), x.dtype());
  return result;
}

// What the dispatcher calls.
namespace kernels {

Tensor index_select(const Tensor& x, std::int64_t dim, const Tensor& index) {
  constexpr std::string_view kOp = "index_select";
  check_defined(kOp, x);
  check_defined(kOp, index);
  const std::size_t along = dim_of(kOp, dim, x);
  check_index(kOp, index);
  check_rank(kOp, "index", index, 1);
  check_numbers(kOp, index, x.sizes()[along]);

  Dims sizes(x.sizes());
  sizes[along] = index.sizes()[0];
  Tensor result = new_tensor(kOp, sizes, x.dtype());
  cpu::Places places{sizes, Dims(x.strides()), x.strides()[along], index.data_as<std::int64_t>(),
                     Dims(sizes.size(), 0)};
  places.strides[along] = 0;
  places.index_strides[along] = index.strides()[0];
  cpu::pick(result.data(), x.data(), x.dtype(), places);
  return result;
}

Tensor gather(const Tensor& x, std::int64_t dim, const Tensor& index) {
  constexpr std::string_view kOp = "gather";
  check_defined(kOp, x);
  check_defined(kOp, index);
  const std::size_t along = dim_of(kOp, dim, x);
  check_index(kOp, index);
  check_fits(kOp, index, x, along);
  check_numbers(kOp, index, x.sizes()[along]);

  Tensor result = new_tensor(kOp, index.sizes(), x.dtype());
  cpu::pick(result.data(), x.data(), x.dtype(), places_along(x, along, index));
  return result;
}

Tensor scatter_add(const Tensor& x, std::int64_t dim, const Tensor& index, const Tensor& source) {
  constexpr std::string_view kOp = "scatter_add";
  check_defined(kOp, x);
  check_defined(kOp, index);
  check_defined(kOp, source);
  const std::size_t along = dim_of(kOp, dim, x);
  const Dtype dtype = x.dtype();
  if (dtype == Dtype::boolean) fail(kOp, "dtype bool is not supported");
  check_index(kOp, index);
  if (source.dtype() != dtype)
    fail(kOp, "dtypes " + std::string(name_of(dtype)) + " and " +
                  std::string(name_of(source.dtype())) + " differ");
  check_fits(kOp, index, x, along);
  if (!std::ranges::equal(index.sizes(), source.sizes()))
    fail(kOp, "index of sizes " + to_text(index.sizes()) + " and source of sizes " +
                  to_text(source.sizes()) + " differ");
  check_numbers(kOp, index, x.sizes()[along]);

  const bool half = dtype == Dtype::f16 || dtype == Dtype::bf16;
  Tensor sums = half ? as_dtype(kOp, *x.impl(), Dtype::f32) : contiguous_copy(kOp, *x.impl());
  cpu::add_at(sums.data(), source.data(), Dims(source.strides()), dtype,
              places_along(sums, along, index));
  return half ? as_dtype(kOp, *sums.impl(), dtype) : sums;
}

Tensor embedding(const Tensor& weight, const Tensor& index) {
  constexpr std::string_view kOp = "embedding";
  check_defined(kOp, weight);
  check_defined(kOp, index);
  check_index(kOp, index);
  check_rank(kOp, "weight", weight, 2);
  // There may be one dim too many for Dims.
  std::vector<std::int64_t> sizes(index.sizes().begin(), index.sizes().end());
  sizes.push_back(weight.sizes()[1]);
  (void)numel_of(kOp, sizes);
  check_numbers(kOp, index, weight.sizes()[0]);

  Tensor result = new_tensor(kOp, sizes, weight.dtype());
  const auto rank = static_cast<std::size_t>(index.rank());
  cpu::Places places{Dims(result.sizes()), Dims(rank, 0), weight.strides()[0],
                     index.data_as<std::int64_t>(), Dims(index.strides())};
  places.strides.push_back(weight.strides()[1]);
  places.index_strides.push_back(0);
  cpu::pick(result.data(), weight.data(), weight.dtype(), places);
  return result;
}

}  // namespace kernels

TypedOp<Tensor(const Tensor&, std::int64_t, const Tensor&)> handle(std::string_view name) {
  return find_op(name).typed<Tensor(const Tensor&, std::int64_t, const Tensor&)>();
}

}  // namespace

Tensor index_select(const Tensor& x, std::int64_t dim, const Tensor& index) {
  static const auto op = handle("index_select");
  return op(x, dim, index);
}

Tensor gather(const Tensor& x, std::int64_t dim, const Tensor& index) {
  static const auto op = handle("gather");
  return op(x, dim, index);
}

Tensor scatter_add(const Tensor& x, std::int64_t dim, const Tensor& index, const Tensor& source) {
  static const auto op =
      find_op("scatter_add")
          .typed<Tensor(const Tensor&, std::int64_t, const Tensor&, const Tensor&)>();
  return op(x, dim, index, source);
}

Tensor embedding(const Tensor& weight, const Tensor& index) {
  static const auto op = find_op("embedding").typed<Tensor(const Tensor&, const Tensor&)>();
  return op(weight, index);
}

namespace ops {

void register_indexing(Library& library) {
  library.define("index_select(Tensor x, int dim, Tensor index) -> Tensor",
                 &kernels::index_select);
  library.define("gather(Tensor x, int dim, Tensor index) -> Tensor", &kernels::gather);
  library.define("scatter_add(Tensor x, int dim, Tensor index, Tensor source) -> Tensor",
                 &kernels::scatter_add);
  library.define("embedding(Tensor weight, Tensor index) -> Tensor", &kernels::embedding);
}

}  // namespace ops
}  // namespace tw

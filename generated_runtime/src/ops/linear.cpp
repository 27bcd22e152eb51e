#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/copy.h"
#include "core/fail.h"
#include "core/layout.h"
#include "core/tensor_impl.h"
#include "cpu/elementwise_rows.h"
#include "cpu/matmul.h"
#include "cpu/matmul_results.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw {
namespace {

constexpr std::string_view kOp = "linear";

// Throws where the arguments do not fit each other.
void check(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias) {
  const auto fail_sizes = [&] {
    fail(kOp, "sizes " + to_text(x.sizes()) + " and " + to_text(weight.sizes()) +
                  " do not multiply");
  };
  const auto fail_bias = [&] {
    fail(kOp, "bias has sizes " + to_text(bias->sizes()) + ", needs " +
                  to_text({weight.sizes()[0]}));
  };
  if (!x.defined() || !weight.defined() || (bias && !bias->defined()))
    fail(kOp, "the tensor is undefined");
  if (x.rank() == 0 || weight.rank() != 2) fail_sizes();
  if (bias && bias->rank() != 1) fail_bias();
  cpu::check_float_dtypes(kOp, x.dtype(), weight.dtype());
  if (bias) cpu::check_float_dtypes(kOp, x.dtype(), bias->dtype());
  if (x.sizes().back() != weight.sizes()[1]) fail_sizes();
  if (bias && bias->sizes()[0] != weight.sizes()[0]) fail_bias();
}

// Fewer rows than so at once are copied, to be multiplied all at once.
constexpr std::int64_t kFewRows = 48;

// Whether the rows lie in many short stretches of equally spaced ones, or in ones too short to be
// split over threads though all together are not; each row takes so many multiplications.
bool is_scattered(const Tensor& x, std::int64_t products) {
  const std::size_t last = x.sizes().size() - 1;
  const Layout rows = merge_dims(Dims(x.sizes().first(last)), Dims(x.strides().first(last)));
  if (rows.sizes.size() < 2) return false;
  const std::int64_t stretch = rows.sizes[rows.sizes.size() - 1];
  std::int64_t all = 1;
  for (const std::int64_t size : rows.sizes) all *= size;
  return stretch < kFewRows || (capped_product(stretch, products) < cpu::kSplitProducts &&
                                capped_product(all, products) >= cpu::kSplitProducts);
}

// x times the transpose of weight, and bias unless it is null; there is at least one element in
// each.
template <class T>
void multiply(const Tensor& given, const Tensor& weight, const Computed<T>* bias,
              Computed<T>* to) {
  const std::int64_t out = weight.sizes()[0];
  const std::int64_t in = weight.sizes()[1];
  const Tensor x = is_scattered(given, capped_product(in, out))
                       ? contiguous_copy(kOp, *given.impl())
                       : given;
  const cpu::Matrix<const T> transposed{weight.data_as<T>(), weight.strides()[1],
                                        weight.strides()[0]};
  const std::size_t last = x.sizes().size() - 1;
  const T* from = x.data_as<T>();
  // The rows of x, as many at once as are equally far apart.
  cpu::for_rows(cpu::Walk<1>{Dims(x.sizes().first(last)), {Dims(x.strides().first(last))}},
                [&](std::int64_t count, const std::array<std::int64_t, 1>& starts,
                    const std::array<std::int64_t, 1>& steps) {
                  const cpu::Matrix<const T> rows{from + starts[0], steps[0], x.strides()[last]};
                  cpu::matmul<T>(rows, transposed, {to, out, 1}, count, in, out, bias);
                  to += count * out;
                });
}

// Its elements one after the other: where they lie, or put into `room`.
template <class T>
const Computed<T>* elements_of(const Tensor& bias, std::vector<Computed<T>>& room) {
  const T* from = bias.data_as<T>();
  const std::int64_t stride = bias.strides()[0];
  const std::int64_t count = bias.sizes()[0];
  if constexpr (!kIsHalf<T>)
    if (stride == 1 || count == 1) return from;
  room.reserve(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i)
    room.push_back(convert<Computed<T>>(from[i * stride]));
  return room.data();
}

Tensor linear_kernel(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias) {
  check(x, weight, bias);
  Dims sizes(x.sizes());
  sizes[sizes.size() - 1] = weight.sizes()[0];
  const std::int64_t numel = numel_of(kOp, sizes);
  return cpu::rounded_result(kOp, sizes, x.dtype(), [&](auto tag, auto* to) {
    using T = typename decltype(tag)::type;
    if (numel == 0) return;
    std::vector<Computed<T>> room;
    const Computed<T>* added = bias ? elements_of<T>(*bias, room) : nullptr;
    if (x.numel() > 0) return multiply<T>(x, weight, added, to);
    const std::int64_t out = weight.sizes()[0];
    for (std::int64_t i = 0; i < numel; ++i) to[i] = added == nullptr ? 0 : added[i % out];
  });
}

}  // namespace

Tensor linear(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias) {
  static const auto op =
      find_op(kOp).typed<Tensor(const Tensor&, const Tensor&, const std::optional<Tensor>&)>();
  return op(x, weight, bias);
}

namespace ops {

void register_linear(Library& library) {
  library.define("linear(Tensor x, Tensor weight, Tensor? bias=None) -> Tensor", &linear_kernel);
}

}  // namespace ops
}  // namespace tw

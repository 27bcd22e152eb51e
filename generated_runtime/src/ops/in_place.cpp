#include "cpu/in_place.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/copy.h"
#include "core/layout.h"
#include "core/layout_split.h"
#include "core/number.h"
#include "cpu/elementwise_parts.h"
#include "cpu/unary.h"
#include "cpu/where.h"
#include "cuda/elementwise.h"
#include "ops/elementwise.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw {
namespace {

// How many elements are looked at one by one to find out whether two of them are the same.
constexpr std::int64_t kVisited = 65'536;

// What it costs to compute an element and to write it, as split() takes it.
constexpr std::int64_t kChangeCost = 2;

// A result is converted to its own category or to a later one.
int category_of(Dtype dtype) {
  return is_float(dtype) ? 2 : is_integer(dtype) ? 1 : 0;
}

// Where each element lies, from the first one on.
std::vector<std::int64_t> positions_of(const Layout& layout) {
  std::vector<std::int64_t> positions = {0};
  for (std::size_t dim = 0; dim < layout.sizes.size(); ++dim) {
    const std::size_t count = positions.size();
    for (std::int64_t i = 1; i < layout.sizes[dim]; ++i)
      for (std::size_t k = 0; k < count; ++k)
        positions.push_back(positions[k] + i * layout.strides[dim]);
  }
  return positions;
}

// Whether an element is reached twice.  True also where that is not known.
bool overlaps_itself(const TensorImpl& x) {
  if (x.numel() < 2 || x.is_contiguous()) return false;
  const Layout layout = merge_dims(x.sizes(), x.strides());
  std::array<std::pair<std::int64_t, std::int64_t>, kRankMax> dims;  // Strides with sizes.
  const std::size_t count = layout.sizes.size();
  for (std::size_t i = 0; i < count; ++i) dims[i] = {layout.strides[i], layout.sizes[i]};
  std::sort(dims.begin(), dims.begin() + static_cast<std::ptrdiff_t>(count));
  if (dims[0].first == 0) return true;
  std::int64_t spanned = 0;  // From the first to the last element of the smaller dims.
  bool apart = true;
  for (std::size_t i = 0; i < count; ++i) {
    const auto [stride, size] = dims[i];
    apart = apart && stride > spanned;
    spanned += (size - 1) * stride;
  }
  if (apart) return false;
  if (x.numel() > kVisited) return true;
  std::vector<std::int64_t> positions = positions_of(layout);
  std::sort(positions.begin(), positions.end());
  return std::adjacent_find(positions.begin(), positions.end()) != positions.end();
}

void check_writable(std::string_view op, const Tensor& x) {
  if (overlaps_itself(*x.impl())) fail(op, "elements of x overlap");
}

void check_expands(std::string_view op, const Tensor& b, const Tensor& x) {
  const IntSpan own = b.sizes();
  const IntSpan wanted = x.sizes();
  bool expands = own.size() <= wanted.size();
  for (std::size_t i = 0; expands && i < own.size(); ++i)
    expands = own[i] == 1 || own[i] == wanted[wanted.size() - own.size() + i];
  if (!expands) fail(op, "sizes " + to_text(own) + " do not expand to " + to_text(wanted));
}

// Behind the last element, of which there is one.
const std::byte* end_of(const TensorImpl& x) {
  std::int64_t last = 0;
  for (std::size_t i = 0; i < x.sizes().size(); ++i) last += (x.sizes()[i] - 1) * x.strides()[i];
  return x.data() + (last + 1) * static_cast<std::int64_t>(bytes_of(x.dtype()));
}

// Whether b, which expands to the sizes of x, has for each element of x that element itself.  No
// elements of x overlap.
bool same_view(const Tensor& x, const Tensor& b) {
  if (x.data() != b.data() || x.dtype() != b.dtype()) return false;
  const Dims strides = stretched(b, Dims(x.sizes())).strides;
  for (std::size_t i = 0; i < strides.size(); ++i)
    if (x.sizes()[i] != 1 && x.strides()[i] != strides[i]) return false;
  return true;
}

// b, or a copy where b would change while x is written.
Tensor steady(std::string_view op, const Tensor& x, const Tensor& b) {
  if (x.numel() == 0 || !x.shares_storage_with(b) || same_view(x, b)) return b;
  const TensorImpl& to = *x.impl();
  const TensorImpl& from = *b.impl();
  const bool apart = end_of(from) <= to.data() || end_of(to) <= from.data();
  return apart ? b : contiguous_copy(op, from);
}

cpu::Target target(const Tensor& x) {
  return {x.data(), Dims(x.strides()), x.dtype()};
}

// Writes to x what compute(out, sizes, operands) gives for one part of x after the other: as
// `dtype`, in row-major order without gaps.  The first operand is x; another one that shares
// elements with x is the same view.
template <std::size_t kCount, class Compute>
void change(const Tensor& x, Dtype dtype, const std::array<cpu::Operand, kCount>& operands,
            Compute compute) {
  auto* data = static_cast<std::byte*>(x.data());
  const auto bytes = static_cast<std::int64_t>(bytes_of(x.dtype()));
  const auto change_part = [&](const auto& part) {  // As a Patch.
    cpu::Walk<kCount> walk{part.sizes, {}};
    for (std::size_t i = 0; i < kCount; ++i) walk.strides[i] = part.strides[i];
    cpu::for_tiles(walk, [&](const cpu::Walk<kCount>& tile,
                             const std::array<std::int64_t, kCount>& starts) {
      alignas(64) std::byte results[cpu::kTile * sizeof(double)];
      std::array<cpu::Operand, kCount> parts;
      for (std::size_t i = 0; i < kCount; ++i)
        parts[i] = cpu::moved(operands[i], tile.strides[i], part.starts[i] + starts[i]);
      compute(results, tile.sizes, parts);
      cpu::write({data + (part.starts[0] + starts[0]) * bytes, tile.strides[0], x.dtype()},
                 tile.sizes, {results, contiguous_strides(tile.sizes), dtype});
    });
  };
  const Dims sizes(x.sizes());
  const std::int64_t cost = kChangeCost + (cpu::are_halves(dtype) ? cpu::kHalves : 0);
  if (is_small(sizes, cost)) {
    Patch all{sizes, {}, {}};
    for (std::size_t i = 0; i < kCount; ++i) all.strides[i] = operands[i].strides;
    change_part(all);
    return;
  }
  std::array<const Dims*, kCount> strides;
  for (std::size_t i = 0; i < kCount; ++i) strides[i] = &operands[i].strides;
  split(sizes, strides, cost, std::cref(change_part));
}

// The same on a CUDA device for a function of two arguments.  What is computed in another dtype
// than x's comes to x by way of a copy.
void change_on_cuda(std::string_view op, const Tensor& x, const Tensor& b, Dtype dtype,
                    cuda::BinaryKernel* kernel) {
  const Dims sizes(x.sizes());
  const cuda::Frame frame{x.device()};
  const Tensor left = as_on_cuda(op, x, dtype);
  const Tensor right = as_on_cuda(op, b, dtype);
  const cuda::Elements out = elements_of(left, sizes);
  kernel(frame, dtype, sizes, out, out, elements_of(right, sizes));
  if (x.dtype() != dtype)
    cuda::cast(frame, x.dtype(), dtype, sizes, elements_of(x, sizes), out);
}

void write_on_cuda(const Tensor& x, const Tensor& from) {
  const Dims sizes(x.sizes());
  const cuda::Frame frame{x.device()};
  const cuda::Elements to = elements_of(x, sizes);
  if (from.dtype() == x.dtype())
    cuda::copy(frame, bytes_of(x.dtype()), sizes, to, elements_of(from, sizes));
  else
    cuda::cast(frame, x.dtype(), from.dtype(), sizes, to, elements_of(from, sizes));
}

Tensor changed(const Tensor& x) {
  x.bump_version();
  return x;
}

// The dtype that both are taken as.
Dtype promoted(std::string_view op, const Tensor& x, const Tensor& b) {
  check_defined(op, x);
  check_defined(op, b);
  return promote(x.dtype(), b.dtype());
}

// Both are taken as the dtype of the result.
Tensor arithmetic(std::string_view op, const Tensor& x, const Tensor& b, Dtype dtype,
                  cpu::BinaryKernel* on_cpu, cuda::BinaryKernel* on_cuda) {
  if (category_of(dtype) > category_of(x.dtype()))
    fail(op, std::string(name_of(dtype)) + " does not convert to " +
                 std::string(name_of(x.dtype())));
  check_expands(op, b, x);
  check_writable(op, x);
  const Tensor right = steady(op, x, b);
  if (x.device().is_cuda()) {
    change_on_cuda(op, x, right, dtype, on_cuda);
    return changed(x);
  }
  const Dims sizes(x.sizes());
  change<2>(x, dtype, {stretched(x, sizes), stretched(right, sizes)},
            [&](void* out, const Dims& part, const std::array<cpu::Operand, 2>& operands) {
              on_cpu(out, dtype, part, operands[0], operands[1]);
            });
  return changed(x);
}

// What the dispatcher calls, for every kind of device.
namespace kernels {

Tensor add_(const Tensor& x, const Tensor& b) {
  return arithmetic("add_", x, b, promoted("add_", x, b), &cpu::add, &cuda::add);
}

Tensor sub_(const Tensor& x, const Tensor& b) {
  const Dtype dtype = promoted("sub_", x, b);
  if (dtype == Dtype::boolean) fail_dtype("sub_", dtype);
  return arithmetic("sub_", x, b, dtype, &cpu::sub, &cuda::sub);
}

Tensor mul_(const Tensor& x, const Tensor& b) {
  return arithmetic("mul_", x, b, promoted("mul_", x, b), &cpu::mul, &cuda::mul);
}

Tensor div_(const Tensor& x, const Tensor& b) {
  const Dtype dtype = promoted("div_", x, b);
  // An x that is no float takes no quotient.
  return arithmetic("div_", x, b, is_float(dtype) ? dtype : Dtype::f32, &cpu::div,
                    &cuda::div);
}

Tensor copy_(const Tensor& x, const Tensor& source) {
  check_defined("copy_", x);
  check_defined("copy_", source);
  check_expands("copy_", source, x);
  check_writable("copy_", x);
  if (!same_view(x, source)) {
    const Tensor from = steady("copy_", x, source);
    const Dims sizes(x.sizes());
    if (x.device().is_cuda())
      write_on_cuda(x, from);
    else
      cpu::write(target(x), sizes, stretched(from, sizes));
  }
  return changed(x);
}

// Recorded by what it calls, so that the gradient of the source comes back to where that lives.
Tensor copy_across(const Tensor& x, const Tensor& source) {
  return tw::copy_(x, to_device(source, x.device()));
}

Tensor fill_(const Tensor& x, double value) {
  check_defined("fill_", x);
  check_writable("fill_", x);
  const Dims sizes(x.sizes());
  visit(x.dtype(), [&](auto tag) {
    const auto element = convert<typename decltype(tag)::type>(value);
    if (x.device().is_cuda()) {
      std::uint64_t bits = 0;
      std::memcpy(&bits, &element, sizeof(element));  // The lowest bytes come first.
      cuda::fill({x.device()}, sizeof(element), sizes, elements_of(x, sizes), bits);
      return;
    }
    cpu::write(target(x), sizes, {&element, Dims(sizes.size(), 0), x.dtype()});
  });
  return changed(x);
}

Tensor relu_(const Tensor& x) {
  check_defined("relu_", x);
  const Dtype dtype = x.dtype();
  if (dtype == Dtype::boolean) fail_dtype("relu_", dtype);
  check_writable("relu_", x);
  if (x.device().is_cuda()) {
    const Dims sizes(x.sizes());
    const cuda::Elements at = elements_of(x, sizes);
    cuda::relu({x.device()}, dtype, sizes, at, at);
    return changed(x);
  }
  change<1>(x, dtype, {stretched(x, Dims(x.sizes()))},
            [&](void* out, const Dims& part, const std::array<cpu::Operand, 1>& operands) {
              cpu::relu(out, dtype, part, operands[0]);
            });
  return changed(x);
}

Tensor clamp_(const Tensor& x, std::optional<double> low, std::optional<double> high) {
  check_defined("clamp_", x);
  const Dtype dtype = x.dtype();
  if (dtype == Dtype::boolean) fail_dtype("clamp_", dtype);
  if (!low && !high) fail("clamp_", "needs a bound");
  if (is_integer(dtype)) {
    if ((low && std::isnan(*low)) || (high && std::isnan(*high)))
      fail("clamp_", "a bound of integers must not be NaN");
    if (low) low = std::ceil(*low);
    if (high) high = std::floor(*high);
  }
  check_writable("clamp_", x);
  if (x.device().is_cuda()) {
    const Dims sizes(x.sizes());
    const cuda::Elements at = elements_of(x, sizes);
    cuda::clamp({x.device()}, dtype, sizes, at, at, low, high);
    return changed(x);
  }
  change<1>(x, dtype, {stretched(x, Dims(x.sizes()))},
            [&](void* out, const Dims& part, const std::array<cpu::Operand, 1>& operands) {
              cpu::clamp(out, part, operands[0], low, high);
            });
  return changed(x);
}

}  // namespace kernels

// The typed handle of an op that was defined with this kernel.
template <class Return, class... Arguments>
TypedOp<Return(Arguments...)> handle(std::string_view name, Return (*)(Arguments...)) {
  return find_op(name).typed<Return(Arguments...)>();
}

}  // namespace

Tensor add_(const Tensor& x, const Tensor& b) {
  static const auto op = handle("add_", &kernels::add_);
  return op(x, b);
}

Tensor sub_(const Tensor& x, const Tensor& b) {
  static const auto op = handle("sub_", &kernels::sub_);
  return op(x, b);
}

Tensor mul_(const Tensor& x, const Tensor& b) {
  static const auto op = handle("mul_", &kernels::mul_);
  return op(x, b);
}

Tensor div_(const Tensor& x, const Tensor& b) {
  static const auto op = handle("div_", &kernels::div_);
  return op(x, b);
}

Tensor copy_(const Tensor& x, const Tensor& source) {
  static const auto op = handle("copy_", &kernels::copy_);
  return op(x, source);
}

Tensor fill_(const Tensor& x, double value) {
  static const auto op = handle("fill_", &kernels::fill_);
  return op(x, value);
}

Tensor relu_(const Tensor& x) {
  static const auto op = handle("relu_", &kernels::relu_);
  return op(x);
}

Tensor clamp_(const Tensor& x, std::optional<double> low, std::optional<double> high) {
  static const auto op = handle("clamp_", &kernels::clamp_);
  return op(x, low, high);
}

namespace ops {

void register_in_place(Library& library) {
  const auto define = [&](const char* name, const char* signature, auto* kernel) {
    library.define(std::string(name) + signature + " -> Tensor", kernel);
    library.define_for(Device::Kind::cuda, name, kernel);
  };
  define("add_", "(Tensor x, Tensor b)", &kernels::add_);
  define("sub_", "(Tensor x, Tensor b)", &kernels::sub_);
  define("mul_", "(Tensor x, Tensor b)", &kernels::mul_);
  define("div_", "(Tensor x, Tensor b)", &kernels::div_);
  define("copy_", "(Tensor x, Tensor source)", &kernels::copy_);
  library.define_across("copy_", &kernels::copy_across);
  define("fill_", "(Tensor x, float value)", &kernels::fill_);
  define("relu_", "(Tensor x)", &kernels::relu_);
  define("clamp_", "(Tensor x, float? low=None, float? high=None)", &kernels::clamp_);
}

}  // namespace ops
}  // namespace tw

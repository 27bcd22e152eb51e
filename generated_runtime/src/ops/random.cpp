#include "tw/random.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "core/copy.h"
#include "core/random.h"
#include "core/random_dropout.h"
#include "cpu/random.h"
#include "ops/elementwise.h"
#include "tw/dispatch.h"

namespace tw {
namespace {

void check_single_or_double(std::string_view op, Dtype dtype) {
  if (dtype != Dtype::f32 && dtype != Dtype::f64) fail_dtype(op, dtype);
}

// The shortest digits that read back the same, with a point or an exponent.
std::string text_of(double value) {
  std::array<char, 32> buffer;
  const std::to_chars_result result =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
  std::string text(buffer.data(), result.ptr);
  if (text.find_first_of(".en") == std::string::npos) text += ".0";  // With n: inf, nan.
  return text;
}

// What the dispatcher calls.
namespace kernels {

Tensor uniform(IntSpan sizes, double low, double high, Dtype dtype) {
  check_single_or_double("uniform", dtype);
  Tensor result = new_tensor("uniform", sizes, dtype);
  const std::int64_t count = result.numel();
  const RandomState start = reserve_words(cpu::uniform_words(dtype, count));
  cpu::uniform(result.data(), dtype, count, start, low, high);
  return result;
}

Tensor normal(IntSpan sizes, double mean, double std, Dtype dtype) {
  check_single_or_double("normal", dtype);
  Tensor result = new_tensor("normal", sizes, dtype);
  const std::int64_t count = result.numel();
  const RandomState start = reserve_words(cpu::normal_words(count));
  cpu::normal(result.data(), dtype, count, start, mean, std);
  return result;
}

Tensor dropout(const Tensor& x, double p) {
  return drawn_dropout(x, p).result;
}

Tensor randperm(std::int64_t n) {
  constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
  if (n < 0) fail("randperm", "n must not be negative, got " + std::to_string(n));
  if (n > kMost) fail("randperm", "n must be at most 2^32 - 1, got " + std::to_string(n));
  Tensor result = new_tensor("randperm", {n}, Dtype::i64);
  const RandomState start = reserve_words(cpu::randperm_words(n));
  cpu::randperm(result.data_as<std::int64_t>(), n, start);
  return result;
}

// Drawn on the host, where the same numbers come out as for a tensor of the CPU.
Tensor uniform_on_cuda(IntSpan sizes, double low, double high, Dtype dtype) {
  return copy_to("uniform", *kernels::uniform(sizes, low, high, dtype).impl(), current_device());
}

Tensor normal_on_cuda(IntSpan sizes, double mean, double std, Dtype dtype) {
  return copy_to("normal", *kernels::normal(sizes, mean, std, dtype).impl(), current_device());
}

Tensor randperm_on_cuda(std::int64_t n) {
  return copy_to("randperm", *kernels::randperm(n).impl(), current_device());
}

}  // namespace kernels

// The typed handle of an op that was defined with this kernel.
template <class Return, class... Arguments>
TypedOp<Return(Arguments...)> handle(std::string_view name, Return (*)(Arguments...)) {
  return find_op(name).typed<Return(Arguments...)>();
}

}  // namespace

DrawnDropout drawn_dropout(const Tensor& x, double p) {
  check_defined("dropout", x);
  if (!is_float(x.dtype())) fail_dtype("dropout", x.dtype());
  if (!(p >= 0 && p <= 1)) fail("dropout", "p must be between 0 and 1, got " + text_of(p));
  const Dims sizes(x.sizes());
  const Tensor result = new_tensor("dropout", sizes, x.dtype());
  const RandomState start = reserve_words(static_cast<std::uint64_t>(x.numel()));
  cpu::dropout(result.data(), sizes, {x.data(), Dims(x.strides()), x.dtype()}, start, p);
  return {result, start};
}

Tensor uniform(IntSpan sizes, double low, double high, Dtype dtype) {
  static const auto op = handle("uniform", &kernels::uniform);
  return op(sizes, low, high, dtype);
}

Tensor normal(IntSpan sizes, double mean, double std, Dtype dtype) {
  static const auto op = handle("normal", &kernels::normal);
  return op(sizes, mean, std, dtype);
}

Tensor dropout(const Tensor& x, double p) {
  static const auto op = handle("dropout", &kernels::dropout);
  return op(x, p);
}

Tensor randperm(std::int64_t n) {
  static const auto op = handle("randperm", &kernels::randperm);
  return op(n);
}

namespace ops {

void register_random(Library& library) {
  library.define(
      "uniform(int[] sizes, float low=0.0, float high=1.0, Dtype dtype=f32) -> Tensor",
      &kernels::uniform);
  library.define("normal(int[] sizes, float mean=0.0, float std=1.0, Dtype dtype=f32) -> Tensor",
                 &kernels::normal);
  library.define("dropout(Tensor x, float p=0.5) -> Tensor", &kernels::dropout);
  library.define("randperm(int n) -> Tensor", &kernels::randperm);
  library.define_for(Device::Kind::cuda, "uniform", &kernels::uniform_on_cuda);
  library.define_for(Device::Kind::cuda, "normal", &kernels::normal_on_cuda);
  library.define_for(Device::Kind::cuda, "randperm", &kernels::randperm_on_cuda);
}

}  // namespace ops
}  // namespace tw

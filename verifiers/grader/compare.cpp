#include "grader/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace wright {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// How wrong one number is: 0 right, above 1 wrong, by how many allowances.
double excess(double got, double want, Dtype dtype, const Tolerance& tolerance);
double allowance(double want, Dtype dtype, const Tolerance& tolerance);
std::optional<Mismatch> compare_tensors(const Tensor& got, const Tensor& want,
                                        const Tolerance& tolerance);
std::string worst_text(const Tensor& got, const Tensor& want, std::int64_t worst,
                       std::int64_t wrong);
std::string index_text(const Sizes& sizes, std::int64_t i);
std::string_view kind_of(const Value& value);
std::optional<Mismatch> compare_numbers(const std::vector<double>& got,
                                        const std::vector<double>& want,
                                        const Tolerance& tolerance);

}  // namespace

std::optional<Mismatch> compare(const Value& got, const Value& want, const Tolerance& tolerance) {
  if (got.index() != want.index()) {
    return Mismatch{"kind", fmt::format("got {} {}, want {} {}", kind_of(got), to_text(got),
                                        kind_of(want), to_text(want))};
  }
  if (const auto* tensor = std::get_if<Tensor>(&want)) {
    return compare_tensors(std::get<Tensor>(got), *tensor, tolerance);
  }
  if (const auto* real = std::get_if<double>(&want)) {
    return compare_numbers({std::get<double>(got)}, {*real}, tolerance);
  }
  if (const auto* reals = std::get_if<std::vector<double>>(&want)) {
    return compare_numbers(std::get<std::vector<double>>(got), *reals, tolerance);
  }
  if (got == want) return std::nullopt;
  return Mismatch{"value", fmt::format("got {}, want {}", to_text(got), to_text(want))};
}

namespace {

std::optional<Mismatch> compare_tensors(const Tensor& got, const Tensor& want,
                                        const Tolerance& tolerance) {
  if (got.dtype != want.dtype) {
    return Mismatch{"dtype", fmt::format("got dtype {}, want {}", got.dtype, want.dtype)};
  }
  if (got.sizes != want.sizes) {
    return Mismatch{"shape", fmt::format("got sizes {}, want {}", sizes_text(got.sizes),
                                         sizes_text(want.sizes))};
  }
  if (!want.wide && got.bytes == want.bytes) return std::nullopt;
  const bool is_long = want.dtype == "i64" && !want.wide && tolerance.is_exact();
  const std::int64_t count = count_of(want.sizes);
  const Dtype dtype = want.dtype;
  const Dtype stored = want.wide ? Dtype("f64") : dtype;
  const auto width = static_cast<std::int64_t>(dtype.bytes());
  const auto stored_width = static_cast<std::int64_t>(stored.bytes());
  std::int64_t wrong = 0;
  std::int64_t worst = 0;
  double worst_excess = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto at = static_cast<std::size_t>(i) * 8;
    const double by =
        is_long ? (got.bytes.compare(at, 8, want.bytes, at, 8) == 0 ? 0 : kInfinity)
                : excess(decoded(dtype, got.bytes.data() + i * width),
                         decoded(stored, want.bytes.data() + i * stored_width), dtype, tolerance);
    if (by <= 1) continue;
    ++wrong;
    if (by > worst_excess) worst = i;
    worst_excess = std::max(worst_excess, by);
  }
  if (wrong == 0) return std::nullopt;
  return Mismatch{"value", worst_text(got, want, worst, wrong)};
}

std::optional<Mismatch> compare_numbers(const std::vector<double>& got,
                                        const std::vector<double>& want,
                                        const Tolerance& tolerance) {
  bool is_right = got.size() == want.size();
  for (std::size_t i = 0; is_right && i < want.size(); ++i) {
    is_right = excess(got[i], want[i], "f64", tolerance) <= 1;
  }
  if (is_right) return std::nullopt;
  return Mismatch{"value",
                  fmt::format("got {}, want {}", to_text(Value(got)), to_text(Value(want)))};
}

double excess(double got, double want, Dtype dtype, const Tolerance& tolerance) {
  const double near = rounded(dtype, want);
  if (std::isnan(near) || std::isnan(got))
    return std::isnan(near) && std::isnan(got) ? 0 : kInfinity;
  if (got == near) {
    const bool is_same = !tolerance.is_exact() || std::signbit(got) == std::signbit(near);
    return is_same ? 0 : kInfinity;
  }
  if (std::isinf(got) || !std::isfinite(want)) return kInfinity;
  const double allowed = allowance(want, dtype, tolerance);
  const double error = std::fabs(got - want);
  if (error <= allowed) return 0;
  return allowed > 0 ? error / allowed : kInfinity;
}

double allowance(double want, Dtype dtype, const Tolerance& tolerance) {
  double allowed = 0;
  if (tolerance.rel) allowed = std::max(allowed, *tolerance.rel * std::fabs(want));
  if (tolerance.abs) allowed = std::max(allowed, *tolerance.abs);
  if (tolerance.ulp) allowed = std::max(allowed, *tolerance.ulp * spacing(dtype, want));
  return allowed;
}

std::string worst_text(const Tensor& got, const Tensor& want, std::int64_t worst,
                       std::int64_t wrong) {
  const double value = element(got, worst);
  const double exact = element(want, worst);
  std::string text =
      fmt::format("element {} of {}{}: got {}, want {}", index_text(want.sizes, worst), want.dtype,
                  sizes_text(want.sizes), number_text(value), number_text(exact));
  const double error = std::fabs(value - exact);
  if (std::isfinite(error)) {
    text += fmt::format(" (error {:.3g}, relative {:.3g}, {:.3g} ulp)", error,
                        exact == 0 ? kInfinity : error / std::fabs(exact),
                        error / spacing(want.dtype, exact));
  }
  return text + fmt::format("; {} of {} elements are wrong", wrong, count_of(want.sizes));
}

std::string index_text(const Sizes& sizes, std::int64_t i) {
  Sizes index(sizes.size());
  for (std::size_t d = sizes.size(); d-- > 0;) {
    index[d] = i % sizes[d];
    i /= sizes[d];
  }
  return fmt::format("[{}]", fmt::join(index, ","));
}

std::string_view kind_of(const Value& value) {
  constexpr std::string_view kKinds[] = {"",       "int",  "float",  "bool",
                                         "string", "ints", "floats", "tensor"};
  return kKinds[value.index()];
}

}  // namespace
}  // namespace wright

#include "bench/ends.h"

#include <algorithm>
#include <cmath>

namespace wright {
namespace {

constexpr double kUnitsPerCall = 64;
constexpr double kShareMax = 0.01;

double largest(const Tensor& tensor) {
  double most = 0;
  for (std::int64_t i = 0; i < count_of(tensor.sizes); ++i) {
    const double size = std::fabs(element(tensor, i));
    if (std::isfinite(size)) most = std::max(most, size);
  }
  return most;
}

}  // namespace

Tolerance end_tolerance(const Value& want, std::int64_t times) {
  const auto* tensor = std::get_if<Tensor>(&want);
  const auto* real = std::get_if<double>(&want);
  if (real == nullptr && (tensor == nullptr || !is_float(tensor->dtype))) return {};
  const double per_call = kUnitsPerCall * spacing(tensor != nullptr ? tensor->dtype : "f64", 1.0);
  const double share =
      std::max(per_call, std::min(kShareMax, per_call * static_cast<double>(times)));
  return {std::nullopt, share * (tensor != nullptr ? largest(*tensor) : std::fabs(*real)),
          std::nullopt};
}

std::optional<Mismatch> compare_ends(const Value& got, const Value& want, std::int64_t times) {
  const auto* tensor = std::get_if<Tensor>(&got);
  if (tensor != nullptr && tensor->wide) return Mismatch{"kind", "only an oracle may answer wide"};
  return compare(got, want, end_tolerance(want, times));
}

bool is_finite(const Value& end) {
  if (const auto* real = std::get_if<double>(&end)) return std::isfinite(*real);
  const auto* tensor = std::get_if<Tensor>(&end);
  if (tensor == nullptr || !is_float(tensor->dtype)) return true;
  for (std::int64_t i = 0; i < count_of(tensor->sizes); ++i) {
    if (!std::isfinite(element(*tensor, i))) return false;
  }
  return true;
}

}  // namespace wright

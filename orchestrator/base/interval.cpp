#include "base/interval.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace wright {
namespace {

constexpr double kNormal = 1.959963984540054;  // Of the normal distribution, two-sided.

// From 1 degree of freedom on; behind the last the series below has five digits.
constexpr std::array<double, 10> kStudent{12.706205, 4.302653, 3.182446, 2.776445, 2.570582,
                                          2.446912,  2.364624, 2.306004, 2.262157, 2.228139};

Interval around(double centre, double half) {
  return {centre - half, centre + half};
}

}  // namespace

double t_quantile(int degrees) {
  const int known = static_cast<int>(kStudent.size());
  if (degrees <= known) return kStudent.at(static_cast<std::size_t>(std::max(degrees, 1) - 1));
  const double z = kNormal;
  const double n = degrees;
  const double first = (std::pow(z, 3) + z) / 4;
  const double second = (5 * std::pow(z, 5) + 16 * std::pow(z, 3) + 3 * z) / 96;
  const double third =
      (3 * std::pow(z, 7) + 19 * std::pow(z, 5) + 17 * std::pow(z, 3) - 15 * z) / 384;
  const double fourth = (79 * std::pow(z, 9) + 776 * std::pow(z, 7) + 1482 * std::pow(z, 5) -
                         1920 * std::pow(z, 3) - 945 * z) /
                        92160;
  return z + first / n + second / (n * n) + third / (n * n * n) + fourth / (n * n * n * n);
}

Interval wilson(int hits, int of) {
  if (of <= 0) return {0, 1};
  const double n = of;
  const double share = hits / n;
  const double square = kNormal * kNormal;
  const double centre = (share + square / (2 * n)) / (1 + square / n);
  const double half =
      kNormal / (1 + square / n) * std::sqrt(share * (1 - share) / n + square / (4 * n * n));
  const Interval found = around(centre, half);
  // Rounding must not move the ends of nothing and of all.
  return {hits == 0 ? 0 : found.low, hits == of ? 1 : found.high};
}

double mean_of(const std::vector<double>& values) {
  if (values.empty()) return 0;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::optional<Interval> mean_interval(const std::vector<double>& values) {
  if (values.size() < 2) return std::nullopt;
  const double mean = mean_of(values);
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  const auto n = static_cast<double>(values.size());
  const double error = std::sqrt(squares / (n - 1) / n);
  return around(mean, t_quantile(static_cast<int>(values.size()) - 1) * error);
}

std::optional<Interval> paired_interval(const std::vector<double>& differences) {
  if (differences.size() < 2) return std::nullopt;
  double sum = 0;
  double squares = 1;  // Of the two pairs that are added.
  for (const double difference : differences) {
    sum += difference;
    squares += difference * difference;
  }
  const double n = static_cast<double>(differences.size()) + 2;
  const double error = std::sqrt(squares - sum * sum / n) / n;
  const Interval found =
      around(sum / n, t_quantile(static_cast<int>(differences.size()) - 1) * error);
  return Interval{std::max(found.low, -1.0), std::min(found.high, 1.0)};
}

}  // namespace wright

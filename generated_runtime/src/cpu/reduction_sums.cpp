// sum, mean and var.
#include <cmath>

#include "cpu/gradient_rows.h"
#include "cpu/reduction_loops.h"

namespace tw::cpu {
namespace {

// A sum with what rounding has taken from it.
struct Compensated {
  double sum;
  double rest = 0;

  void add(double part) {
    const double before = sum;
    sum = before + part;
    const double added = sum - before;
    rest += (before - (sum - added)) + (part - added);
  }
  void add(const Compensated& other) {
    add(other.sum);
    rest += other.rest;
  }
};

double value_of(double total) {
  return total;
}

std::uint64_t value_of(std::uint64_t total) {
  return total;
}

double value_of(const Compensated& total) {
  return std::isfinite(total.sum) ? total.sum + total.rest : total.sum;
}

template <class T>
struct Sum {
  using Part = std::conditional_t<std::is_integral_v<T>, std::uint64_t, double>;
  using Total = std::conditional_t<std::is_same_v<T, double>, Compensated, Part>;
  static constexpr Part kStart = 0;
  static Part part(T value, std::int64_t /*at*/) { return convert<Part>(value); }
  static Part join(Part a, Part b) { return a + b; }
};

// Of doubles, where no rounding is lost.
struct WholeSum {
  using Part = Compensated;
  using Total = Part;
  static constexpr Part kStart{0, 0};
  static Part part(double value, std::int64_t /*at*/) { return {value, 0}; }
  static Part join(Part a, Part b) {
    a.add(b);
    return a;
  }
};

// The sum of both.
struct Mean {
  double high;
  double low;
};

Mean mean_of(double total, double count) {
  return {total / count, 0};
}

// In twice the precision: doubles far from 0 may be so close to each other that their mean, rounded
// to one double, is no mean of them.
Mean mean_of(const Compensated& total, double count) {
  const double high = value_of(total) / count;
  if (!std::isfinite(high)) return {high, 0};
  return {high, (std::fma(-high, count, total.sum) + total.rest) / count};
}

// The sum of squared distances from the mean of the result.
template <class T>
struct Squares {
  using Part = double;
  using Total = typename Sum<T>::Total;
  static constexpr Part kStart = 0;
  const Mean* means;

  [[nodiscard]] Part part(T value, std::int64_t at) const {
    const double distance = (convert<double>(value) - means[at].high) - means[at].low;
    return distance * distance;
  }
  static Part join(Part a, Part b) { return a + b; }
};

// How many elements each result is made of.
std::int64_t count_of(const Reduction& reduction) {
  std::int64_t elements = 1;
  for (const std::int64_t size : reduction.sizes) elements *= size;
  return elements == 0 ? 0 : elements / reduction.results;
}

template <class T>
void fill_nan(const Reduction& reduction) {
  std::fill_n(static_cast<T*>(reduction.to), reduction.results,
              convert<T>(std::numeric_limits<float>::quiet_NaN()));
}

// Whether these were the sums of the columns of a matrix of floats, and are done.
bool sum_columns(const Reduction& reduction) {
  constexpr std::int64_t kFew = 1024;  // Elements for which looking does not pay.
  if (reduction.dtype != Dtype::f32 || reduction.results < 8) return false;
  std::int64_t elements = 1;
  for (const std::int64_t size : reduction.sizes) elements *= size;
  if (elements < kFew) return false;
  const std::vector<Loop> loops = loops_of(reduction, Dims(reduction.sizes.size(), 0));
  if (loops.size() != 2 || loops[0].to_stride != 0 || loops[1].to_stride != 1 ||
      loops[1].stride != 1 || loops[0].stride != loops[1].size)
    return false;
  column_sums(static_cast<float*>(reduction.to), loops[0].size, loops[1].size,
              static_cast<const float*>(reduction.from));
  return true;
}

}  // namespace

void sum(const Reduction& reduction) {
  if (sum_columns(reduction)) return;
  visit(reduction.dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    using To = std::conditional_t<std::is_integral_v<T>, std::int64_t, T>;
    write_results<To>(reduction, totals_of<T>(reduction, Sum<T>{}),
                      [](const auto& total) { return value_of(total); });
  });
}

void mean(const Reduction& reduction) {
  visit_float(reduction.dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    const std::int64_t count = count_of(reduction);
    if (count == 0) return fill_nan<T>(reduction);
    write_results<T>(reduction, totals_of<T>(reduction, Sum<T>{}), [&](const auto& total) {
      return value_of(total) / static_cast<double>(count);
    });
  });
}

void var(const Reduction& reduction, std::int64_t correction) {
  visit_float(reduction.dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    const std::int64_t count = count_of(reduction);
    if (count == 0 || count <= correction) return fill_nan<T>(reduction);
    using First = std::conditional_t<std::is_same_v<T, double>, WholeSum, Sum<T>>;
    std::vector<Mean> means;
    means.reserve(static_cast<std::size_t>(reduction.results));
    for (const auto& total : totals_of<T>(reduction, First{}))
      means.push_back(mean_of(total, static_cast<double>(count)));
    // In double, since the difference of the integers may overflow.
    const double divisor = static_cast<double>(count) - static_cast<double>(correction);
    write_results<T>(reduction, totals_of<T>(reduction, Squares<T>{means.data()}),
                     [&](const auto& total) { return value_of(total) / divisor; });
  });
}

}  // namespace tw::cpu

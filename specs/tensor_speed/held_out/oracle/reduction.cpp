// Reductions: a result's element from the row of elements that it is made of.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "array.h"
#include "dtype.h"

namespace oracle {

namespace {

namespace host = wright::host;
using Row = std::vector<double>;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

long double exact_total(const Row& row) {
  long double sum = 0;
  for (const double value : row) sum += static_cast<long double>(value);
  return sum;
}
double total(const Row& row) {
  return static_cast<double>(exact_total(row));
}
double whole_total(const Row& row) {
  std::uint64_t sum = 0;
  for (const double value : row) sum += static_cast<std::uint64_t>(whole(value));
  return static_cast<double>(static_cast<std::int64_t>(sum));
}
double mean(const Row& row) {
  return row.empty() ? kNaN
                     : static_cast<double>(exact_total(row) / static_cast<long double>(row.size()));
}
double var(const Row& row, std::int64_t correction) {
  const auto n = static_cast<std::int64_t>(row.size());
  if (n == 0 || n <= correction) return kNaN;
  const long double middle = exact_total(row) / static_cast<long double>(n);
  long double sum = 0;
  for (const double value : row) {
    const long double distance = static_cast<long double>(value) - middle;
    sum += distance * distance;
  }
  return static_cast<double>(sum / static_cast<long double>(n - correction));
}

// The index of the first extreme; a NaN is one.
std::size_t extreme(const Row& row, bool largest) {
  if (row.empty()) throw std::invalid_argument("no elements to reduce");
  std::size_t best = 0;
  for (std::size_t i = 0; i < row.size() && !std::isnan(row[best]); ++i) {
    const bool is_beyond = largest ? row[i] > row[best] : row[i] < row[best];
    if (is_beyond || std::isnan(row[i])) best = i;
  }
  return best;
}

// Which dims are reduced: all where nothing is given.
std::vector<bool> reduced_dims(const Value& given, std::size_t rank) {
  std::vector<bool> reduced(rank, std::holds_alternative<std::monostate>(given));
  if (const auto* dim = std::get_if<std::int64_t>(&given)) reduced[wrapped(*dim, rank)] = true;
  if (const auto* dims = std::get_if<Sizes>(&given)) {
    for (const std::int64_t dim : *dims) reduced[wrapped(dim, rank)] = true;
  }
  return reduced;
}

// Kept dims first, then the reduced ones.
Array turned(const Array& x, const std::vector<bool>& reduced, Sizes& kept) {
  Array result = x;
  result.sizes.clear();
  result.strides.clear();
  for (const bool wanted : {false, true}) {
    for (std::size_t d = 0; d < x.sizes.size(); ++d) {
      if (reduced[d] != wanted) continue;
      result.sizes.push_back(x.sizes[d]);
      result.strides.push_back(x.strides[d]);
      if (!wanted) kept.push_back(x.sizes[d]);
    }
  }
  return result;
}

template <class Reduce>
Array reduce(Reduce f, const Args& args, const std::string& dtype) {
  const Array x = array(args, 0);
  const Value given = args.size() > 1 ? args[1] : Value(std::monostate{});
  const std::vector<bool> reduced = reduced_dims(given, x.sizes.size());
  const bool keepdim = is_given(args, 2) && host::as<bool>(args[2]);
  Sizes kept;
  Sizes shown;
  const Row all = rounded_elements(turned(x, reduced, kept));
  for (std::size_t d = 0; d < x.sizes.size(); ++d) {
    if (!reduced[d]) shown.push_back(x.sizes[d]);
    if (reduced[d] && keepdim) shown.push_back(1);
  }
  const auto rows = static_cast<std::size_t>(count(kept));
  const std::size_t length = rows == 0 ? 0 : all.size() / rows;
  Row results;
  for (std::size_t r = 0; r < rows; ++r) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(r * length);
    results.push_back(f(Row(first, first + static_cast<std::ptrdiff_t>(length))));
  }
  return make(shown, std::move(results), dtype);
}

bool is_true(double value) {
  return value != 0;
}

}  // namespace

std::optional<Array> call_reduction(const std::string& op, const Args& args) {
  const std::string dtype =
      !args.empty() && std::holds_alternative<Array>(args[0]) ? array(args, 0).dtype : "f32";
  if (op == "sum")
    return is_float(dtype) ? reduce(total, args, dtype) : reduce(whole_total, args, "i64");
  if (op == "any" || op == "all") {
    const bool any = op == "any";
    const auto holds = [any](const Row& row) {
      return any ? std::any_of(row.begin(), row.end(), is_true)
                 : std::all_of(row.begin(), row.end(), is_true);
    };
    return reduce([&](const Row& row) { return holds(row) ? 1.0 : 0.0; }, args, "bool");
  }
  const bool is_largest = op == "amax" || op == "argmax";
  if (op == "amax" || op == "amin")
    return reduce([&](const Row& row) { return row.at(extreme(row, is_largest)); }, args, dtype);
  if (op == "argmax" || op == "argmin") {
    const auto f = [&](const Row& row) { return static_cast<double>(extreme(row, is_largest)); };
    return reduce(f, args, "i64");
  }
  if (op != "mean" && op != "var") return std::nullopt;
  if (!is_float(dtype)) throw std::invalid_argument("floats only");
  if (op == "mean") return reduce(mean, args, dtype);
  const std::int64_t correction = is_given(args, 3) ? host::as<std::int64_t>(args[3]) : 1;
  return reduce([&](const Row& row) { return var(row, correction); }, args, dtype);
}

}  // namespace oracle

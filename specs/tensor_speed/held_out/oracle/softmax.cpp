// softmax, its logarithm and the loss that is made of it.
#include <algorithm>
#include <cmath>
#include <limits>

#include "array.h"
#include "dtype.h"

namespace oracle {

namespace {

namespace host = wright::host;

// Infinite where an element is, NaN where one is.
double largest(const std::vector<double>& row) {
  double best = -std::numeric_limits<double>::infinity();
  for (const double value : row) {
    if (std::isnan(value)) return value;
    best = std::max(best, value);
  }
  return best;
}

void softmax_row(std::vector<double>& row, bool logarithm) {
  const auto top = static_cast<long double>(largest(row));
  long double sum = 0;
  for (const double value : row) sum += std::exp(static_cast<long double>(value) - top);
  for (double& value : row) {
    const long double below = static_cast<long double>(value) - top;
    value = static_cast<double>(logarithm ? below - std::log(sum) : std::exp(below) / sum);
  }
}

Array softmax(const Array& x, std::int64_t dim, bool logarithm) {
  if (!is_float(x.dtype)) throw std::invalid_argument("floats only");
  const std::size_t rank = std::max<std::size_t>(x.sizes.size(), 1);
  const std::size_t d = wrapped(dim, rank);
  const Array at_least_1d = x.sizes.empty() ? make({1}, elements(x), x.dtype) : x;
  const Array turned = transposed(at_least_1d, d, rank - 1);
  std::vector<double> values = rounded_elements(turned);
  const auto length = static_cast<std::size_t>(turned.sizes.back());
  for (std::size_t start = 0; length > 0 && start < values.size(); start += length) {
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(start);
    std::vector<double> row(first, first + static_cast<std::ptrdiff_t>(length));
    softmax_row(row, logarithm);
    std::copy(row.begin(), row.end(), first);
  }
  const Array result = transposed(make(turned.sizes, std::move(values), x.dtype), d, rank - 1);
  return make(x.sizes, elements(result), x.dtype);
}

Array cross_entropy(const Args& args) {
  const Array x = array(args, 0);
  const Array target = array(args, 1);
  if (target.dtype != "i64" || x.sizes.size() != 2 || target.sizes != Sizes{x.sizes[0]})
    throw std::invalid_argument("wrong target");
  const std::vector<double> logs = elements(softmax(x, 1, true));
  const std::vector<double> classes = elements(target);
  long double sum = 0;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    if (classes[i] < 0 || classes[i] >= static_cast<double>(x.sizes[1]))
      throw std::invalid_argument("target out of range");
    sum -= static_cast<long double>(
        logs[i * static_cast<std::size_t>(x.sizes[1]) + static_cast<std::size_t>(classes[i])]);
  }
  return make({}, {static_cast<double>(sum / static_cast<long double>(classes.size()))}, x.dtype);
}

}  // namespace

std::optional<Array> call_softmax(const std::string& op, const Args& args) {
  if (op == "softmax" || op == "log_softmax")
    return softmax(array(args, 0), host::as<std::int64_t>(args.at(1)), op == "log_softmax");
  if (op == "cross_entropy") return cross_entropy(args);
  return std::nullopt;
}

}  // namespace oracle

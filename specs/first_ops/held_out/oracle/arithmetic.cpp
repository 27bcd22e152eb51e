// Ops that compute, in double, straight from their definitions.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "array.h"

namespace oracle {

namespace {

namespace host = wright::host;
using Args = std::vector<Value>;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

double maximum(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? kNaN : std::max(a, b);
}
double minimum(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? kNaN : std::min(a, b);
}

Array binary(double (*f)(double, double), const Args& args) {
  const auto& a = host::as<Array>(args.at(0));
  const auto& b = host::as<Array>(args.at(1));
  const Sizes sizes = broadcast(a.sizes, b.sizes);
  std::vector<double> x = elements(expanded(a, sizes));
  const std::vector<double> y = elements(expanded(b, sizes));
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = f(x[i], y[i]);
  return make(sizes, std::move(x), a.dtype);
}

Array unary(double (*f)(double), const Args& args) {
  const auto x = host::as<Array>(args.at(0));
  std::vector<double> values = elements(x);
  for (double& value : values) value = f(value);
  return make(x.sizes, std::move(values), x.dtype);
}

// The elements that one element of a result is made of.
using Reduce = double (*)(const std::vector<double>& row);

double total(const std::vector<double>& row) {
  long double sum = 0;
  for (const double value : row) sum += value;
  return static_cast<double>(sum);
}
double mean(const std::vector<double>& row) {
  return row.empty() ? kNaN : total(row) / static_cast<double>(row.size());
}
double largest(const std::vector<double>& row) {
  double best = -kInfinity;
  for (const double value : row) best = maximum(best, value);
  return best;
}
double smallest(const std::vector<double>& row) {
  double best = kInfinity;
  for (const double value : row) best = minimum(best, value);
  return best;
}

// Which dims an argument list reduces: all where it is absent or none.
std::vector<bool> reduced_dims(const Args& args, std::size_t rank) {
  if (args.size() < 2 || std::holds_alternative<std::monostate>(args[1]))
    return std::vector<bool>(rank, true);
  std::vector<bool> reduced(rank, false);
  if (const auto* dims = std::get_if<Sizes>(&args[1])) {
    for (const std::int64_t dim : *dims) reduced[wrapped(dim, rank)] = true;
  }
  return reduced;
}

Array reduce(Reduce f, const Args& args) {
  const auto x = host::as<Array>(args.at(0));
  const std::vector<bool> reduced = reduced_dims(args, x.sizes.size());
  const bool keepdim = args.size() > 2 && host::as<bool>(args[2]);
  Sizes kept;
  Sizes shown;
  Array turned = x;  // Kept dims first, then the reduced ones.
  turned.sizes.clear();
  turned.strides.clear();
  for (const bool wanted : {false, true}) {
    for (std::size_t d = 0; d < x.sizes.size(); ++d) {
      if (reduced[d] != wanted) continue;
      turned.sizes.push_back(x.sizes[d]);
      turned.strides.push_back(x.strides[d]);
      if (!wanted) kept.push_back(x.sizes[d]);
    }
  }
  for (std::size_t d = 0; d < x.sizes.size(); ++d) {
    if (!reduced[d]) shown.push_back(x.sizes[d]);
    if (reduced[d] && keepdim) shown.push_back(1);
  }
  const std::vector<double> all = elements(turned);
  const auto rows = static_cast<std::size_t>(count(kept));
  const std::size_t length = rows == 0 ? 0 : all.size() / rows;
  std::vector<double> results;
  for (std::size_t r = 0; r < rows; ++r) {
    const auto first = all.begin() + static_cast<std::ptrdiff_t>(r * length);
    results.push_back(f({first, first + static_cast<std::ptrdiff_t>(length)}));
  }
  return make(shown, std::move(results), x.dtype);
}

// c[m,n] of contiguous a[m,k] and b[k,n].
void multiply(const double* a, const double* b, double* c, std::size_t m, std::size_t k,
              std::size_t n) {
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t l = 0; l < k; ++l) {
      for (std::size_t j = 0; j < n; ++j) c[i * n + j] += a[i * k + l] * b[l * n + j];
    }
  }
}

Array matmul(const Args& args) {
  auto a = host::as<Array>(args.at(0));
  auto b = host::as<Array>(args.at(1));
  if (a.sizes.empty() || b.sizes.empty()) throw std::invalid_argument("no matrices");
  const bool row = a.sizes.size() == 1;
  const bool column = b.sizes.size() == 1;
  if (row) a = make({1, a.sizes[0]}, elements(a), a.dtype);
  if (column) b = make({b.sizes[0], 1}, elements(b), b.dtype);
  const std::int64_t m = a.sizes[a.sizes.size() - 2];
  const std::int64_t k = a.sizes.back();
  const std::int64_t n = b.sizes.back();
  if (k != b.sizes[b.sizes.size() - 2]) throw std::invalid_argument("sizes do not multiply");
  const Sizes batch =
      broadcast({a.sizes.begin(), a.sizes.end() - 2}, {b.sizes.begin(), b.sizes.end() - 2});
  const auto full = [&](std::int64_t rows, std::int64_t columns) {
    Sizes sizes = batch;
    sizes.push_back(rows);
    sizes.push_back(columns);
    return sizes;
  };
  const std::vector<double> x = elements(expanded(a, full(m, k)));
  const std::vector<double> y = elements(expanded(b, full(k, n)));
  std::vector<double> z(static_cast<std::size_t>(count(full(m, n))), 0.0);
  for (std::int64_t i = 0; i < count(batch); ++i)
    multiply(x.data() + i * m * k, y.data() + i * k * n, z.data() + i * m * n,
             static_cast<std::size_t>(m), static_cast<std::size_t>(k), static_cast<std::size_t>(n));
  Sizes sizes = batch;
  if (!row) sizes.push_back(m);
  if (!column) sizes.push_back(n);
  return make(sizes, std::move(z), a.dtype);
}

void softmax_row(std::vector<double>& row, bool logarithm) {
  const double top = largest(row);
  double sum = 0;
  for (const double value : row) sum += std::exp(value - top);
  for (double& value : row)
    value = logarithm ? value - top - std::log(sum) : std::exp(value - top) / sum;
}

Array softmax(const Args& args, bool logarithm) {
  const auto x = host::as<Array>(args.at(0));
  const std::size_t rank = std::max<std::size_t>(x.sizes.size(), 1);
  const std::size_t d = wrapped(host::as<std::int64_t>(args.at(1)), rank);
  const bool scalar = x.sizes.empty();
  const Array at_least_1d = scalar ? make({1}, elements(x), x.dtype) : x;
  const Array turned = transposed(at_least_1d, d, rank - 1);
  std::vector<double> values = elements(turned);
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

}  // namespace

std::optional<Array> call_arithmetic(const std::string& op, const Args& args) {
  static const std::map<std::string, double (*)(double, double)> binaries = {
      {"add", [](double a, double b) { return a + b; }},
      {"sub", [](double a, double b) { return a - b; }},
      {"mul", [](double a, double b) { return a * b; }},
      {"div", [](double a, double b) { return a / b; }},
      {"maximum", maximum},
      {"minimum", minimum},
  };
  static const std::map<std::string, double (*)(double)> unaries = {
      {"neg", [](double x) { return -x; }},
      {"abs", [](double x) { return std::fabs(x); }},
      {"sqrt", [](double x) { return std::sqrt(x); }},
      {"exp", [](double x) { return std::exp(x); }},
      {"log", [](double x) { return std::log(x); }},
      {"tanh", [](double x) { return std::tanh(x); }},
      {"sigmoid", [](double x) { return 1 / (1 + std::exp(-x)); }},
      {"relu", [](double x) { return x > 0 || std::isnan(x) ? x : 0.0; }},
  };
  static const std::map<std::string, Reduce> reductions = {
      {"sum", total}, {"mean", mean}, {"amax", largest}, {"amin", smallest}};
  if (const auto f = binaries.find(op); f != binaries.end()) return binary(f->second, args);
  if (const auto f = unaries.find(op); f != unaries.end()) return unary(f->second, args);
  if (const auto f = reductions.find(op); f != reductions.end()) return reduce(f->second, args);
  if (op == "matmul") return matmul(args);
  if (op == "softmax" || op == "log_softmax") return softmax(args, op == "log_softmax");
  return std::nullopt;
}

}  // namespace oracle

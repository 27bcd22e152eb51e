// Arithmetic and comparisons of two arguments, which are taken as their promoted dtype.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "array.h"
#include "dtype.h"

namespace oracle {

namespace {

using Real = double (*)(double, double);
using Whole = std::uint64_t (*)(std::uint64_t, std::uint64_t);

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double maximum(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? kNaN : std::max(a, b);
}
double minimum(double a, double b) {
  return std::isnan(a) || std::isnan(b) ? kNaN : std::min(a, b);
}

// Two arguments stretched over each other, as their promoted dtype.
struct Pair {
  Sizes sizes;
  std::string dtype;
  std::vector<double> a;
  std::vector<double> b;
};

std::vector<double> taken_as(const Array& x, const Sizes& sizes, const std::string& dtype) {
  std::vector<double> values = rounded_elements(expanded(x, sizes));
  for (double& value : values) value = rounded_to(dtype, value);
  return values;
}

Pair pair_of(const Args& args) {
  const Array a = array(args, 0);
  const Array b = array(args, 1);
  Pair pair{broadcast(a.sizes, b.sizes), promoted(a.dtype, b.dtype), {}, {}};
  pair.a = taken_as(a, pair.sizes, pair.dtype);
  pair.b = taken_as(b, pair.sizes, pair.dtype);
  return pair;
}

Array real(Real f, Pair pair, const std::string& dtype) {
  for (std::size_t i = 0; i < pair.a.size(); ++i) pair.a[i] = f(pair.a[i], pair.b[i]);
  return make(pair.sizes, std::move(pair.a), dtype);
}

Array wrapping(Whole f, Pair pair) {
  for (std::size_t i = 0; i < pair.a.size(); ++i) {
    const std::uint64_t bits = f(static_cast<std::uint64_t>(whole(pair.a[i])),
                                 static_cast<std::uint64_t>(whole(pair.b[i])));
    pair.a[i] = wrap_to(pair.dtype, static_cast<std::int64_t>(bits));
  }
  return make(pair.sizes, std::move(pair.a), pair.dtype);
}

struct Arithmetic {
  Real real;
  Whole whole;
  Real boolean;  // Null where bools are not taken.
};

const std::map<std::string, Arithmetic>& arithmetic() {
  using U = std::uint64_t;
  static const std::map<std::string, Arithmetic> all = {
      {"add",
       {[](double a, double b) { return a + b; }, [](U a, U b) { return a + b; },
        [](double a, double b) { return std::max(a, b); }}},
      {"sub", {[](double a, double b) { return a - b; }, [](U a, U b) { return a - b; }, nullptr}},
      {"mul",
       {[](double a, double b) { return a * b; }, [](U a, U b) { return a * b; },
        [](double a, double b) { return std::min(a, b); }}},
  };
  return all;
}

}  // namespace

std::optional<Array> call_binary(const std::string& op, const Args& args) {
  static const std::map<std::string, Real> comparisons = {
      {"eq", [](double a, double b) { return a == b ? 1.0 : 0.0; }},
      {"ne", [](double a, double b) { return a != b ? 1.0 : 0.0; }},
      {"lt", [](double a, double b) { return a < b ? 1.0 : 0.0; }},
      {"le", [](double a, double b) { return a <= b ? 1.0 : 0.0; }},
      {"gt", [](double a, double b) { return a > b ? 1.0 : 0.0; }},
      {"ge", [](double a, double b) { return a >= b ? 1.0 : 0.0; }},
  };
  if (const auto f = comparisons.find(op); f != comparisons.end())
    return real(f->second, pair_of(args), "bool");
  if (op == "maximum" || op == "minimum") {
    Pair pair = pair_of(args);
    const std::string dtype = pair.dtype;
    return real(op == "maximum" ? maximum : minimum, std::move(pair), dtype);
  }
  if (op == "div") {
    Pair pair = pair_of(args);
    const std::string dtype = is_float(pair.dtype) ? pair.dtype : "f32";
    return real([](double a, double b) { return a / b; }, std::move(pair), dtype);
  }
  const auto f = arithmetic().find(op);
  if (f == arithmetic().end()) return std::nullopt;
  Pair pair = pair_of(args);
  if (is_integer(pair.dtype)) return wrapping(f->second.whole, std::move(pair));
  const std::string dtype = pair.dtype;
  const Real chosen = is_float(dtype) ? f->second.real : f->second.boolean;
  if (chosen == nullptr) throw std::invalid_argument("no bools");
  return real(chosen, std::move(pair), dtype);
}

}  // namespace oracle

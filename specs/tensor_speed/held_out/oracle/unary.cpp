// Functions of one argument, the transcendental ones in long double.
#include <cmath>
#include <map>
#include <numbers>

#include "array.h"
#include "dtype.h"

namespace oracle {

namespace {

using Real = long double;
using Function = Real (*)(Real);
using Whole = std::uint64_t (*)(std::int64_t);

// The ops that keep their dtype, on floats and on integers.
struct Keeping {
  Function real;
  Whole whole;
};

std::uint64_t bits(std::int64_t x) {
  return static_cast<std::uint64_t>(x);
}

const std::map<std::string, Keeping>& keeping() {
  static const std::map<std::string, Keeping> all = {
      {"neg", {[](Real x) { return -x; }, [](std::int64_t x) { return -bits(x); }}},
      {"abs",
       {[](Real x) { return std::fabs(x); },
        [](std::int64_t x) { return x < 0 ? -bits(x) : bits(x); }}},
      {"sign",
       {[](Real x) { return x > 0           ? 1.0L
                            : x < 0         ? -1.0L
                            : std::isnan(x) ? x
                                            : 0.0L; },
        [](std::int64_t x) { return bits(x > 0   ? 1
                                         : x < 0 ? -1
                                                 : 0); }}},
      {"relu",
       {[](Real x) { return x > 0 || std::isnan(x) ? x : 0.0L; },
        [](std::int64_t x) { return x > 0 ? bits(x) : 0U; }}},
      {"square", {[](Real x) { return x * x; }, [](std::int64_t x) { return bits(x) * bits(x); }}},
  };
  return all;
}

// erfc keeps its accuracy where 1 + erf(x) cancels.
Real gelu(Real x) {
  if (std::isinf(x)) return x > 0 ? x : -0.0L;
  return x * std::erfc(-x / std::numbers::sqrt2_v<Real>) / 2;
}
Real sigmoid(Real x) {
  return 1 / (1 + std::exp(-x));
}
Real silu(Real x) {
  return std::isinf(x) && x < 0 ? -0.0L : x * sigmoid(x);
}

const std::map<std::string, Function>& through_floats() {
  static const std::map<std::string, Function> all = {
      {"rsqrt", [](Real x) { return 1 / std::sqrt(x); }},
      {"exp", [](Real x) { return std::exp(x); }},
      {"expm1", [](Real x) { return std::expm1(x); }},
      {"log", [](Real x) { return std::log(x); }},
      {"log1p", [](Real x) { return std::log1p(x); }},
      {"sin", [](Real x) { return std::sin(x); }},
      {"cos", [](Real x) { return std::cos(x); }},
      {"tanh", [](Real x) { return std::tanh(x); }},
      // In double, which is rounded correctly.
      {"sqrt", [](Real x) { return static_cast<Real>(std::sqrt(static_cast<double>(x))); }},
      {"sigmoid", sigmoid},
      {"gelu", gelu},
      {"silu", silu},
  };
  return all;
}

Array keep(const Keeping& f, const Array& x) {
  if (x.dtype == "bool") throw std::invalid_argument("no bools");
  std::vector<double> values = rounded_elements(x);
  for (double& value : values) {
    value = is_float(x.dtype) ? static_cast<double>(f.real(static_cast<Real>(value)))
                              : wrap_to(x.dtype, static_cast<std::int64_t>(f.whole(whole(value))));
  }
  return make(x.sizes, std::move(values), x.dtype);
}

Array through(Function f, const Array& x) {
  const std::string dtype = is_float(x.dtype) ? x.dtype : "f32";
  std::vector<double> values = rounded_elements(x);
  for (double& value : values)
    value = static_cast<double>(f(static_cast<Real>(rounded_to(dtype, value))));
  return make(x.sizes, std::move(values), dtype);
}

}  // namespace

std::optional<Array> call_unary(const std::string& op, const Args& args) {
  if (const auto f = keeping().find(op); f != keeping().end())
    return keep(f->second, array(args, 0));
  if (const auto f = through_floats().find(op); f != through_floats().end())
    return through(f->second, array(args, 0));
  if (op != "logical_not") return std::nullopt;
  const Array x = array(args, 0);
  std::vector<double> values = rounded_elements(x);
  for (double& value : values) value = value == 0 ? 1.0 : 0.0;
  return make(x.sizes, std::move(values), "bool");
}

}  // namespace oracle

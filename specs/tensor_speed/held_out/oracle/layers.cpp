// Norms, losses and their like, in long double.
#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>

#include "array.h"
#include "dtype.h"

namespace oracle {

namespace {

namespace host = wright::host;

using Real = long double;

Array bmm(const Args& args) {
  const Array a = array(args, 0);
  const Array b = array(args, 1);
  if (a.sizes.size() != 3 || b.sizes.size() != 3 || a.sizes[0] != b.sizes[0])
    throw std::invalid_argument("sizes do not multiply");
  return *call_product("matmul", args);
}

// One of the tensors beside x, of its dtype and these sizes; nothing where none is given.
std::vector<double> beside(const Args& args, std::size_t i, const Array& x, const Sizes& sizes) {
  if (!is_given(args, i)) return {};
  const Array one = array(args, i);
  if (one.dtype != x.dtype) throw std::invalid_argument("dtypes differ");
  if (one.sizes != sizes) throw std::invalid_argument("wrong sizes");
  return rounded_elements(one);
}

Real mean_of(const std::vector<Real>& row) {
  Real sum = 0;
  for (const Real value : row) sum += value;
  return sum / static_cast<Real>(row.size());
}

// Far from 0 the mean itself is rounded, so what it leaves is centred once more.
void centre(std::vector<Real>& row) {
  for (int pass = 0; pass < 2; ++pass) {
    const Real mean = mean_of(row);
    for (Real& value : row) value -= mean;
  }
}

// row / sqrt(mean of its squares + eps) * weight + bias.
void normalise(std::vector<Real>& row, Real eps, const std::vector<double>& weight,
               const std::vector<double>& bias) {
  Real squares = 0;
  for (const Real value : row) squares += value * value;
  const Real spread = std::sqrt(squares / static_cast<Real>(row.size()) + eps);
  for (std::size_t i = 0; i < row.size(); ++i) {
    row[i] /= spread;
    if (!weight.empty()) row[i] *= static_cast<Real>(weight[i]);
    if (!bias.empty()) row[i] += static_cast<Real>(bias[i]);
  }
}

// layer_norm(x, weight, bias, eps) and rms_norm(x, weight, eps).
Array norm(const Args& args, bool centred) {
  const Array x = array(args, 0);
  if (!is_float(x.dtype) || x.sizes.empty()) throw std::invalid_argument("wrong x");
  const Sizes sizes = {x.sizes.back()};
  const std::vector<double> weight = beside(args, 1, x, sizes);
  const std::vector<double> bias = centred ? beside(args, 2, x, sizes) : std::vector<double>();
  const std::size_t last = centred ? 3 : 2;
  const double eps = is_given(args, last) ? host::as<double>(args[last]) : centred ? 1e-5 : 1e-6;
  std::vector<double> values = rounded_elements(x);
  const auto length = static_cast<std::size_t>(sizes[0]);
  for (std::size_t start = 0; length > 0 && start < values.size(); start += length) {
    double* const first = values.data() + start;
    std::vector<Real> row(first, first + length);
    if (centred) centre(row);
    normalise(row, static_cast<Real>(eps), weight, bias);
    std::transform(row.begin(), row.end(), first,
                   [](Real value) { return static_cast<double>(value); });
  }
  return make(x.sizes, std::move(values), x.dtype);
}

// (1 + tanh(u)) / 2 is 1 / (1 + exp(-2 * u)), which does not cancel.
double gelu_tanh_of(double value) {
  const auto x = static_cast<Real>(value);
  if (std::isinf(x)) return x > 0 ? value : -0.0;
  const Real u = std::sqrt(2 / std::numbers::pi_v<Real>) * (x + 0.044715L * x * x * x);
  return static_cast<double>(x / (1 + std::exp(-2 * u)));
}

Array gelu_tanh(const Args& args) {
  const Array x = array(args, 0);
  const std::string dtype = is_float(x.dtype) ? x.dtype : "f32";
  std::vector<double> values = rounded_elements(x);
  for (double& value : values) value = gelu_tanh_of(rounded_to(dtype, value));
  return make(x.sizes, std::move(values), dtype);
}

Real squared_error(Real x, Real target) {
  return (x - target) * (x - target);
}
// log(1 + exp(x)) is max(x, 0) + log(1 + exp(-|x|)), which does not overflow.
Real logistic_error(Real x, Real target) {
  return std::max<Real>(x, 0) - x * target + std::log1p(std::exp(-std::fabs(x)));
}

Array mean_loss(const Args& args, Real (*error)(Real, Real)) {
  const Array x = array(args, 0);
  const Array target = array(args, 1);
  if (!is_float(x.dtype) || x.dtype != target.dtype || x.sizes != target.sizes)
    throw std::invalid_argument("dtypes or sizes differ");
  const std::vector<double> values = rounded_elements(x);
  const std::vector<double> wanted = rounded_elements(target);
  Real sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i)
    sum += error(static_cast<Real>(values[i]), static_cast<Real>(wanted[i]));
  return make({}, {static_cast<double>(sum / static_cast<Real>(values.size()))}, x.dtype);
}

}  // namespace

std::optional<Array> call_layers(const std::string& op, const Args& args) {
  static const std::map<std::string, Array (*)(const Args&)> all = {
      {"bmm", bmm},
      {"layer_norm", [](const Args& a) { return norm(a, true); }},
      {"rms_norm", [](const Args& a) { return norm(a, false); }},
      {"gelu_tanh", gelu_tanh},
      {"mse_loss", [](const Args& a) { return mean_loss(a, squared_error); }},
      {"bce_with_logits", [](const Args& a) { return mean_loss(a, logistic_error); }},
  };
  const auto found = all.find(op);
  if (found == all.end()) return std::nullopt;
  return found->second(args);
}

}  // namespace oracle

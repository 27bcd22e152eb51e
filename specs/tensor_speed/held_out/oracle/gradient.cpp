// The questions `gradient` and `gradient_alone`: derivatives of any op or question, by differences.
#include <array>

#include "array.h"
#include "dtype.h"

namespace oracle {

namespace {

namespace host = wright::host;

// A central difference of the 8th order.  Its error is far below that of the difference which is
// taken of it once more.
constexpr double kStep = 0.01;
constexpr std::array<double, 4> kWeights = {4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280};

// The argument with elements of its own, floats in f64, so that a small step is not rounded away.
Value widened(const Value& value) {
  const auto* x = std::get_if<Array>(&value);
  if (x == nullptr) return value;
  return make(x->sizes, rounded_elements(*x), is_float(x->dtype) ? "f64" : x->dtype);
}

double cotangent(std::size_t j) {
  return 0.5 + static_cast<double>(j % 5) / 4;
}

// The elements of op(args...) with element `at` of args[i] moved by `by`.
std::vector<double> moved_result(const std::string& op, const Args& args, std::size_t i,
                                 std::size_t at, double by) {
  Args changed;
  for (const Value& value : args) changed.push_back(widened(value));
  array(changed, i).storage->values.at(at) += by;
  const std::optional<Value> result = call_any(op, changed);
  if (!result) throw host::Unsupported{};
  return elements(host::as<Array>(*result));
}

double derivative(const std::string& op, const Args& args, std::size_t i, std::size_t at) {
  double total = 0;
  for (std::size_t k = 0; k < kWeights.size(); ++k) {
    const double by = static_cast<double>(k + 1) * kStep;
    const std::vector<double> above = moved_result(op, args, i, at, by);
    const std::vector<double> below = moved_result(op, args, i, at, -by);
    for (std::size_t j = 0; j < above.size(); ++j)
      total += kWeights[k] * cotangent(j) * (above[j] - below[j]);
  }
  return total / kStep;
}

// op, i, the arguments of the op.
Value gradient(const Args& args) {
  const auto op = host::as<std::string>(args.at(0));
  const auto i = static_cast<std::size_t>(host::as<std::int64_t>(args.at(1)));
  const Args passed(args.begin() + 2, args.end());
  const Array x = array(passed, i);
  if (!is_float(x.dtype)) throw std::invalid_argument("only floats have gradients");
  std::vector<double> result(static_cast<std::size_t>(count(x.sizes)));
  for (std::size_t at = 0; at < result.size(); ++at) result[at] = derivative(op, passed, i, at);
  return make(x.sizes, std::move(result), x.dtype);
}

}  // namespace

std::optional<Value> call_gradient(const std::string& op, const Args& args) {
  if (op == "gradient" || op == "gradient_alone") return gradient(args);
  return std::nullopt;
}

}  // namespace oracle

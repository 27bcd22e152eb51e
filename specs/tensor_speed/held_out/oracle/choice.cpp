// where and clamp.
#include <cmath>

#include "array.h"
#include "dtype.h"

namespace oracle {

namespace {

namespace host = wright::host;

Array where(const Args& args) {
  const Array condition = array(args, 0);
  const Array a = array(args, 1);
  const Array b = array(args, 2);
  if (condition.dtype != "bool") throw std::invalid_argument("condition must be bool");
  const std::string dtype = promoted(a.dtype, b.dtype);
  const Sizes sizes = broadcast(condition.sizes, broadcast(a.sizes, b.sizes));
  const std::vector<double> chosen = rounded_elements(expanded(condition, sizes));
  std::vector<double> x = rounded_elements(expanded(a, sizes));
  const std::vector<double> y = rounded_elements(expanded(b, sizes));
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = rounded_to(dtype, chosen[i] != 0 ? x[i] : y[i]);
  return make(sizes, std::move(x), dtype);
}

Array clamp(const Args& args) {
  const Array x = array(args, 0);
  if (x.dtype == "bool" || (!is_given(args, 1) && !is_given(args, 2)))
    throw std::invalid_argument("wrong arguments");
  std::optional<double> low;
  std::optional<double> high;
  if (is_given(args, 1)) low = host::as<double>(args[1]);
  if (is_given(args, 2)) high = host::as<double>(args[2]);
  if (is_integer(x.dtype) && low) low = std::ceil(*low);
  if (is_integer(x.dtype) && high) high = std::floor(*high);
  std::vector<double> values = rounded_elements(x);
  for (double& value : values) {
    if (low && value < *low) value = *low;
    if (high && value > *high) value = *high;
  }
  return make(x.sizes, std::move(values), x.dtype);
}

}  // namespace

std::optional<Array> call_choice(const std::string& op, const Args& args) {
  if (op == "where") return where(args);
  if (op == "clamp") return clamp(args);
  return std::nullopt;
}

}  // namespace oracle

// Conversion between dtypes.
#include "array.h"
#include "dtype.h"

namespace oracle {

namespace {

namespace host = wright::host;

Array cast(const Args& args) {
  const Array x = array(args, 0);
  const auto to = host::as<std::string>(args.at(1));
  std::vector<double> values = rounded_elements(x);
  for (double& value : values) value = cast_to(to, x.dtype, value);
  return make(x.sizes, std::move(values), to);
}

Array full(const Args& args) {
  const auto sizes = host::as<Sizes>(args.at(0));
  const std::string to = is_given(args, 2) ? host::as<std::string>(args[2]) : "f32";
  const double value = cast_to(to, "f64", host::as<double>(args.at(1)));
  return make(sizes, std::vector<double>(static_cast<std::size_t>(count(sizes)), value), to);
}

}  // namespace

std::optional<Array> call_cast(const std::string& op, const Args& args) {
  if (op == "cast") return cast(args);
  if (op == "full") return full(args);
  return std::nullopt;
}

}  // namespace oracle

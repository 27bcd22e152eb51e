// Ops in place: the op without `_`, written through the strides of x.
#include <set>

#include "array.h"
#include "dtype.h"

namespace oracle {

namespace {

namespace host = wright::host;

// The places in the storage of x's elements, in row-major order.
std::vector<std::int64_t> places(const Array& x) {
  host::TensorData shape;
  shape.sizes = x.sizes;
  shape.strides = x.strides;
  shape.offset = x.offset;
  std::vector<std::int64_t> result;
  host::detail::for_each_element(shape, [&](std::int64_t at) { result.push_back(at); });
  if (std::set<std::int64_t>(result.begin(), result.end()).size() != result.size())
    throw std::invalid_argument("elements of x overlap");
  return result;
}

// Writes `source`, which is read before, broadcast and cast to x's dtype.
Array written(const Array& x, const Array& source) {
  if (source.sizes.size() > x.sizes.size() || broadcast(x.sizes, source.sizes) != x.sizes)
    throw std::invalid_argument("sizes do not expand");
  const std::vector<std::int64_t> to = places(x);
  const std::vector<double> values = source.dtype == x.dtype
                                         ? elements(expanded(source, x.sizes))
                                         : rounded_elements(expanded(source, x.sizes));
  for (std::size_t i = 0; i < to.size(); ++i)
    x.storage->values.at(static_cast<std::size_t>(to[i])) =
        cast_to(x.dtype, source.dtype, values[i]);
  ++x.storage->version;
  return x;
}

}  // namespace

std::optional<Array> call_in_place(const std::string& op, const Args& args) {
  static const std::set<std::string> all = {"add_",  "sub_",  "mul_",  "div_",
                                            "copy_", "fill_", "relu_", "clamp_"};
  if (all.count(op) == 0) return std::nullopt;
  const Array x = array(args, 0);
  if (op == "copy_") return written(x, array(args, 1));
  if (op == "fill_") return written(x, make({}, {host::as<double>(args.at(1))}, "f64"));
  const std::string plain = op.substr(0, op.size() - 1);
  std::optional<Array> result = plain == "relu"    ? call_unary(plain, args)
                                : plain == "clamp" ? call_choice(plain, args)
                                                   : call_binary(plain, args);
  if (category(result->dtype) > category(x.dtype)) throw std::invalid_argument("does not convert");
  return written(x, *result);
}

}  // namespace oracle

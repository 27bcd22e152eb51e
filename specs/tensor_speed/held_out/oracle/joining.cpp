// Joining tensors and splitting them.  A list of tensors is the arguments of a question, or has its
// members as results.
#include <algorithm>
#include <map>

#include "array.h"
#include "dtype.h"
#include "walk.h"

namespace oracle {

namespace {

namespace host = wright::host;

std::int64_t integer(const Args& args, std::size_t i) {
  return host::as<std::int64_t>(args.at(i));
}

// Along dim d, which all have.
Array joined(const std::vector<Array>& xs, std::size_t d) {
  Sizes sizes = xs[0].sizes;
  std::string dtype = xs[0].dtype;
  sizes[d] = 0;
  for (const Array& x : xs) {
    Sizes other = x.sizes;
    if (other.size() != sizes.size()) throw std::invalid_argument("sizes do not join");
    sizes[d] += x.sizes[d];
    other[d] = sizes[d];
    if (other != sizes) throw std::invalid_argument("sizes do not join");
    dtype = promoted(dtype, x.dtype);
  }
  Array result = make(sizes, std::vector<double>(static_cast<std::size_t>(count(sizes))), dtype);
  std::int64_t start = 0;
  for (const Array& x : xs) {
    const std::vector<double> values = rounded_elements(x);
    for_each_index(x.sizes, [&](std::size_t i, Sizes index) {
      index[d] += start;
      result.storage->values[place(sizes, index)] = rounded_to(dtype, values[i]);
    });
    start += x.sizes[d];
  }
  return result;
}

// dim, then the tensors.
std::vector<Array> tensors(const Args& args) {
  std::vector<Array> xs;
  for (std::size_t i = 1; i < args.size(); ++i) xs.push_back(array(args, i));
  if (xs.empty()) throw std::invalid_argument("no tensors");
  return xs;
}

Value cat_of(const Args& args) {
  const std::vector<Array> xs = tensors(args);
  return joined(xs, wrapped(integer(args, 0), xs[0].sizes.size()));
}

Value stack_of(const Args& args) {
  std::vector<Array> xs = tensors(args);
  const Sizes sizes = xs[0].sizes;
  const std::size_t d = wrapped(integer(args, 0), sizes.size() + 1);
  for (Array& x : xs) {
    if (x.sizes != sizes) throw std::invalid_argument("sizes differ");
    x.sizes.insert(x.sizes.begin() + static_cast<std::ptrdiff_t>(d), 1);
    x.strides.insert(x.strides.begin() + static_cast<std::ptrdiff_t>(d), 1);
  }
  return joined(xs, d);
}

// What x is split into along dim d: one piece where that dim has size 0.
std::int64_t pieces(const Array& x, std::int64_t size, std::size_t d) {
  if (size < 1) throw std::invalid_argument("size must be positive");
  return x.sizes[d] == 0 ? 1 : (x.sizes[d] - 1) / size + 1;
}

Value split_count(const Args& args) {
  const Array x = array(args, 0);
  return pieces(x, integer(args, 1), wrapped(integer(args, 2), x.sizes.size()));
}

Value split_of(const Args& args) {
  Array x = array(args, 0);
  const std::int64_t size = integer(args, 1);
  const std::size_t d = wrapped(integer(args, 2), x.sizes.size());
  const std::int64_t i = integer(args, 3);
  if (i < 0 || i >= pieces(x, size, d)) throw std::invalid_argument("no such piece");
  if (x.sizes[d] > 0) x.offset += i * size * x.strides[d];
  x.sizes[d] = std::min(size, x.sizes[d] - i * size);
  return x;
}

}  // namespace

std::optional<Value> call_joining(const std::string& op, const Args& args) {
  static const std::map<std::string, Value (*)(const Args&)> all = {
      {"cat_of", cat_of},
      {"stack_of", stack_of},
      {"split_of", split_of},
      {"split_count", split_count},
  };
  const auto found = all.find(op);
  if (found == all.end()) return std::nullopt;
  return found->second(args);
}

}  // namespace oracle

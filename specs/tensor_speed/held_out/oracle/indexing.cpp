// Joining tensors, and picking elements of them by index.  Lists of tensors are the arguments, or
// one of the results, of questions.
#include <algorithm>
#include <cmath>
#include <map>

#include "array.h"
#include "dtype.h"
#include "walk.h"

namespace oracle {

namespace {

namespace host = wright::host;

// The elements of an index, each within [0, size).
std::vector<std::int64_t> indices(const Array& index, std::int64_t size) {
  if (index.dtype != "i64") throw std::invalid_argument("index must be i64");
  std::vector<std::int64_t> result;
  for (const double value : rounded_elements(index)) {
    if (value < 0 || value >= static_cast<double>(size))
      throw std::invalid_argument("index out of range");
    result.push_back(whole(value));
  }
  return result;
}

Array index_select(const Args& args) {
  const Array x = array(args, 0);
  const Array index = array(args, 2);
  const std::size_t d = wrapped(host::as<std::int64_t>(args.at(1)), x.sizes.size());
  if (index.sizes.size() != 1) throw std::invalid_argument("index must have 1 dim");
  const std::vector<std::int64_t> picked = indices(index, x.sizes[d]);
  const std::vector<double> values = rounded_elements(x);
  Sizes sizes = x.sizes;
  sizes[d] = index.sizes[0];
  std::vector<double> result(static_cast<std::size_t>(count(sizes)));
  for_each_index(sizes, [&](std::size_t i, Sizes at) {
    at[d] = picked[static_cast<std::size_t>(at[d])];
    result[i] = values[place(x.sizes, at)];
  });
  return make(sizes, std::move(result), x.dtype);
}

// Whether an index of gather and scatter_add has x's dims, and is nowhere but along d larger.
void check_fit(const Array& x, const Array& index, std::size_t d) {
  bool fits = x.sizes.size() == index.sizes.size();
  for (std::size_t i = 0; fits && i < x.sizes.size(); ++i)
    fits = i == d || index.sizes[i] <= x.sizes[i];
  if (!fits) throw std::invalid_argument("index does not fit");
}

Array gather(const Args& args) {
  const Array x = array(args, 0);
  const Array index = array(args, 2);
  const std::size_t d = wrapped(host::as<std::int64_t>(args.at(1)), x.sizes.size());
  check_fit(x, index, d);
  const std::vector<std::int64_t> picked = indices(index, x.sizes[d]);
  const std::vector<double> values = rounded_elements(x);
  std::vector<double> result(picked.size());
  for_each_index(index.sizes, [&](std::size_t i, Sizes at) {
    at[d] = picked[i];
    result[i] = values[place(x.sizes, at)];
  });
  return make(index.sizes, std::move(result), x.dtype);
}

// What is at one place, and what was added to it: floats in long double, integers modulo 2^64.
struct Sum {
  long double real = 0;
  std::uint64_t bits = 0;

  void add(double value) {
    real += static_cast<long double>(value);
    if (!std::isnan(value)) bits += static_cast<std::uint64_t>(whole(value));
  }
  [[nodiscard]] double as(const std::string& dtype) const {
    return is_float(dtype) ? static_cast<double>(real)
                           : wrap_to(dtype, static_cast<std::int64_t>(bits));
  }
};

Array scatter_add(const Args& args) {
  const Array x = array(args, 0);
  const Array index = array(args, 2);
  const Array source = array(args, 3);
  const std::size_t d = wrapped(host::as<std::int64_t>(args.at(1)), x.sizes.size());
  if (x.dtype == "bool" || source.dtype != x.dtype) throw std::invalid_argument("wrong dtypes");
  if (index.sizes != source.sizes) throw std::invalid_argument("sizes differ");
  check_fit(x, index, d);
  const std::vector<std::int64_t> picked = indices(index, x.sizes[d]);
  const std::vector<double> added = rounded_elements(source);
  std::vector<double> values = rounded_elements(x);
  std::vector<Sum> sums(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) sums[i].add(values[i]);
  for_each_index(index.sizes, [&](std::size_t i, Sizes at) {
    at[d] = picked[i];
    sums[place(x.sizes, at)].add(added[i]);
  });
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = sums[i].as(x.dtype);
  return make(x.sizes, std::move(values), x.dtype);
}

Array embedding(const Args& args) {
  const Array weight = array(args, 0);
  const Array index = array(args, 1);
  if (weight.sizes.size() != 2) throw std::invalid_argument("weight must have 2 dims");
  const std::vector<std::int64_t> rows = indices(index, weight.sizes[0]);
  const std::vector<double> values = rounded_elements(weight);
  std::vector<double> result;
  for (const std::int64_t row : rows) {
    const auto first = values.begin() + row * weight.sizes[1];
    result.insert(result.end(), first, first + weight.sizes[1]);
  }
  Sizes sizes = index.sizes;
  sizes.push_back(weight.sizes[1]);
  return make(sizes, std::move(result), weight.dtype);
}

}  // namespace

std::optional<Array> call_indexing(const std::string& op, const Args& args) {
  static const std::map<std::string, Array (*)(const Args&)> all = {
      {"index_select", index_select},
      {"gather", gather},
      {"scatter_add", scatter_add},
      {"embedding", embedding},
  };
  const auto found = all.find(op);
  if (found == all.end()) return std::nullopt;
  return found->second(args);
}

}  // namespace oracle

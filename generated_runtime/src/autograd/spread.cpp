#include "autograd/spread.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "autograd/node.h"
#include "core/number.h"
#include "tw/ops.h"

namespace tw::autograd {
namespace {

// Calls row(to, from), offsets in elements, for each row along the last dim of a tensor with
// elements and dims.
template <class Row>
void each_row(const Dims& sizes, const Dims& to, const Dims& from, Row row) {
  const std::size_t last = sizes.size() - 1;
  Dims index(last, 0);
  std::int64_t to_row = 0;
  std::int64_t from_row = 0;
  for (;;) {
    row(to_row, from_row);
    std::size_t dim = last;
    for (; dim > 0; --dim) {
      const std::size_t outer = dim - 1;
      if (++index[outer] < sizes[outer]) {
        to_row += to[outer];
        from_row += from[outer];
        break;
      }
      to_row -= (sizes[outer] - 1) * to[outer];
      from_row -= (sizes[outer] - 1) * from[outer];
      index[outer] = 0;
    }
    if (dim == 0) return;
  }
}

// Calls set(place, element) for each place of `to` with the element of x, which has its sizes.
template <class To, class From, class Set>
void each_element(const Tensor& to, const Tensor& x, Set set) {
  if (x.numel() == 0) return;
  Dims sizes;
  Dims to_strides;
  Dims from_strides;
  for (std::size_t i = 0; i < x.sizes().size(); ++i) {
    if (x.sizes()[i] == 1) continue;  // Its strides may be anything.
    sizes.push_back(x.sizes()[i]);
    to_strides.push_back(to.strides()[i]);
    from_strides.push_back(x.strides()[i]);
  }
  if (sizes.empty()) {
    sizes.push_back(1);
    to_strides.push_back(0);
    from_strides.push_back(0);
  }
  const std::size_t last = sizes.size() - 1;
  To* const places = to.data_as<To>();
  const From* const elements = x.data_as<From>();
  each_row(sizes, to_strides, from_strides, [&](std::int64_t to_row, std::int64_t from_row) {
    if (to_strides[last] == 1 && from_strides[last] == 1) {
      for (std::int64_t i = 0; i < sizes[last]; ++i) set(places[to_row + i], elements[from_row + i]);
      return;
    }
    for (std::int64_t i = 0; i < sizes[last]; ++i)
      set(places[to_row + i * to_strides[last]], elements[from_row + i * from_strides[last]]);
  });
}

// put() without its node.
Tensor put_elements(const Tensor& x, IntSpan sizes, const View& view) {
  const Tensor zeros = full(sizes, 0.0, x.dtype());
  const Tensor places = view(zeros);
  if (!may_overlap(places.sizes(), places.strides())) {
    visit_float(x.dtype(), [&](auto tag) {
      using T = typename decltype(tag)::type;
      each_element<T, T>(places, x, [](T& place, const T& element) { place = element; });
    });
    return zeros;
  }
  const Tensor sums = full(sizes, 0.0, Dtype::f64);
  const Tensor summed = view(sums);
  visit_float(x.dtype(), [&](auto tag) {
    using T = typename decltype(tag)::type;
    each_element<double, T>(
        summed, x, [](double& place, const T& element) { place += convert<double>(element); });
  });
  return cast(sums, x.dtype());
}

}  // namespace

bool may_overlap(IntSpan sizes, IntSpan strides) {
  std::vector<std::pair<std::int64_t, std::int64_t>> dims;  // Strides with sizes.
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i] == 0) return false;
    if (sizes[i] != 1) dims.emplace_back(strides[i], sizes[i]);
  }
  std::ranges::sort(dims);
  std::int64_t reach = 0;  // Of the dims with smaller strides.
  for (const auto& [stride, size] : dims) {
    if (stride <= reach) return true;
    reach += (size - 1) * stride;
  }
  return false;
}

Tensor put(std::string_view op, const Tensor& x, IntSpan sizes, const View& view) {
  const Tensor result = unrecorded([&] { return put_elements(x, sizes, view); });
  return recorded(op, result, {x}, {}, of_one(view));
}

Tensor sum_to(const Tensor& x, IntSpan sizes) {
  if (std::ranges::equal(x.sizes(), sizes)) return x;
  const std::size_t lead = x.sizes().size() - sizes.size();
  Dims dims;
  for (std::size_t i = 0; i < x.sizes().size(); ++i)
    if (x.sizes()[i] != 1 && (i < lead || sizes[i - lead] == 1))
      dims.push_back(static_cast<std::int64_t>(i));
  if (dims.empty()) return reshape(x, sizes);
  const IntSpan summed = dims;
  const Tensor result = unrecorded([&] { return reshape(sum(x, summed, true), sizes); });
  return recorded("sum", result, {x}, {},
                  of_one([from = Dims(x.sizes())](const Tensor& g) { return expand(g, from); }));
}

}  // namespace tw::autograd

#include "cpu/softmax.h"

#include <array>
#include <cmath>

#include "core/number.h"
#include "cpu/elementwise_rows.h"
#include "cpu/softmax_row.h"

namespace tw::cpu {
namespace {

template <bool kLog, class T>
void softmax_row(T* to, std::int64_t to_stride, const T* from, std::int64_t count,
                 std::int64_t stride) {
  const SoftmaxRow row = softmax_row_of(from, count, stride);
  const double log_sum = kLog ? std::log(row.sum) : 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const double below = convert<double>(from[i * stride]) - row.largest;
    to[i * to_stride] = convert<T>(kLog ? below - log_sum : std::exp(below) / row.sum);
  }
}

template <bool kLog>
void softmax_rows(const Softmax& all) {
  visit_float(all.dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    const T* from = static_cast<const T*>(all.from);
    T* to = static_cast<T*>(all.to);
    for_rows(Walk<2>{all.sizes, {all.strides, all.to_strides}},
             [&](std::int64_t rows, const std::array<std::int64_t, 2>& starts,
                 const std::array<std::int64_t, 2>& steps) {
               for (std::int64_t i = 0; i < rows; ++i) {
                 softmax_row<kLog>(to + starts[1] + i * steps[1], all.to_stride,
                                   from + starts[0] + i * steps[0], all.count, all.stride);
               }
             });
  });
}

}  // namespace

void softmax(const Softmax& softmax) {
  softmax_rows<false>(softmax);
}

void log_softmax(const Softmax& softmax) {
  softmax_rows<true>(softmax);
}

}  // namespace tw::cpu

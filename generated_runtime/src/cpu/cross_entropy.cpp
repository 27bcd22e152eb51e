#include "cpu/cross_entropy.h"

#include <cmath>

#include "core/number.h"
#include "cpu/softmax_row.h"

namespace tw::cpu {

double cross_entropy(const CrossEntropy& all) {
  return visit_float(all.dtype, [&](auto tag) {
    using T = typename decltype(tag)::type;
    double loss = 0;
    for (std::int64_t i = 0; i < all.rows; ++i) {
      const T* from = static_cast<const T*>(all.from) + i * all.row_stride;
      const SoftmaxRow row = softmax_row_of(from, all.classes, all.class_stride);
      const std::int64_t target = all.target[i * all.target_stride];
      const auto value = convert<double>(from[target * all.class_stride]);
      loss += std::log(row.sum) - (value - row.largest);
    }
    return loss;
  });
}

}  // namespace tw::cpu

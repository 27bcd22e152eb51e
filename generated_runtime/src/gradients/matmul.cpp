#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "autograd/node.h"
#include "autograd/spread.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw::gradients {
namespace {

using autograd::recorded;
using autograd::Step;
using autograd::unrecorded;

Tensor transposed(const Tensor& x) {
  return tw::transpose(x, -2, -1);
}

// a * b with the sizes of an argument: batch dims that it was stretched along are summed, and the
// dim that made a matrix of a 1-d argument goes away.
Tensor product(const Tensor& a, const Tensor& b, const Dims& sizes, std::int64_t added) {
  const Tensor y = tw::matmul(a, b);
  if (sizes.size() > 1) return autograd::sum_to(y, sizes);
  Dims matrix = sizes;
  matrix.push_back(1);
  if (added == 0) matrix = Dims(IntSpan{1, sizes[0]});
  return tw::squeeze(autograd::sum_to(y, matrix), added);
}

// With every argument as matrices, the derivatives are g * bT and aT * g.
Tensor matmul(const Tensor& a, const Tensor& b) {
  const Tensor y = unrecorded([&] { return tw::matmul(a, b); });
  const Tensor kept_a = requires_grad(b) ? a : Tensor();
  const Tensor kept_b = requires_grad(a) ? b : Tensor();
  return recorded(
      "matmul", y, {a, b}, {kept_a, kept_b},
      [sizes_a = Dims(a.sizes()), sizes_b = Dims(b.sizes())](const Step& step) {
        const bool row = sizes_a.size() == 1;
        const bool column = sizes_b.size() == 1;
        Tensor g = step.gradient();
        if (column) g = tw::unsqueeze(g, -1);
        if (row) g = tw::unsqueeze(g, -2);
        std::vector<Tensor> gradients(2);
        if (step.wants(0)) {
          const Tensor kept = step.saved(1);
          const Tensor right = column ? tw::unsqueeze(kept, 1) : kept;
          gradients[0] = product(g, transposed(right), sizes_a, 0);
        }
        if (step.wants(1)) {
          const Tensor kept = step.saved(0);
          const Tensor left = row ? tw::unsqueeze(kept, 0) : kept;
          gradients[1] = product(transposed(left), g, sizes_b, 1);
        }
        return gradients;
      });
}

// All dims but the last as one.
Tensor rows_of(const Tensor& x) {
  std::int64_t rows = 1;
  for (const std::int64_t size : x.sizes().first(x.sizes().size() - 1)) rows *= size;
  return tw::reshape(x, {rows, x.sizes().back()});
}

Tensor linear(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias) {
  const Tensor y = unrecorded([&] { return tw::linear(x, weight, bias); });
  const Tensor kept_x = requires_grad(weight) ? x : Tensor();
  const Tensor kept_weight = requires_grad(x) ? weight : Tensor();
  return recorded("linear", y, {x, weight, bias.value_or(Tensor())}, {kept_x, kept_weight},
                  [](const Step& step) {
                    const Tensor& g = step.gradient();
                    std::vector<Tensor> gradients(3);
                    if (step.wants(0)) gradients[0] = tw::linear(g, transposed(step.saved(1)));
                    if (step.wants(1)) {
                      gradients[1] =
                          tw::matmul(transposed(rows_of(g)), rows_of(step.saved(0)));
                    }
                    if (step.wants(2)) gradients[2] = autograd::sum_to(g, {g.sizes().back()});
                    return gradients;
                  });
}

}  // namespace

void register_matmul(Library& library) {
  library.record("matmul", &matmul);
  library.record("linear", &linear);
}

}  // namespace tw::gradients

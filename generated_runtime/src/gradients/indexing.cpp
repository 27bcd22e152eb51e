#include <cstddef>
#include <cstdint>
#include <vector>

#include "autograd/node.h"
#include "tw/dispatch.h"
#include "tw/indexing.h"
#include "tw/ops.h"

namespace tw::gradients {
namespace {

using autograd::recorded;
using autograd::Step;
using autograd::unrecorded;

// What was picked from a tensor of `sizes` goes back to where it was.
Tensor put_back(IntSpan sizes, std::int64_t dim, const Tensor& index, const Tensor& g) {
  return tw::scatter_add(full(sizes, 0.0, g.dtype()), dim, index, g);
}

Tensor index_select(const Tensor& x, std::int64_t dim, const Tensor& index) {
  const Tensor y = unrecorded([&] { return tw::index_select(x, dim, index); });
  return recorded("index_select", y, {x}, {index}, [dim, from = Dims(x.sizes())](const Step& step) {
    const Tensor& g = step.gradient();
    const Tensor picked = step.saved(0);
    Dims sizes(from.size(), 1);
    sizes[static_cast<std::size_t>(wrap_dim("index_select", dim, g.rank()))] = picked.numel();
    const Tensor full_index = tw::expand(tw::reshape(picked, sizes), g.sizes());
    return std::vector<Tensor>{put_back(from, dim, full_index, g)};
  });
}

Tensor gather(const Tensor& x, std::int64_t dim, const Tensor& index) {
  const Tensor y = unrecorded([&] { return tw::gather(x, dim, index); });
  return recorded("gather", y, {x}, {index}, [dim, from = Dims(x.sizes())](const Step& step) {
    return std::vector<Tensor>{put_back(from, dim, step.saved(0), step.gradient())};
  });
}

Tensor scatter_add(const Tensor& x, std::int64_t dim, const Tensor& index, const Tensor& source) {
  const Tensor y = unrecorded([&] { return tw::scatter_add(x, dim, index, source); });
  return recorded("scatter_add", y, {x, source}, {index}, [dim](const Step& step) {
    std::vector<Tensor> gradients(2);
    gradients[0] = step.gradient();
    if (step.wants(1)) gradients[1] = tw::gather(step.gradient(), dim, step.saved(0));
    return gradients;
  });
}

Tensor embedding(const Tensor& weight, const Tensor& index) {
  const Tensor y = unrecorded([&] { return tw::embedding(weight, index); });
  const Dims from(weight.sizes());
  return recorded("embedding", y, {weight}, {index}, [from](const Step& step) {
    const Tensor picked = step.saved(0);
    const std::int64_t count = picked.numel();
    const std::int64_t width = from[1];
    const Tensor rows = tw::reshape(step.gradient(), {count, width});
    const Tensor full_index = tw::expand(tw::reshape(picked, {count, 1}), {count, width});
    return std::vector<Tensor>{put_back(from, 0, full_index, rows)};
  });
}

}  // namespace

void register_indexing(Library& library) {
  library.record("index_select", &index_select);
  library.record("gather", &gather);
  library.record("scatter_add", &scatter_add);
  library.record("embedding", &embedding);
}

}  // namespace tw::gradients

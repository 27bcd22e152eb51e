#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "autograd/node.h"
#include "tw/dispatch.h"
#include "tw/indexing.h"
#include "tw/ops.h"

namespace tw::gradients {
namespace {

using autograd::Derivative;
using autograd::Step;
using autograd::unrecorded;

// autograd::recorded() for any number of inputs, of which nothing is saved.
Tensor recorded_all(std::string_view op, const Tensor& result, std::span<const Tensor> xs,
                    Derivative derivative) {
  if (!recording || !is_float(result.dtype())) return result;
  std::vector<autograd::NodeRef> edges;
  edges.reserve(xs.size());
  bool needed = false;
  for (const Tensor& x : xs) {
    edges.push_back(autograd::node_of(x));
    needed = needed || edges.back() != nullptr;
  }
  if (!needed) return result;
  result.attach(std::make_unique<autograd::Tracked>(autograd::make_node<autograd::OpNode>(
      op, std::move(edges), std::vector<autograd::SavedTensor>(), std::move(derivative))));
  return result;
}

Tensor as_dtype(const Tensor& x, Dtype dtype) {
  return x.dtype() == dtype ? x : tw::cast(x, dtype);
}

Tensor cat(std::span<const Tensor> xs, std::int64_t dim) {
  const Tensor y = unrecorded([&] { return tw::cat(xs, dim); });
  struct Part {
    std::int64_t start;
    std::int64_t length;
    Dtype dtype;
  };
  std::vector<Part> parts;
  parts.reserve(xs.size());
  std::int64_t start = 0;
  for (const Tensor& x : xs) {
    parts.push_back({start, x.size(dim), x.dtype()});
    start += parts.back().length;
  }
  return recorded_all("cat", y, xs, [dim, parts = std::move(parts)](const Step& step) {
    std::vector<Tensor> gradients(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const Part& part = parts[i];
      if (step.wants(i))
        gradients[i] =
            as_dtype(tw::narrow(step.gradient(), dim, part.start, part.length), part.dtype);
    }
    return gradients;
  });
}

Tensor stack(std::span<const Tensor> xs, std::int64_t dim) {
  const Tensor y = unrecorded([&] { return tw::stack(xs, dim); });
  std::vector<Dtype> dtypes;
  dtypes.reserve(xs.size());
  for (const Tensor& x : xs) dtypes.push_back(x.dtype());
  return recorded_all("stack", y, xs, [dim, dtypes = std::move(dtypes)](const Step& step) {
    std::vector<Tensor> gradients(dtypes.size());
    for (std::size_t i = 0; i < dtypes.size(); ++i) {
      if (step.wants(i))
        gradients[i] = as_dtype(
            tw::select(step.gradient(), dim, static_cast<std::int64_t>(i)), dtypes[i]);
    }
    return gradients;
  });
}

}  // namespace

void register_joining(Library& library) {
  library.record("cat", &cat);
  library.record("stack", &stack);
}

}  // namespace tw::gradients

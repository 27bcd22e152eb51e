#include "autograd/node.h"
#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw::gradients {
namespace {

Tensor cast(const Tensor& x, Dtype dtype) {
  const Tensor y = autograd::unrecorded([&] { return tw::cast(x, dtype); });
  return autograd::recorded("cast", y, {x}, {},
                            autograd::of_one([from = x.dtype()](const Tensor& g) {
                              return g.dtype() == from ? g : tw::cast(g, from);
                            }));
}

}  // namespace

void register_cast(Library& library) {
  library.record("cast", &cast);
}

}  // namespace tw::gradients

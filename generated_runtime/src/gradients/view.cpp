#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "autograd/node.h"
#include "autograd/spread.h"
#include "autograd/stretch.h"
#include "tw/dispatch.h"
#include "tw/ops.h"
#include "tw/view.h"

namespace tw::gradients {
namespace {

using autograd::of_one;
using autograd::recorded;
using autograd::recorded_view;
using autograd::unrecorded;

Tensor transpose(const Tensor& x, std::int64_t dim0, std::int64_t dim1) {
  const Tensor y = view::transpose(x, dim0, dim1);
  return recorded_view("transpose", y, x,
                       of_one([=](const Tensor& g) { return tw::transpose(g, dim0, dim1); }));
}

Tensor permute(const Tensor& x, IntSpan dims) {
  const Tensor y = view::permute(x, dims);
  Dims back(dims.size(), 0);
  for (std::size_t i = 0; i < dims.size(); ++i)
    back[static_cast<std::size_t>(wrap_dim("permute", dims[i], x.rank()))] =
        static_cast<std::int64_t>(i);
  return recorded_view("permute", y, x,
                       of_one([back](const Tensor& g) { return tw::permute(g, back); }));
}

Tensor reshape(const Tensor& x, IntSpan sizes) {
  const Tensor y = view::reshape(x, sizes);
  return recorded_view("reshape", y, x, of_one([from = Dims(x.sizes())](const Tensor& g) {
                         return tw::reshape(g, from);
                       }));
}

Tensor expand(const Tensor& x, IntSpan sizes) {
  const Tensor y = view::expand(x, sizes);
  return recorded_view("expand", y, x, of_one([from = Dims(x.sizes())](const Tensor& g) {
                         return autograd::sum_to(g, from);
                       }));
}

// The gradient of all, from that of what is shown: each element at most once.
template <class Shown>
Tensor put(std::string_view op, const Tensor& g, const Dims& from, Shown shown) {
  const DeviceGuard guard(g.device());
  if (!g.device().is_cuda()) return autograd::put(op, g, from, shown);
  const Tensor whole = unrecorded([&] {
    const Tensor zeros = full(from, 0.0, g.dtype());
    (void)copy_(shown(zeros), g);
    return zeros;
  });
  return recorded(op, whole, {g}, {}, of_one(shown));
}

// A view that shows each element at most once, and some not at all.
template <class Shown>
Tensor part(std::string_view op, const Tensor& x, Shown shown) {
  const Tensor y = unrecorded([&] { return shown(x); });
  return recorded_view(op, y, x, of_one([op, shown, from = Dims(x.sizes())](const Tensor& g) {
                         return put(op, g, from, shown);
                       }));
}

Tensor narrow(const Tensor& x, std::int64_t dim, std::int64_t start, std::int64_t length) {
  return part("narrow", x, [=](const Tensor& t) { return tw::narrow(t, dim, start, length); });
}

Tensor slice(const Tensor& x, std::int64_t dim, std::optional<std::int64_t> start,
             std::optional<std::int64_t> end, std::int64_t step) {
  return part("slice", x, [=](const Tensor& t) { return tw::slice(t, dim, start, end, step); });
}

Tensor select(const Tensor& x, std::int64_t dim, std::int64_t index) {
  return part("select", x, [=](const Tensor& t) { return tw::select(t, dim, index); });
}

Tensor squeeze(const Tensor& x, std::int64_t dim) {
  const Tensor y = view::squeeze(x, dim);
  return recorded_view("squeeze", y, x, of_one([from = Dims(x.sizes())](const Tensor& g) {
                         return tw::reshape(g, from);
                       }));
}

Tensor unsqueeze(const Tensor& x, std::int64_t dim) {
  const Tensor y = view::unsqueeze(x, dim);
  return recorded_view("unsqueeze", y, x,
                       of_one([dim](const Tensor& g) { return tw::squeeze(g, dim); }));
}

// A stretch reads and adds up elements, which is for the host.
Tensor to_base(const autograd::Stretch& stretch, const Tensor& g) {
  const Device device = g.device();
  const DeviceGuard guard{Device()};
  if (!device.is_cuda()) return stretch.to_base(g);
  return to_device(stretch.to_base(to_device(g, Device())), device);
}

Tensor as_strided(const Tensor& x, IntSpan sizes, IntSpan strides, std::int64_t offset) {
  const Tensor y = view::as_strided(x, sizes, strides, offset);
  return recorded_view("as_strided", y, x,
                       of_one([stretch = autograd::Stretch(x, y)](const Tensor& g) {
                         return to_base(stretch, g);
                       }));
}

Tensor same(const Tensor& gradient) {
  return gradient;
}

Tensor contiguous(const Tensor& x) {
  const Tensor y = unrecorded([&] { return tw::contiguous(x); });
  return recorded("contiguous", y, {x}, {}, of_one(&same));
}

Tensor clone(const Tensor& x) {
  const Tensor y = unrecorded([&] { return tw::clone(x); });
  return recorded("clone", y, {x}, {}, of_one(&same));
}

}  // namespace

void register_view(Library& library) {
  library.record("transpose", &transpose);
  library.record("permute", &permute);
  library.record("reshape", &reshape);
  library.record("expand", &expand);
  library.record("narrow", &narrow);
  library.record("slice", &slice);
  library.record("select", &select);
  library.record("squeeze", &squeeze);
  library.record("unsqueeze", &unsqueeze);
  library.record("as_strided", &as_strided);
  library.record("contiguous", &contiguous);
  library.record("clone", &clone);
}

}  // namespace tw::gradients

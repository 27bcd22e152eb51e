#include "tw/view.h"

#include <cstdint>
#include <optional>
#include <string_view>

#include "tw/dispatch.h"
#include "tw/ops.h"

namespace tw {
namespace {

// The typed handle of an op that was defined with this kernel.
template <class Return, class... Arguments>
TypedOp<Return(Arguments...)> handle(std::string_view name, Return (*)(Arguments...)) {
  return find_op(name).typed<Return(Arguments...)>();
}

}  // namespace

Tensor transpose(const Tensor& x, std::int64_t dim0, std::int64_t dim1) {
  static const auto op = handle("transpose", &view::transpose);
  return op(x, dim0, dim1);
}

Tensor permute(const Tensor& x, IntSpan dims) {
  static const auto op = handle("permute", &view::permute);
  return op(x, dims);
}

Tensor reshape(const Tensor& x, IntSpan sizes) {
  static const auto op = handle("reshape", &view::reshape);
  return op(x, sizes);
}

Tensor expand(const Tensor& x, IntSpan sizes) {
  static const auto op = handle("expand", &view::expand);
  return op(x, sizes);
}

Tensor narrow(const Tensor& x, std::int64_t dim, std::int64_t start, std::int64_t length) {
  static const auto op = handle("narrow", &view::narrow);
  return op(x, dim, start, length);
}

Tensor slice(const Tensor& x, std::int64_t dim, std::optional<std::int64_t> start,
             std::optional<std::int64_t> end, std::int64_t step) {
  static const auto op = handle("slice", &view::slice);
  return op(x, dim, start, end, step);
}

Tensor select(const Tensor& x, std::int64_t dim, std::int64_t index) {
  static const auto op = handle("select", &view::select);
  return op(x, dim, index);
}

Tensor squeeze(const Tensor& x, std::int64_t dim) {
  static const auto op = handle("squeeze", &view::squeeze);
  return op(x, dim);
}

Tensor unsqueeze(const Tensor& x, std::int64_t dim) {
  static const auto op = handle("unsqueeze", &view::unsqueeze);
  return op(x, dim);
}

Tensor as_strided(const Tensor& x, IntSpan sizes, IntSpan strides, std::int64_t offset) {
  static const auto op = handle("as_strided", &view::as_strided);
  return op(x, sizes, strides, offset);
}

Tensor contiguous(const Tensor& x) {
  static const auto op = handle("contiguous", &view::contiguous);
  return op(x);
}

Tensor clone(const Tensor& x) {
  static const auto op = handle("clone", &view::clone);
  return op(x);
}

namespace ops {

void register_view(Library& library) {
  library.define("transpose(Tensor x, int dim0, int dim1) -> Tensor", &view::transpose);
  library.define("permute(Tensor x, int[] dims) -> Tensor", &view::permute);
  library.define("reshape(Tensor x, int[] sizes) -> Tensor", &view::reshape);
  library.define("expand(Tensor x, int[] sizes) -> Tensor", &view::expand);
  library.define("narrow(Tensor x, int dim, int start, int length) -> Tensor", &view::narrow);
  library.define("slice(Tensor x, int dim, int? start=None, int? end=None, int step=1) -> Tensor",
                 &view::slice);
  library.define("select(Tensor x, int dim, int index) -> Tensor", &view::select);
  library.define("squeeze(Tensor x, int dim) -> Tensor", &view::squeeze);
  library.define("unsqueeze(Tensor x, int dim) -> Tensor", &view::unsqueeze);
  library.define("as_strided(Tensor x, int[] sizes, int[] strides, int offset) -> Tensor",
                 &view::as_strided);
  library.define("contiguous(Tensor x) -> Tensor", &view::contiguous);
  library.define("clone(Tensor x) -> Tensor", &view::clone);
  // Those that copy elements do so where x lives.
  for (const std::string_view name :
       {"transpose", "permute", "reshape", "expand", "narrow", "slice", "select", "squeeze",
        "unsqueeze", "as_strided", "contiguous", "clone", "split"})
    library.define_for_all(name);
}

}  // namespace ops
}  // namespace tw

// Programs with changes in place whose results are recorded, so that one can go backward through
// them.  y is x * 3 throughout, `op` the name of an op in place, `kind` that of a view.  None
// changes a tensor after div_, relu_ or clamp_ on it: these may need their own results.
//
//   changed(op, x, b)                y is changed; y * y
//   changed_view(op, x, b)           row 0 of y is changed; y * y
//   changed_through(kind, op, x, b)  a view of y is changed; y * y
//   seen_through_view(op, x, b)      y is changed; the square of its row 0, a view from before
//   seen_through(kind, op, x, b)     y is changed; the square of a view from before
//   views_of_views(op, x, b)         a column of a transpose of y, then the transpose is changed
//   used_before(op, x, b)            z = y + y, then y is changed; z * y
//   one_after_another(x, b)          many changes of y and of parts of it; y * y
//   repeated(op, x, b, n)            y is changed n times; y
//   orphaned(op, x, b)               a row of y is changed when y itself is gone; its square
//   from_nothing(op, x, b)           a row of 2s that require no gradient is changed; they + x
//   row_by_row(x, b)                 rows of x times b are copied into zeros; their square
//   of_itself(op, x)                 y is changed by itself; y * y
//   by_own_row(op, x)                y is changed by its row 1; y * y
//   overlapping(op, x)               rows 0 and 1 of y are changed by rows 1 and 2; y * y
//   copied(x, b)                     y becomes b; y * y + x * x
//   filled(x)                        row 0 of y becomes 2; y * y
//   bounded(x)                       relu_ on row 0 of y, clamp_ on row 1 of another y; y * y + it
#include <algorithm>

#include "asked.h"
#include "changes.h"

namespace {

using tw::Tensor;

// A view of y[rows, columns].
Tensor shown(const std::string& kind, const Tensor& y) {
  const std::int64_t rows = y.size(0);
  const std::int64_t columns = y.size(1);
  if (kind == "transpose") return tw::transpose(y, 0, 1);
  if (kind == "permute") return tw::permute(y, {1, 0});
  if (kind == "reshape") return tw::reshape(y, {columns, rows});
  if (kind == "expand") return tw::expand(tw::unsqueeze(y, 0), {3, rows, columns});
  if (kind == "narrow") return tw::narrow(y, 1, 1, columns - 1);
  if (kind == "slice") return tw::slice(y, 1, 0, std::nullopt, 2);
  if (kind == "select") return tw::select(y, 1, 0);
  if (kind == "squeeze") return tw::squeeze(tw::narrow(y, 0, 1, 1), 0);
  if (kind == "unsqueeze") return tw::unsqueeze(y, 1);
  if (kind == "diagonal") return tw::as_strided(y, {std::min(rows, columns)}, {columns + 1}, 0);
  if (kind == "windows") return tw::as_strided(y, {rows * columns - 1, 2}, {1, 1}, 0);
  throw std::invalid_argument("[host] no view is called " + kind);
}

Value changed(const Args& args) {
  const Tensor y = tripled(tensor(args, 1));
  change(text(args, 0), y, tensor(args, 2));
  return squared(y);
}

Value changed_view(const Args& args) {
  const Tensor y = tripled(tensor(args, 1));
  change(text(args, 0), tw::select(y, 0, 0), tensor(args, 2));
  return squared(y);
}

Value changed_through(const Args& args) {
  const Tensor y = tripled(tensor(args, 2));
  change(text(args, 1), shown(text(args, 0), y), tensor(args, 3));
  return squared(y);
}

Value seen_through_view(const Args& args) {
  const Tensor y = tripled(tensor(args, 1));
  const Tensor view = tw::narrow(y, 0, 0, 1);
  change(text(args, 0), y, tensor(args, 2));
  return squared(view);
}

Value seen_through(const Args& args) {
  const Tensor y = tripled(tensor(args, 2));
  const Tensor view = shown(text(args, 0), y);
  change(text(args, 1), y, tensor(args, 3));
  return squared(view);
}

Value views_of_views(const Args& args) {
  const Tensor b = tensor(args, 2);
  const Tensor y = tripled(tensor(args, 1));
  const Tensor turned = tw::transpose(y, 0, 1);
  const Tensor column = tw::select(turned, 0, 1);
  change(text(args, 0), column, b);
  change(text(args, 0), turned, squared(b));
  return tw::add(tw::add(squared(y), tw::transpose(turned, 0, 1)),
                 tw::mul(tw::unsqueeze(column, 1), y));
}

Value used_before(const Args& args) {
  const Tensor y = tripled(tensor(args, 1));
  const Tensor z = tw::add(y, y);
  change(text(args, 0), y, tensor(args, 2));
  return tw::mul(z, y);
}

Value one_after_another(const Args& args) {
  const Tensor b = tensor(args, 1);
  const Tensor y = tripled(tensor(args, 0));
  const Tensor row = tw::select(y, 0, 1);
  tw::add_(y, b);
  tw::mul_(row, b);
  tw::sub_(tw::select(y, 0, 0), row);
  tw::mul_(y, y);
  tw::copy_(tw::narrow(y, 1, 0, 1), tw::narrow(y, 1, 1, 1));
  tw::div_(y, tw::add(squared(b), tw::full({}, 1, b.dtype())));
  return squared(y);
}

Value repeated(const Args& args) {
  const Tensor y = tripled(tensor(args, 1));
  for (std::int64_t i = 0; i < integer(args, 3); ++i) change(text(args, 0), y, tensor(args, 2));
  return y;
}

Value orphaned(const Args& args) {
  const Tensor row = tw::select(tripled(tensor(args, 1)), 0, 0);
  change(text(args, 0), row, tensor(args, 2));
  return squared(row);
}

Value from_nothing(const Args& args) {
  const Tensor x = tensor(args, 1);
  const Tensor y = tw::full(x.sizes(), 2, x.dtype());
  change(text(args, 0), tw::select(y, 0, 0), tensor(args, 2));
  return tw::add(y, x);
}

Value row_by_row(const Args& args) {
  const Tensor x = tensor(args, 0);
  const Tensor y = tw::full(x.sizes(), 0, x.dtype());
  for (std::int64_t i = 0; i < x.size(0); ++i)
    tw::copy_(tw::select(y, 0, i), tw::mul(tw::select(x, 0, i), tensor(args, 1)));
  return squared(y);
}

Value of_itself(const Args& args) {
  const Tensor y = tripled(tensor(args, 1));
  change(text(args, 0), y, y);
  return squared(y);
}

Value by_own_row(const Args& args) {
  const Tensor y = tripled(tensor(args, 1));
  change(text(args, 0), y, tw::select(y, 0, 1));
  return squared(y);
}

Value overlapping(const Args& args) {
  const Tensor y = tripled(tensor(args, 1));
  change(text(args, 0), tw::narrow(y, 0, 0, 2), tw::narrow(y, 0, 1, 2));
  return squared(y);
}

Value copied(const Args& args) {
  const Tensor x = tensor(args, 0);
  const Tensor y = tripled(x);
  tw::copy_(y, tensor(args, 1));
  return tw::add(squared(y), squared(x));
}

Value filled(const Args& args) {
  const Tensor y = tripled(tensor(args, 0));
  tw::fill_(tw::select(y, 0, 0), 2);
  return squared(y);
}

Value bounded(const Args& args) {
  const Tensor y = tripled(tensor(args, 0));
  const Tensor z = tripled(tensor(args, 0));
  tw::relu_(tw::select(y, 0, 0));
  tw::clamp_(tw::select(z, 0, 1), -1, 2);
  return tw::add(squared(y), z);
}

const Asks kAsks{
    {"changed", changed},
    {"changed_view", changed_view},
    {"changed_through", changed_through},
    {"seen_through_view", seen_through_view},
    {"seen_through", seen_through},
    {"views_of_views", views_of_views},
    {"used_before", used_before},
    {"one_after_another", one_after_another},
    {"repeated", repeated},
    {"orphaned", orphaned},
    {"from_nothing", from_nothing},
    {"row_by_row", row_by_row},
    {"of_itself", of_itself},
    {"by_own_row", by_own_row},
    {"overlapping", overlapping},
    {"copied", copied},
    {"filled", filled},
    {"bounded", bounded},
};

}  // namespace

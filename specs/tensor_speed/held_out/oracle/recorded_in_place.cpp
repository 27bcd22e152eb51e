// The values of the programs that change recorded tensors in place; derivatives are taken of them
// by differences.  y is x * 3 throughout.
#include <algorithm>
#include <map>

#include "programs.h"

namespace oracle {

namespace {

namespace host = wright::host;
using namespace programs;

// A view of y[rows, columns].
Array shown(const std::string& kind, const Array& y) {
  const std::int64_t rows = y.sizes.at(0);
  const std::int64_t columns = y.sizes.at(1);
  const std::int64_t first = 0;
  const std::int64_t second = 1;
  if (kind == "transpose" || kind == "permute") return call("transpose", {y, first, second});
  if (kind == "reshape") return call("reshape", {y, Sizes{columns, rows}});
  if (kind == "expand")
    return call("expand", {call("unsqueeze", {y, first}), Sizes{3, rows, columns}});
  if (kind == "narrow") return narrow(y, 1, 1, columns - 1);
  if (kind == "slice") return call("slice", {y, second, first, std::monostate{}, std::int64_t{2}});
  if (kind == "select") return select(y, 1, 0);
  if (kind == "squeeze") return select(y, 0, 1);
  if (kind == "unsqueeze") return call("unsqueeze", {y, second});
  if (kind == "diagonal")
    return call("as_strided", {y, Sizes{std::min(rows, columns)}, Sizes{columns + 1}, first});
  if (kind == "windows")
    return call("as_strided", {y, Sizes{rows * columns - 1, 2}, Sizes{1, 1}, first});
  throw std::invalid_argument("no such view");
}

Array changed(const Args& args) {
  const Array y = tripled(array(args, 1));
  change(text(args, 0), y, array(args, 2));
  return squared(y);
}

Array changed_view(const Args& args) {
  const Array y = tripled(array(args, 1));
  change(text(args, 0), select(y, 0, 0), array(args, 2));
  return squared(y);
}

Array changed_through(const Args& args) {
  const Array y = tripled(array(args, 2));
  change(text(args, 1), shown(text(args, 0), y), array(args, 3));
  return squared(y);
}

Array seen_through_view(const Args& args) {
  const Array y = tripled(array(args, 1));
  change(text(args, 0), y, array(args, 2));
  return squared(narrow(y, 0, 0, 1));
}

Array seen_through(const Args& args) {
  const Array y = tripled(array(args, 2));
  change(text(args, 1), y, array(args, 3));
  return squared(shown(text(args, 0), y));
}

Array views_of_views(const Args& args) {
  const Array b = array(args, 2);
  const Array y = tripled(array(args, 1));
  const Array turned = shown("transpose", y);
  const Array column = select(turned, 0, 1);
  change(text(args, 0), column, b);
  change(text(args, 0), turned, squared(b));
  return add(add(squared(y), y), call("mul", {call("unsqueeze", {column, std::int64_t{1}}), y}));
}

Array used_before(const Args& args) {
  const Array y = tripled(array(args, 1));
  const Array z = add(y, y);
  change(text(args, 0), y, array(args, 2));
  return call("mul", {z, y});
}

Array one_after_another(const Args& args) {
  const Array b = array(args, 1);
  const Array y = tripled(array(args, 0));
  const Array row = select(y, 0, 1);
  call("add_", {y, b});
  call("mul_", {row, b});
  call("sub_", {select(y, 0, 0), row});
  call("mul_", {y, y});
  call("copy_", {narrow(y, 1, 0, 1), narrow(y, 1, 1, 1)});
  call("div_", {y, add(squared(b), number(1, b))});
  return squared(y);
}

Array repeated(const Args& args) {
  const Array y = tripled(array(args, 1));
  const auto n = host::as<std::int64_t>(args.at(3));
  for (std::int64_t i = 0; i < n; ++i) change(text(args, 0), y, array(args, 2));
  return y;
}

Array orphaned(const Args& args) {
  const Array row = select(tripled(array(args, 1)), 0, 0);
  change(text(args, 0), row, array(args, 2));
  return squared(row);
}

Array from_nothing(const Args& args) {
  const Array x = array(args, 1);
  const Array y =
      make(x.sizes, std::vector<double>(static_cast<std::size_t>(count(x.sizes)), 2.0), x.dtype);
  change(text(args, 0), select(y, 0, 0), array(args, 2));
  return add(y, x);
}

Array row_by_row(const Args& args) {
  return squared(call("mul", {array(args, 0), array(args, 1)}));
}

Array of_itself(const Args& args) {
  const Array y = tripled(array(args, 1));
  change(text(args, 0), y, y);
  return squared(y);
}

Array by_own_row(const Args& args) {
  const Array y = tripled(array(args, 1));
  change(text(args, 0), y, select(y, 0, 1));
  return squared(y);
}

Array overlapping(const Args& args) {
  const Array y = tripled(array(args, 1));
  change(text(args, 0), narrow(y, 0, 0, 2), narrow(y, 0, 1, 2));
  return squared(y);
}

Array copied(const Args& args) {
  const Array x = array(args, 0);
  const Array y = tripled(x);
  call("copy_", {y, array(args, 1)});
  return add(squared(y), squared(x));
}

Array filled(const Args& args) {
  const Array y = tripled(array(args, 0));
  call("fill_", {select(y, 0, 0), 2.0});
  return squared(y);
}

Array bounded(const Args& args) {
  const Array y = tripled(array(args, 0));
  const Array z = tripled(array(args, 0));
  call("relu_", {select(y, 0, 0)});
  call("clamp_", {select(z, 0, 1), -1.0, 2.0});
  return add(squared(y), z);
}

}  // namespace

std::optional<Array> call_recorded_in_place(const std::string& op, const Args& args) {
  static const std::map<std::string, Array (*)(const Args&)> all = {
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
  const auto found = all.find(op);
  if (found == all.end()) return std::nullopt;
  return found->second(args);
}

}  // namespace oracle

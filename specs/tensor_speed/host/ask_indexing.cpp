// Lists of tensors, which cases cannot write.
//
//   cat_of(dim, a, b, ...)       cat and stack by name
//   stack_of(dim, a, b, ...)
//   cat_none() stack_none()      of no tensors
//   split_of(x, size, dim, i)    the i-th view of split
//   split_count(x, size, dim)    how many it gives
#include "asked.h"
#include "tw/dispatch.h"

namespace {

using tw::Tensor;

Value joined(const char* op, const Args& args) {
  std::vector<Tensor> parts;
  for (std::size_t i = 1; i < args.size(); ++i) parts.push_back(tensor(args, i));
  return std::get<Tensor>(tw::call(op, {std::move(parts), integer(args, 0)}).at(0));
}

Value joined_nothing(const char* op) {
  return std::get<Tensor>(tw::call(op, {std::vector<Tensor>()}).at(0));
}

std::vector<Tensor> parts_of(const Args& args) {
  return std::get<std::vector<Tensor>>(
      tw::call("split", {tensor(args, 0), integer(args, 1), integer(args, 2)}).at(0));
}

Value split_of(const Args& args) {
  return parts_of(args).at(static_cast<std::size_t>(integer(args, 3)));
}

Value split_count(const Args& args) {
  return static_cast<std::int64_t>(parts_of(args).size());
}

const Asks kAsks{
    {"cat_of", [](const Args& args) { return joined("cat", args); }},
    {"stack_of", [](const Args& args) { return joined("stack", args); }},
    {"cat_none", [](const Args&) { return joined_nothing("cat"); }},
    {"stack_none", [](const Args&) { return joined_nothing("stack"); }},
    {"split_of", split_of},
    {"split_count", split_count},
};

}  // namespace

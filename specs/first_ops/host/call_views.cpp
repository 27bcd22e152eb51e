// Views by name before there is a dispatcher: a table of the functions of tw/view.h.
#include <map>

#include "tensors.h"
#include "tw/view.h"

namespace host = wright::host;

namespace {

using Args = std::vector<Value>;
using View = tw::Tensor (*)(const Args& args);

tw::Tensor tensor(const Args& args) {
  return host::as<tw::Tensor>(args.at(0));
}
std::int64_t integer(const Args& args, std::size_t i) {
  return host::as<std::int64_t>(args.at(i));
}
host::Sizes list(const Args& args, std::size_t i) {
  return host::as<host::Sizes>(args.at(i));
}

std::optional<std::int64_t> bound(const Args& args, std::size_t i) {
  if (i >= args.size() || std::holds_alternative<std::monostate>(args[i])) return std::nullopt;
  return integer(args, i);
}

tw::Tensor slice(const Args& args) {
  const std::int64_t step = args.size() > 4 ? integer(args, 4) : 1;
  return tw::view::slice(tensor(args), integer(args, 1), bound(args, 2), bound(args, 3), step);
}

const std::map<std::string, View>& views() {
  namespace view = tw::view;
  static const std::map<std::string, View> table = {
      {"transpose",
       [](const Args& a) { return view::transpose(tensor(a), integer(a, 1), integer(a, 2)); }},
      {"permute", [](const Args& a) { return view::permute(tensor(a), list(a, 1)); }},
      {"reshape", [](const Args& a) { return view::reshape(tensor(a), list(a, 1)); }},
      {"expand", [](const Args& a) { return view::expand(tensor(a), list(a, 1)); }},
      {"narrow",
       [](const Args& a) {
         return view::narrow(tensor(a), integer(a, 1), integer(a, 2), integer(a, 3));
       }},
      {"slice", slice},
      {"select",
       [](const Args& a) { return view::select(tensor(a), integer(a, 1), integer(a, 2)); }},
      {"squeeze", [](const Args& a) { return view::squeeze(tensor(a), integer(a, 1)); }},
      {"unsqueeze", [](const Args& a) { return view::unsqueeze(tensor(a), integer(a, 1)); }},
      {"as_strided",
       [](const Args& a) {
         return view::as_strided(tensor(a), list(a, 1), list(a, 2), integer(a, 3));
       }},
      {"contiguous", [](const Args& a) { return view::contiguous(tensor(a)); }},
      {"clone", [](const Args& a) { return view::clone(tensor(a)); }},
  };
  return table;
}

}  // namespace

std::vector<Value> call_op(const std::string& op, const std::vector<Value>& args) {
  const auto found = views().find(op);
  if (found == views().end()) throw host::Unsupported{};
  return {found->second(args)};
}

#include "ops.h"

#include <functional>
#include <map>
#include <numeric>

namespace host = wright::host;

namespace {

using at::Tensor;
bool has(const Args& args, std::size_t i) {
  return i < args.size() && !std::holds_alternative<std::monostate>(args[i]);
}
bool flag(const Args& args, std::size_t i) {
  return has(args, i) && host::as<bool>(args[i]);
}
host::Sizes list(const Args& args, std::size_t i) {
  return host::as<host::Sizes>(args.at(i));
}
c10::optional<at::Scalar> bound(const Args& args, std::size_t i) {
  if (!has(args, i)) return c10::nullopt;
  return at::Scalar(host::as<double>(args[i]));
}
c10::optional<std::int64_t> index(const Args& args, std::size_t i) {
  if (!has(args, i)) return c10::nullopt;
  return integer(args, i);
}

// The dims that a reduction runs over: all of them where none are named.
host::Sizes dims(const Args& args, const Tensor& x) {
  if (has(args, 1)) return list(args, 1);
  host::Sizes all(static_cast<std::size_t>(x.dim()));
  std::iota(all.begin(), all.end(), std::int64_t{0});
  return all;
}

// PyTorch takes an empty list for all dims; there is nothing to reduce then.
Tensor reduced(const Args& args, Tensor (*f)(const Tensor&, at::IntArrayRef, bool)) {
  const Tensor& x = tensor(args, 0);
  const host::Sizes over = dims(args, x);
  if (over.empty()) return f(x.unsqueeze(-1), {-1}, false);
  return f(x, over, flag(args, 2));
}

Tensor softmaxed(const Args& args, bool logarithm) {
  const Tensor& x = tensor(args, 0);
  return logarithm ? at::log_softmax(x, integer(args, 1)) : at::softmax(x, integer(args, 1));
}

Tensor layer_norm(const Args& args) {
  const Tensor& x = tensor(args, 0);
  const auto optional = [&](std::size_t i) { return has(args, i) ? tensor(args, i) : Tensor(); };
  const double epsilon = has(args, 3) ? host::as<double>(args[3]) : 1e-5;
  return at::layer_norm(x, x.sizes().slice(static_cast<std::size_t>(x.dim() - 1)), optional(1),
                        optional(2), epsilon);
}

using Other = std::function<Tensor(const Args&)>;

const std::map<std::string, Other>& reductions() {
  static const std::map<std::string, Other> table = {
      {"sum",
       [](const Args& a) {
         return reduced(a, [](const Tensor& x, at::IntArrayRef over, bool keep) {
           return at::sum(x, over, keep);
         });
       }},
      {"mean",
       [](const Args& a) {
         return reduced(a, [](const Tensor& x, at::IntArrayRef over, bool keep) {
           return at::mean(x, over, keep);
         });
       }},
      {"amax", [](const Args& a) { return reduced(a, at::amax); }},
      {"amin", [](const Args& a) { return reduced(a, at::amin); }},
      {"argmax", [](const Args& a) { return at::argmax(tensor(a, 0), index(a, 1), flag(a, 2)); }},
      {"argmin", [](const Args& a) { return at::argmin(tensor(a, 0), index(a, 1), flag(a, 2)); }},
      {"softmax", [](const Args& a) { return softmaxed(a, false); }},
      {"log_softmax", [](const Args& a) { return softmaxed(a, true); }},
      {"layer_norm", layer_norm},
  };
  return table;
}

const std::map<std::string, Other>& views() {
  static const std::map<std::string, Other> table = {
      {"transpose",
       [](const Args& a) { return tensor(a, 0).transpose(integer(a, 1), integer(a, 2)); }},
      {"permute", [](const Args& a) { return tensor(a, 0).permute(list(a, 1)); }},
      {"reshape", [](const Args& a) { return tensor(a, 0).reshape(list(a, 1)); }},
      {"expand", [](const Args& a) { return tensor(a, 0).expand(list(a, 1)); }},
      {"select", [](const Args& a) { return tensor(a, 0).select(integer(a, 1), integer(a, 2)); }},
      {"squeeze", [](const Args& a) { return tensor(a, 0).squeeze(integer(a, 1)); }},
      {"unsqueeze", [](const Args& a) { return tensor(a, 0).unsqueeze(integer(a, 1)); }},
      {"narrow",
       [](const Args& a) {
         return tensor(a, 0).narrow(integer(a, 1), integer(a, 2), integer(a, 3));
       }},
      {"slice",
       [](const Args& a) {
         return tensor(a, 0).slice(integer(a, 1), index(a, 2), index(a, 3),
                                   has(a, 4) ? integer(a, 4) : 1);
       }},
  };
  return table;
}

const std::map<std::string, Other>& others() {
  static const std::map<std::string, Other> table = {
      {"cast",
       [](const Args& a) { return tensor(a, 0).to(dtype_of(host::as<std::string>(a.at(1)))); }},
      {"where", [](const Args& a) { return at::where(tensor(a, 0), tensor(a, 1), tensor(a, 2)); }},
      {"clamp", [](const Args& a) { return at::clamp(tensor(a, 0), bound(a, 1), bound(a, 2)); }},
      {"linear",
       [](const Args& a) {
         return has(a, 2) ? at::linear(tensor(a, 0), tensor(a, 1), tensor(a, 2))
                          : at::linear(tensor(a, 0), tensor(a, 1));
       }},
      {"fill_",
       [](const Args& a) { return tensor(a, 0).fill_(at::Scalar(host::as<double>(a.at(1)))); }},
      {"relu_", [](const Args& a) { return tensor(a, 0).relu_(); }},
      {"clamp_", [](const Args& a) { return tensor(a, 0).clamp_(bound(a, 1), bound(a, 2)); }},
  };
  return table;
}

}  // namespace

Value call_torch(const std::string& op, const Args& args) {
  if (const auto pointwise = call_pointwise(op, args)) return *pointwise;
  if (const auto loop = call_loop(op, args)) return *loop;
  for (const auto* table : {&reductions(), &views(), &others()}) {
    if (const auto f = table->find(op); f != table->end()) return f->second(args);
  }
  throw host::Unsupported{};
}

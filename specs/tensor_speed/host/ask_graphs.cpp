// Graphs: kept, freed, long, hooked, differentiated again, shared by threads.
//
//   retained(x)              grad of x of x * x after two backwards, the first with retain_graph
//   unrecorded(x)            requires_grad of x * x: outside, in NoGrad, in EnableGrad inside it,
//   in
//                            NoGrad after it, after an exception left a NoGrad, in another thread
//   view_grads(x)            grad of x[r,c] of its row 0 plus a slice of its columns, cotangent 1
//   view_of_detached(x)      whether detach shares the storage, and requires its gradient
//   chained(x, n)            grad of x of x + x + ... with n additions
//   dropped(x, n)            makes such a chain and drops it; n
//   hooked(x)                grad of x with hooks g * 3, then g + 1, on x, which x * x sees twice
//   hooked_inside(x)         grad of x of (x * x) * x, where a hook doubles the gradient of x * x
//   hook_removed(x)          grad of x of x * x with a removed hook; unknown numbers do no harm
//   hook_calls(x)            how often a hook saw a gradient in two backwards of a tensor used 3
//   times hook_refused(case, x)    the message of what a wrong hook brings second(x) the derivative
//   of the derivative of x * x * x, cotangents 1 gradients_of(x, y)       gradients of x * y with
//   respect to [y], with grads left undefined gradients_inside(x)      gradient of (x * x) * x with
//   respect to x * x unrelated(x)             whether the gradient of an unrelated leaf is defined
//   grad_by_name(op, i, ...) grad of the i-th of the arguments that follow, of an op called with
//   them,
//                            cotangent 1
//   second_by_name(op, x)    derivative of the sum of the derivative of op(x), cotangents 1
//   records(op, ...)         whether the result requires its gradient when the first argument does
//   in_threads(x, n)         grad of x after n threads each sent 50 graphs backward
#include <thread>

#include "asked.h"
#include "leaves.h"

namespace {

using tw::Tensor;

Tensor grad_of(const Tensor& x, const Tensor& y) {
  tw::backward(y, ones(y));
  return tw::grad(x);
}

Value retained(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const Tensor y = tw::mul(x, x);
  tw::backward(y, ones(y), {.retain_graph = true});
  return grad_of(x, y);
}

void leave_by_exception() {
  const tw::NoGrad off;
  throw std::runtime_error("left");
}

Value unrecorded(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  std::string said;
  const auto ask = [&] { said += tw::requires_grad(tw::mul(x, x)) ? "1" : "0"; };
  ask();
  {
    const tw::NoGrad off;
    ask();
    {
      const tw::EnableGrad on;
      ask();
    }
    ask();
    std::thread(ask).join();
  }
  try {
    leave_by_exception();
  } catch (const std::runtime_error&) {
    ask();
  }
  return said;
}

Value view_grads(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const Tensor row = tw::select(x, 0, 0);
  const Tensor part = tw::slice(x, 1, 0, std::nullopt, 2);
  tw::backward(row, ones(row));
  return grad_of(x, tw::mul(part, tw::full({}, 10)));
}

Value view_of_detached(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const Tensor apart = tw::detach(tw::transpose(x, 0, 1));
  return std::string(apart.shares_storage_with(x) ? "1" : "0") +
         (tw::requires_grad(apart) ? "1" : "0") + (tw::is_leaf(apart) ? "1" : "0") +
         tw::to_text(apart.sizes());
}

Tensor chain(const Tensor& x, std::int64_t n) {
  Tensor y = x;
  for (std::int64_t i = 0; i < n; ++i) y = tw::add(y, x);
  return y;
}

Value chained(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  return grad_of(x, chain(x, integer(args, 1)));
}

Value dropped(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  static_cast<void>(chain(x, integer(args, 1)));
  return integer(args, 1);
}

Value hooked(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  tw::add_hook(x, [](const Tensor& g) { return tw::mul(g, tw::full({}, 3)); });
  tw::add_hook(x, [](const Tensor& g) { return tw::add(g, tw::full({}, 1)); });
  return grad_of(x, tw::mul(x, x));
}

Value hooked_inside(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const Tensor y = tw::mul(x, x);
  tw::add_hook(y, [](const Tensor& g) { return tw::add(g, g); });
  return grad_of(x, tw::mul(y, x));
}

Value hook_removed(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const std::uint64_t first = tw::add_hook(x, [](const Tensor& g) { return tw::add(g, g); });
  tw::add_hook(x, [](const Tensor& g) { return tw::mul(g, tw::full({}, 5)); });
  tw::remove_hook(x, first);
  tw::remove_hook(x, first + 1000);
  return grad_of(x, tw::mul(x, x));
}

Value hook_calls(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  auto calls = std::make_shared<std::int64_t>(0);
  tw::add_hook(x, [calls](const Tensor&) {
    ++*calls;
    return Tensor();
  });
  for (int i = 0; i < 2; ++i) grad_of(x, tw::mul(tw::mul(x, x), x));
  return *calls;
}

Value hook_refused(const Args& args) {
  const Tensor x = leaf(tensor(args, 1));
  if (text(args, 0) == "not required")
    tw::add_hook(tw::detach(x), [](const Tensor& g) { return g; });
  tw::add_hook(x, [](const Tensor&) { return tw::full({7}, 1); });
  return grad_of(x, tw::mul(x, x));
}

Value second(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const Tensor y = tw::mul(tw::mul(x, x), x);
  const std::vector<Tensor> xs{x};
  const std::vector<Tensor> first = tw::gradients(
      std::vector<Tensor>{y}, xs, std::vector<Tensor>{ones(y)}, {.create_graph = true});
  return tw::gradients(first, xs, std::vector<Tensor>{ones(y)}).at(0);
}

Value gradients_of(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const Tensor y = leaf(tensor(args, 1));
  const Tensor z = tw::mul(x, y);
  const std::vector<Tensor> found =
      tw::gradients(std::vector<Tensor>{z}, std::vector<Tensor>{y}, std::vector<Tensor>{ones(z)});
  if (tw::grad(x).defined() || tw::grad(y).defined()) return std::string("a grad changed");
  return found.at(0);
}

Value gradients_inside(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const Tensor y = tw::mul(x, x);
  const Tensor z = tw::mul(y, x);
  return tw::gradients(std::vector<Tensor>{z}, std::vector<Tensor>{y}, std::vector<Tensor>{ones(z)})
      .at(0);
}

Value unrelated(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  const Tensor other = leaf(tensor(args, 0));
  const std::vector<Tensor> found =
      tw::gradients(std::vector<Tensor>{tw::mul(x, x)}, std::vector<Tensor>{other, x},
                    std::vector<Tensor>{ones(x)});
  return std::string(found.at(0).defined() ? "1" : "0") + (found.at(1).defined() ? "1" : "0");
}

// The arguments after the first `skipped`, as the dispatcher takes them.
std::vector<tw::Value> passed_on(const Args& args, std::size_t skipped) {
  std::vector<tw::Value> values;
  for (std::size_t i = skipped; i < args.size(); ++i) values.push_back(to_library(args[i]));
  return values;
}

Value grad_by_name(const Args& args) {
  std::vector<Value> values(args.begin() + 2, args.end());
  const auto which = static_cast<std::size_t>(integer(args, 1));
  const Tensor x = leaf(tensor(values, which));
  values[which] = x;
  return grad_of(x, std::get<Tensor>(call_op(text(args, 0), values).at(0)));
}

Value second_by_name(const Args& args) {
  const Tensor x = leaf(tensor(args, 1));
  const std::vector<Tensor> xs{x};
  const Tensor y = std::get<Tensor>(tw::call(text(args, 0), {x}).at(0));
  const std::vector<Tensor> first = tw::gradients(
      std::vector<Tensor>{y}, xs, std::vector<Tensor>{ones(y)}, {.create_graph = true});
  return tw::gradients(first, xs, std::vector<Tensor>{ones(x)}).at(0);
}

Value records(const Args& args) {
  std::vector<tw::Value> values = passed_on(args, 1);
  values[0] = leaf(std::get<Tensor>(values.at(0)));
  return tw::requires_grad(std::get<Tensor>(tw::call(text(args, 0), values).at(0)));
}

Value in_threads(const Args& args) {
  const Tensor x = leaf(tensor(args, 0));
  std::vector<std::thread> threads;
  for (std::int64_t i = 0; i < integer(args, 1); ++i) {
    threads.emplace_back([&] {
      for (int graph = 0; graph < 50; ++graph) grad_of(x, tw::mul(x, tw::full({}, 2)));
    });
  }
  for (std::thread& thread : threads) thread.join();
  return tw::grad(x);
}

const Asks kAsks{
    {"retained", retained},
    {"unrecorded", unrecorded},
    {"view_grads", view_grads},
    {"view_of_detached", view_of_detached},
    {"chained", chained},
    {"dropped", dropped},
    {"hooked", hooked},
    {"hooked_inside", hooked_inside},
    {"hook_removed", hook_removed},
    {"hook_calls", hook_calls},
    {"hook_refused", hook_refused},
    {"second", second},
    {"gradients_of", gradients_of},
    {"gradients_inside", gradients_inside},
    {"unrelated", unrelated},
    {"in_threads", in_threads},
    {"grad_by_name", grad_by_name},
    {"second_by_name", second_by_name},
    {"records", records},
};

}  // namespace

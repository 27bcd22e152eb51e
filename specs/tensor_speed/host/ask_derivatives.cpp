// Derivatives that are recorded themselves.
//
//   gradient(op, i, args...)   the derivative of op(args...) with respect to args[i], with the
//   cotangent
//                              whose element j is 0.5 + (j mod 5) / 4; args[i] requires its
//                              gradient from then on; zeros where the result does not depend on it
//   gradient_alone(op, i, args...)            the same, when no graph of derivatives is wanted
//   gradients_agree(share, op, i, args...)    whether both differ by at most that share of the largest
//                                             element
#include "asked.h"
#include "leaves.h"

namespace {

using tw::Tensor;

Tensor cotangent_of(const Tensor& y) {
  Tensor rising = tw::empty_tensor({y.numel()}, tw::Dtype::f64);
  for (std::int64_t j = 0; j < y.numel(); ++j) {
    rising.data_as<double>()[j] = 0.5 + static_cast<double>(j % 5) / 4;
  }
  return tw::cast(tw::reshape(rising, y.sizes()), y.dtype());
}

Tensor derivative(const Args& args, bool create_graph) {
  std::vector<Value> values(args.begin() + 2, args.end());
  const Tensor x = tensor(values, static_cast<std::size_t>(integer(args, 1)));
  if (!tw::requires_grad(x)) tw::set_requires_grad(x);
  const Tensor y = std::get<Tensor>(call_op(text(args, 0), values).at(0));
  const std::vector<Tensor> found =
      tw::gradients(std::vector<Tensor>{y}, std::vector<Tensor>{x},
                    std::vector<Tensor>{cotangent_of(y)}, {.create_graph = create_graph});
  return found.at(0).defined() ? found.at(0) : tw::full(x.sizes(), 0, x.dtype());
}

Value gradient(const Args& args) {
  return derivative(args, true);
}

Value gradient_alone(const Args& args) {
  return derivative(args, false);
}

double largest(const Tensor& x) {
  if (x.numel() == 0) return 0;
  const Tensor most = tw::cast(tw::amax(tw::abs(x)), tw::Dtype::f64);
  return *most.data_as<const double>();
}

Value gradients_agree(const Args& args) {
  const Args asked(args.begin() + 1, args.end());
  const Tensor with_graph = derivative(asked, true);
  const Tensor alone = derivative(asked, false);
  const tw::NoGrad unrecorded;
  return largest(tw::sub(with_graph, alone)) <= real(args, 0) * largest(with_graph);
}

const Asks kAsks{{"gradient", gradient},
                 {"gradient_alone", gradient_alone},
                 {"gradients_agree", gradients_agree}};

}  // namespace

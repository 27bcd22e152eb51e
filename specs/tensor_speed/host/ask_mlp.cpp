//   mlp_losses(steps)        the losses of a training run
//   mlp_accuracy(steps)      the part of the rows that the trained model classifies rightly
//   mlp_told(steps)          what on_step was told: as many steps, in order, with the losses? 1 or
//   0
#include "asked.h"
#include "examples/mlp.h"

namespace {

Value mlp_losses(const Args& args) {
  return tw::examples::train_mlp(static_cast<int>(integer(args, 0))).losses;
}

Value mlp_accuracy(const Args& args) {
  return tw::examples::train_mlp(static_cast<int>(integer(args, 0))).accuracy;
}

Value mlp_told(const Args& args) {
  std::vector<double> told;
  bool in_order = true;
  const auto listen = [&](int step, double loss) {
    in_order = in_order && step == static_cast<int>(told.size());
    told.push_back(loss);
  };
  const auto result = tw::examples::train_mlp(static_cast<int>(integer(args, 0)), listen);
  return std::int64_t{in_order && told == result.losses};
}

const Asks kAsks{
    {"mlp_losses", mlp_losses}, {"mlp_accuracy", mlp_accuracy}, {"mlp_told", mlp_told}};

}  // namespace

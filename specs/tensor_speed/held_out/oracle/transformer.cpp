// The training of examples/transformer.h.
#include "transformer.h"

#include <algorithm>

#include "array.h"
#include "random.h"

namespace oracle {

namespace {

using transformer::Model;
using transformer::Shape;
using Tokens = std::vector<std::size_t>;

struct Batch {
  Tokens input;
  Tokens targets;
};

Batch batch_of(std::uint64_t seed, std::uint64_t number, const Shape& shape) {
  Batch batch;
  for (std::uint64_t k = 0; k < shape.batch * shape.length; ++k) {
    const std::uint64_t word = philox(seed, (number << 32U) + k / 4)[k % 4];
    batch.input.push_back(static_cast<std::size_t>((word * shape.vocabulary) >> 32U));
  }
  batch.targets = batch.input;
  for (auto row = batch.targets.begin(); row != batch.targets.end();) {
    const auto end = row + static_cast<std::ptrdiff_t>(shape.length);
    std::reverse(row, end);
    row = end;
  }
  return batch;
}

// layers, width, heads, vocabulary, length, batch, from the argument `first` on.
Shape shape_of(const Args& args, std::size_t first) {
  const auto at = [&](std::size_t i) {
    return static_cast<std::size_t>(wright::host::as<std::int64_t>(args.at(first + i)));
  };
  return {at(0), at(1), at(2), at(3), at(4), at(5)};
}

std::vector<double> trained(Model& model, std::int64_t steps) {
  std::vector<double> losses;
  for (int t = 0; t < steps; ++t) {
    const Batch batch = batch_of(1, static_cast<std::uint64_t>(t), model.shape);
    losses.push_back(model.learn(batch.input, batch.targets));
    for (transformer::Parameter* p : model.all()) transformer::adamw(*p, 1e-3, t + 1);
  }
  return losses;
}

double accuracy(const Model& model, std::uint64_t batches) {
  const auto classes = static_cast<std::ptrdiff_t>(model.shape.vocabulary);
  double right = 0;
  double all = 0;
  for (std::uint64_t s = 0; s < batches; ++s) {
    const Batch batch = batch_of(2, s, model.shape);
    std::vector<transformer::Kept> kept;
    transformer::Numbers last;
    transformer::Numbers normed;
    const transformer::Numbers logits = model.logits(batch.input, kept, last, normed);
    for (std::size_t t = 0; t < batch.targets.size(); ++t, ++all) {
      const auto row = logits.begin() + static_cast<std::ptrdiff_t>(t) * classes;
      const auto best = static_cast<std::size_t>(std::max_element(row, row + classes) - row);
      if (best == batch.targets[t]) ++right;
    }
  }
  return right / all;
}

}  // namespace

// transformer_losses(steps, shape...), transformer_accuracy(steps, batches, shape...).
std::optional<Value> call_transformer(const std::string& op, const Args& args) {
  if (op != "transformer_losses" && op != "transformer_accuracy") return std::nullopt;
  const bool is_accuracy = op == "transformer_accuracy";
  Model model(shape_of(args, is_accuracy ? 2 : 1));
  std::vector<double> losses = trained(model, wright::host::as<std::int64_t>(args.at(0)));
  if (!is_accuracy) return losses;
  return accuracy(model, static_cast<std::uint64_t>(wright::host::as<std::int64_t>(args.at(1))));
}

}  // namespace oracle

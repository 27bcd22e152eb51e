// The transformer of examples/transformer.h.  `shape...` is layers, width, heads, vocabulary,
// length, batch.
//
//   transformer_losses(steps, shape...)
//   transformer_accuracy(steps, batches, shape...)
//   transformer_resumed(steps1, steps2, shape...)   losses, saved and loaded in between
//   transformer_steps(steps1, steps2, shape...)     steps(): saved, loaded, at the end
//   transformer_load_refused(case, shape...)        what load throws for a file of another model
//   transformer_load_kept(steps1, steps2, shape...) losses, with refused loads in between
//   transformer_beside(steps, shape...)             losses while another one is trained in turns
//   transformer_for_threads(steps, threads, shape...)
//                                                   whether 1 and so many make the same losses
//   settle_training(x, steps)                       half of x, and the last loss of a new model of full
//                                                   size: a chain of it comes to rest
#include "asked.h"
#include "directory.h"
#include "examples/transformer.h"
#include "tw/error.h"
#include "tw/ops.h"
#include "tw/safetensors.h"
#ifdef HAS_THREADS
#include "tw/parallel.h"
#endif

namespace {

using tw::Tensor;
using tw::examples::Transformer;
using tw::examples::TransformerOptions;
using Losses = std::vector<double>;

TransformerOptions options_of(const Args& args, std::size_t first) {
  return {.layers = integer(args, first),
          .width = integer(args, first + 1),
          .heads = integer(args, first + 2),
          .vocabulary = integer(args, first + 3),
          .length = integer(args, first + 4),
          .batch = integer(args, first + 5)};
}

void train(Transformer& model, std::int64_t steps, Losses& losses) {
  for (std::int64_t i = 0; i < steps; ++i) losses.push_back(model.step());
}

Value losses(const Args& args) {
  Transformer model(options_of(args, 1));
  Losses found;
  train(model, integer(args, 0), found);
  return found;
}

Value accuracy(const Args& args) {
  Transformer model(options_of(args, 2));
  Losses ignored;
  train(model, integer(args, 0), ignored);
  return model.accuracy(integer(args, 1));
}

Value resumed(const Args& args) {
  const Directory directory;
  Losses found;
  Transformer first(options_of(args, 2));
  train(first, integer(args, 0), found);
  first.save(directory.file());
  Transformer second(options_of(args, 2));
  second.load(directory.file());
  train(second, integer(args, 1), found);
  return found;
}

Value steps(const Args& args) {
  const Directory directory;
  Losses ignored;
  Transformer first(options_of(args, 2));
  train(first, integer(args, 0), ignored);
  first.save(directory.file());
  std::vector<std::int64_t> counts{first.steps()};
  Transformer second(options_of(args, 2));
  train(second, 1, ignored);
  second.load(directory.file());
  counts.push_back(second.steps());
  train(second, integer(args, 1), ignored);
  counts.push_back(second.steps());
  return counts;
}

// Writes a file that is not one of this model.
void save_another(const std::string& which, TransformerOptions options, const std::string& path) {
  if (which == "width") options.width *= 2;
  if (which == "vocabulary") ++options.vocabulary;
  if (which == "length") ++options.length;
  if (which == "more layers") ++options.layers;
  if (which == "fewer layers") --options.layers;
  Transformer other(options);
  Losses ignored;
  train(other, 2, ignored);
  other.save(path);
  if (which != "dtype" && which != "empty") return;
  tw::TensorFile file = tw::load_safetensors(path);
  for (auto& [name, held] : file.tensors)
    if (held.dtype() == tw::Dtype::f32) held = tw::cast(held, tw::Dtype::f64);
  if (which == "empty") file.tensors.clear();
  tw::save_safetensors(path, file);
}

Value load_refused(const Args& args) {
  const Directory directory;
  const TransformerOptions options = options_of(args, 1);
  if (text(args, 0) != "absent") save_another(text(args, 0), options, directory.file());
  Transformer model(options);
  model.load(directory.file());
  return std::string("not refused");
}

Value load_kept(const Args& args) {
  const TransformerOptions options = options_of(args, 2);
  Transformer model(options);
  Losses found;
  train(model, integer(args, 0), found);
  for (const char* const which : {"width", "length", "more layers", "fewer layers", "absent"}) {
    const Directory directory;
    if (which != std::string("absent")) save_another(which, options, directory.file());
    try {
      model.load(directory.file());
      return std::string("not refused");
    } catch (const tw::Error&) {
    }
  }
  train(model, integer(args, 1), found);
  return found;
}

Value beside(const Args& args) {
  TransformerOptions options = options_of(args, 1);
  Transformer model(options);
  options.learning_rate = 0.5;
  Transformer other(options);
  Losses found;
  for (std::int64_t i = 0; i < integer(args, 0); ++i) {
    other.step();
    train(model, 1, found);
    static_cast<void>(model.accuracy(1));
  }
  return found;
}

#ifdef HAS_THREADS
Value for_threads(const Args& args) {
  const int before = tw::threads();
  std::vector<Losses> found(2);
  for (const bool is_split : {false, true}) {
    tw::set_threads(is_split ? static_cast<int>(integer(args, 1)) : 1);
    Transformer model(options_of(args, 2));
    train(model, integer(args, 0), found[is_split ? 1 : 0]);
  }
  tw::set_threads(before);
  return found[0] == found[1];
}
#endif

Value settle_training(const Args& args) {
  const Tensor x = tensor(args, 0);
  Transformer model(TransformerOptions{});
  Losses found;
  train(model, integer(args, 1), found);
  const Tensor half = tw::mul(x, tw::full({}, 0.5, x.dtype()));
  return tw::add(half, tw::full({}, found.back(), x.dtype()));
}

const Asks kAsks{
    {"transformer_losses", losses},
    {"transformer_accuracy", accuracy},
    {"transformer_resumed", resumed},
    {"transformer_steps", steps},
    {"transformer_load_refused", load_refused},
    {"transformer_load_kept", load_kept},
    {"transformer_beside", beside},
    {"settle_training", settle_training},
#ifdef HAS_THREADS
    {"transformer_for_threads", for_threads},
#endif
};

}  // namespace

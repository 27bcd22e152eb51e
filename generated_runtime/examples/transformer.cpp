#include "transformer.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "tw/autograd.h"
#include "tw/error.h"
#include "tw/indexing.h"
#include "tw/layers.h"
#include "tw/ops.h"
#include "tw/optim.h"
#include "tw/random.h"
#include "tw/safetensors.h"

namespace tw::examples {

namespace {

constexpr std::uint64_t kTraining = 1;  // Seeds.
constexpr std::uint64_t kTesting = 2;
constexpr std::uint64_t kParameters = 1000;
constexpr std::int64_t kLimit = std::int64_t{1} << 32;  // Of sizes, and of the blocks of a batch.

constexpr std::string_view kOptimiser = "optimiser.";  // Begins the names of its state.

// Numbers of parameters within a layer; then come those after the last layer.
enum LayerPart : std::size_t { kG1, kB1, kA, ka, kO, ko, kG2, kB2, kM, km, kN, kn, kLayerParts };
enum LastPart : std::size_t { kG, kB, kU, ku };
constexpr std::size_t kFirstLayer = 2;  // After E and P.

[[noreturn]] void fail(const std::string& text) {
  throw Error("[transformer] " + text);
}

void check(const TransformerOptions& options) {
  const std::map<std::string, std::int64_t> sizes = {
      {"layers", options.layers},         {"width", options.width},   {"heads", options.heads},
      {"vocabulary", options.vocabulary}, {"length", options.length}, {"batch", options.batch}};
  for (const auto& [name, size] : sizes) {
    if (size < 1 || size > kLimit) {
      fail(name + " must be between 1 and " + std::to_string(kLimit) + ", got " +
           std::to_string(size));
    }
  }
  if (options.width % options.heads != 0) {
    fail("width " + std::to_string(options.width) + " is no multiple of " +
         std::to_string(options.heads) + " heads");
  }
}

// The parameters as they are at first, in the order of their numbers.
class Parameters {
 public:
  void drawn(IntSpan sizes, double scale) {
    const Tensor p = empty_tensor(sizes, Dtype::f32);
    float* const elements = p.data_as<float>();
    std::array<std::uint32_t, 4> words{};
    for (std::int64_t i = 0; i < p.numel(); ++i) {
      const auto place = static_cast<std::uint64_t>(i);
      if (place % 4 == 0) words = philox(kParameters + all_.size(), place / 4);
      const double unit = (static_cast<double>(words[place % 4]) + 0.5) / 2147483648.0 - 1;
      elements[i] = static_cast<float>(unit * scale);
    }
    all_.push_back(p);
  }
  void weight(std::int64_t rows, std::int64_t columns) {
    drawn({rows, columns}, 1 / std::sqrt(static_cast<double>(columns)));
  }
  void vector(std::int64_t size, double value) { all_.push_back(full({size}, value, Dtype::f32)); }
  void norm(std::int64_t size) {
    vector(size, 1);
    vector(size, 0);
  }
  void linear(std::int64_t out, std::int64_t in) {
    weight(out, in);
    vector(out, 0);
  }
  [[nodiscard]] std::vector<Tensor> taken() { return std::move(all_); }

 private:
  std::vector<Tensor> all_;
};

std::vector<Tensor> initial(const TransformerOptions& options) {
  const std::int64_t w = options.width;
  Parameters parameters;
  parameters.drawn({options.vocabulary, w}, 0.5);
  parameters.drawn({options.length, w}, 0.5);
  for (std::int64_t layer = 0; layer < options.layers; ++layer) {
    parameters.norm(w);
    parameters.linear(3 * w, w);
    parameters.linear(w, w);
    parameters.norm(w);
    parameters.linear(4 * w, w);
    parameters.linear(w, 4 * w);
  }
  parameters.norm(w);
  parameters.linear(options.vocabulary, w);
  return parameters.taken();
}

struct Batch {
  Tensor tokens;  // [batch, length]
  Tensor target;  // [batch * length]
};

Batch batch_of(const TransformerOptions& options, std::uint64_t seed, std::int64_t number) {
  const std::int64_t length = options.length;
  const Batch batch{empty_tensor({options.batch, length}, Dtype::i64),
                    empty_tensor({options.batch * length}, Dtype::i64)};
  auto* const tokens = batch.tokens.data_as<std::int64_t>();
  auto* const target = batch.target.data_as<std::int64_t>();
  const std::uint64_t first = static_cast<std::uint64_t>(number) << 32;
  const auto vocabulary = static_cast<std::uint64_t>(options.vocabulary);
  std::array<std::uint32_t, 4> words{};
  std::uint64_t k = 0;
  for (std::int64_t row = 0; row < options.batch; ++row) {
    for (std::int64_t t = 0; t < length; ++t, ++k) {
      if (k % 4 == 0) words = philox(seed, first + k / 4);
      // Below 2^64, as the vocabulary is at most 2^32.
      const auto token = static_cast<std::int64_t>((words[k % 4] * vocabulary) >> 32);
      tokens[row * length + t] = token;
      target[row * length + length - 1 - t] = token;
    }
  }
  return batch;
}

// Head by head: [batch, heads, length, width / heads] of [batch, length, width].
Tensor heads_of(const TransformerOptions& options, const Tensor& x) {
  const std::vector<std::int64_t> sizes{options.batch, options.length, options.heads,
                                        options.width / options.heads};
  return transpose(reshape(x, sizes), 1, 2);
}

// A third of x is the product with a third of A, whose gradient is smaller than that of x.
Tensor attended(const TransformerOptions& options, const Tensor& x, const Tensor& weight,
                const Tensor& bias) {
  const std::int64_t w = options.width;
  const auto third = [&](std::int64_t i) {
    const Tensor part = linear(x, narrow(weight, 0, i * w, w), narrow(bias, 0, i * w, w));
    return heads_of(options, part);
  };
  const Tensor heads = attention(third(0), third(1), third(2));
  return reshape(transpose(heads, 1, 2), {options.batch, options.length, w});
}

// [batch * length, vocabulary]
Tensor logits_of(const TransformerOptions& options, const std::vector<Tensor>& parameters,
                 const Tensor& tokens) {
  Tensor h = add(embedding(parameters[0], tokens), parameters[1]);
  const Tensor* p = &parameters[kFirstLayer];
  for (std::int64_t layer = 0; layer < options.layers; ++layer, p += kLayerParts) {
    const Tensor mixed = attended(options, layer_norm(h, p[kG1], p[kB1]), p[kA], p[ka]);
    h = add(h, linear(mixed, p[kO], p[ko]));
    const Tensor inner = gelu_tanh(linear(layer_norm(h, p[kG2], p[kB2]), p[kM], p[km]));
    h = add(h, linear(inner, p[kN], p[kn]));
  }
  const Tensor logits = linear(layer_norm(h, p[kG], p[kB]), p[kU], p[ku]);
  return reshape(logits, {options.batch * options.length, options.vocabulary});
}

AdamW::Options of_optimiser(const TransformerOptions& options) {
  AdamW::Options result;
  result.learning_rate = options.learning_rate;
  result.weight_decay = 0;
  return result;
}

const std::vector<Tensor>& trained(const std::vector<Tensor>& parameters) {
  for (const Tensor& p : parameters) set_requires_grad(p);
  return parameters;
}

std::string parameter_name(std::size_t number) {
  return "parameter." + std::to_string(number);
}

Tensor of_number(std::int64_t number) {
  const Tensor tensor = empty_tensor({}, Dtype::i64);
  *tensor.data_as<std::int64_t>() = number;
  return tensor;
}

// A tensor of a file, which must have this dtype and these sizes.
Tensor entry(const TensorFile& file, const std::string& name, Dtype dtype, IntSpan sizes) {
  const auto found = file.tensors.find(name);
  if (found == file.tensors.end()) fail("the file has no tensor " + name);
  const Tensor& tensor = found->second;
  if (tensor.dtype() != dtype || to_text(tensor.sizes()) != to_text(sizes)) {
    const auto text = [](Dtype d, IntSpan s) { return std::string(name_of(d)) + " " + to_text(s); };
    fail(name + " has " + text(tensor.dtype(), tensor.sizes()) + ", needs " + text(dtype, sizes));
  }
  return tensor;
}

std::int64_t number_in(const TensorFile& file, const std::string& name) {
  return *entry(file, name, Dtype::i64, {}).data_as<std::int64_t>();
}

}  // namespace

struct Transformer::State {
  State(const TransformerOptions& all, std::vector<Tensor> values, std::int64_t number)
      : options(all),
        parameters(std::move(values)),
        optimiser(trained(parameters), of_optimiser(all)),
        steps(number) {}

  TransformerOptions options;
  std::vector<Tensor> parameters;
  AdamW optimiser;
  std::int64_t steps;
};

Transformer::Transformer(const TransformerOptions& options) {
  check(options);
  state_ = std::make_unique<State>(options, initial(options), 0);
}

Transformer::Transformer(Transformer&&) noexcept = default;
Transformer& Transformer::operator=(Transformer&&) noexcept = default;
Transformer::~Transformer() = default;

double Transformer::step() {
  State& state = *state_;
  const Batch batch = batch_of(state.options, kTraining, state.steps);
  const Tensor loss =
      cross_entropy(logits_of(state.options, state.parameters, batch.tokens), batch.target);
  state.optimiser.clear_grads();
  backward(loss);
  state.optimiser.step();
  ++state.steps;
  return static_cast<double>(*loss.data_as<float>());
}

std::int64_t Transformer::steps() const noexcept {
  return state_->steps;
}

double Transformer::accuracy(std::int64_t batches) const {
  if (batches < 1) fail("accuracy needs a batch, got " + std::to_string(batches));
  const NoGrad guard;
  double right = 0;
  double all = 0;
  for (std::int64_t number = 0; number < batches; ++number) {
    const Batch batch = batch_of(state_->options, kTesting, number);
    const Tensor found = argmax(logits_of(state_->options, state_->parameters, batch.tokens), 1);
    right += static_cast<double>(*sum(eq(found, batch.target)).data_as<std::int64_t>());
    all += static_cast<double>(batch.target.numel());
  }
  return right / all;
}

void Transformer::save(const std::string& path) const {
  TensorFile file;
  file.tensors.emplace("heads", of_number(state_->options.heads));  // No size tells it.
  file.tensors.emplace("steps", of_number(state_->steps));
  for (std::size_t i = 0; i < state_->parameters.size(); ++i)
    file.tensors.emplace(parameter_name(i), state_->parameters[i]);
  for (const auto& [name, tensor] : state_->optimiser.state())
    file.tensors.emplace(std::string(kOptimiser) + name, tensor);
  save_safetensors(path, file);
}

void Transformer::load(const std::string& path) {
  const TensorFile file = load_safetensors(path);
  const std::int64_t heads = number_in(file, "heads");
  if (heads != state_->options.heads) {
    fail("the file is of a model with " + std::to_string(heads) + " heads, needs " +
         std::to_string(state_->options.heads));
  }
  const std::int64_t steps = number_in(file, "steps");
  if (steps < 0 || steps >= kLimit)
    fail("the file cannot be of step " + std::to_string(steps));

  std::vector<Tensor> parameters;
  for (std::size_t i = 0; i < state_->parameters.size(); ++i) {
    const IntSpan sizes = state_->parameters[i].sizes();
    parameters.push_back(entry(file, parameter_name(i), Dtype::f32, sizes));
  }
  std::map<std::string, Tensor> moments;
  for (const auto& [name, tensor] : file.tensors)
    if (name.starts_with(kOptimiser)) moments.emplace(name.substr(kOptimiser.size()), tensor);
  if (file.tensors.size() != 2 + parameters.size() + moments.size())
    fail("the file has tensors that are not of the model");

  auto loaded = std::make_unique<State>(state_->options, std::move(parameters), steps);
  loaded->optimiser.set_state(moments);
  // Each step changes every parameter, so each has its state from the first step on.
  if (moments.size() != (steps == 0 ? 0 : 3 * loaded->parameters.size()))
    fail("the file has not all of the optimiser's state");
  for (const auto& [name, tensor] : moments) {
    if (name.ends_with(".steps") && *tensor.data_as<std::int64_t>() != steps)
      fail("the optimiser's state is not of step " + std::to_string(steps));
  }
  state_ = std::move(loaded);
}

}  // namespace tw::examples

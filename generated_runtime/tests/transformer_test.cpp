// A small attention block that learns to copy, and goes on from a file.
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tw/autograd.h"
#include "tw/indexing.h"
#include "tw/layers.h"
#include "tw/ops.h"
#include "tw/optim.h"
#include "tw/random.h"
#include "tw/safetensors.h"

namespace {

using tw::Tensor;

constexpr std::int64_t kBatch = 8;
constexpr std::int64_t kLength = 6;
constexpr std::int64_t kWidth = 16;
constexpr std::int64_t kHeads = 2;
constexpr std::int64_t kVocabulary = 5;
constexpr std::int64_t kDistance = 2;

struct Examples {
  Tensor tokens = tw::empty_tensor({kBatch, kLength}, tw::Dtype::i64);
  Tensor target = tw::empty_tensor({kBatch * kLength}, tw::Dtype::i64);

  // The target is the token that stands kDistance further on, around the end.
  Examples(std::uint64_t seed, std::uint64_t number) {
    auto* const token = tokens.data_as<std::int64_t>();
    for (std::int64_t i = 0; i < kBatch * kLength; ++i) {
      const auto place = static_cast<std::uint64_t>(i);
      const std::uint64_t word = tw::philox(seed, number << 32 | place / 4)[place % 4];
      token[i] = static_cast<std::int64_t>((word * kVocabulary) >> 32);
    }
    for (std::int64_t i = 0; i < kBatch * kLength; ++i) {
      const std::int64_t row = i / kLength * kLength;
      target.data_as<std::int64_t>()[i] = token[row + (i + kDistance) % kLength];
    }
  }
};

class Copier {
 public:
  Copier() : optimiser_(parameters_, options()) {}

  float step(std::uint64_t number) {
    const Examples examples(1, number);
    const Tensor loss = tw::cross_entropy(logits(examples.tokens), examples.target);
    optimiser_.clear_grads();
    tw::backward(loss);
    optimiser_.step();
    return *loss.data_as<float>();
  }

  std::int64_t right(const Examples& examples) const {
    const tw::NoGrad guard;
    const Tensor found = tw::argmax(logits(examples.tokens), 1);
    return *tw::sum(tw::eq(found, examples.target)).data_as<std::int64_t>();
  }

  std::vector<std::byte> saved() const {
    tw::TensorFile file{.tensors = optimiser_.state(), .metadata = {}};
    for (std::size_t i = 0; i < parameters_.size(); ++i)
      file.tensors.emplace(name_of_parameter(i), parameters_[i]);
    return tw::to_safetensors(file);
  }

  void load(const std::vector<std::byte>& bytes) {
    std::map<std::string, Tensor> state = tw::from_safetensors(bytes).tensors;
    const tw::NoGrad guard;
    for (std::size_t i = 0; i < parameters_.size(); ++i)
      tw::copy_(parameters_[i], state.extract(name_of_parameter(i)).mapped());
    optimiser_.set_state(state);
  }

 private:
  static tw::AdamW::Options options() {
    return {.learning_rate = 1e-2, .weight_decay = 0};
  }

  static std::string name_of_parameter(std::size_t i) {
    std::string name("p");
    name += std::to_string(i);
    return name;
  }

  static Tensor parameter(std::uint64_t seed, tw::IntSpan sizes) {
    const Tensor p = tw::empty_tensor(sizes, tw::Dtype::f32);
    for (std::int64_t i = 0; i < p.numel(); ++i) {
      const auto place = static_cast<std::uint64_t>(i);
      const double word = tw::philox(seed, place / 4)[place % 4];
      p.data_as<float>()[i] = static_cast<float>((word / 2147483648.0 - 1) / 2);
    }
    tw::set_requires_grad(p);
    return p;
  }

  Tensor logits(const Tensor& tokens) const {
    const Tensor h = tw::add(tw::embedding(parameters_[0], tokens), parameters_[1]);
    const Tensor x = tw::linear(tw::layer_norm(h), parameters_[2]);
    const Tensor split = tw::reshape(x, {kBatch, kLength, 3, kHeads, kWidth / kHeads});
    const Tensor heads = tw::permute(split, {2, 0, 3, 1, 4});
    const Tensor mixed = tw::attention(tw::select(heads, 0, 0), tw::select(heads, 0, 1),
                                       tw::select(heads, 0, 2));
    const Tensor joined = tw::reshape(tw::transpose(mixed, 1, 2), {kBatch, kLength, kWidth});
    const Tensor inner = tw::gelu_tanh(tw::linear(joined, parameters_[3]));
    return tw::reshape(tw::linear(inner, parameters_[4]), {kBatch * kLength, kVocabulary});
  }

  std::vector<Tensor> parameters_{
      parameter(11, {kVocabulary, kWidth}), parameter(12, {kLength, kWidth}),
      parameter(13, {3 * kWidth, kWidth}), parameter(14, {2 * kWidth, kWidth}),
      parameter(15, {kVocabulary, 2 * kWidth})};
  tw::AdamW optimiser_;
};

TEST(Transformer, LearnsToCopyFromAFixedDistance) {
  Copier copier;
  const float first = copier.step(0);
  EXPECT_GT(first, 1.0F);
  float last = first;
  for (std::uint64_t step = 1; step < 250; ++step) last = copier.step(step);
  EXPECT_LT(last, 0.05F);
  EXPECT_EQ(copier.right(Examples(2, 0)), kBatch * kLength);
}

TEST(Transformer, GoesOnFromAFileWithTheSameBits) {
  Copier whole;
  std::vector<float> losses;
  std::vector<std::byte> bytes;
  for (std::uint64_t step = 0; step < 12; ++step) {
    if (step == 5) bytes = whole.saved();
    losses.push_back(whole.step(step));
  }
  Copier other;
  std::vector<float> parts;
  for (std::uint64_t step = 0; step < 5; ++step) parts.push_back(other.step(step));
  Copier loaded;
  loaded.load(bytes);
  for (std::uint64_t step = 5; step < 12; ++step) parts.push_back(loaded.step(step));
  EXPECT_EQ(parts, losses);
  EXPECT_LT(losses.back(), losses.front());
}

}  // namespace

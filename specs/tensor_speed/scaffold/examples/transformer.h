// A transformer that learns to reverse sequences of tokens.
//
// Data.  Token t of row r of batch s is (word * vocabulary) >> 32, with word k mod 4 of
// tw::philox(seed, s * 2^32 + k / 4), where k = r * length + t.  The seed is 1 for training, where
// batch s is that of step s, and 2 for testing.  The target at t is the token at length - 1 - t.
//
// The model, with w = width and all tensors in f32:
//   h = embedding(E, tokens) + P                                  E[vocabulary, w], P[length, w]
//   in each layer:
//     x = linear(layer_norm(h, G1, B1), A, a)                     A[3 * w, w], a[3 * w]
//     q, k, v = the thirds of x along the last dim, each seen as [batch, heads, length, w / heads]
//     h = h + linear(the heads of attention(q, k, v) side by side, O, o)
//                                                                 O[w, w], o[w]
//     h = h + linear(gelu_tanh(linear(layer_norm(h, G2, B2), M, m)), N, n)
//                                                                 M[4 * w, w], m[4 * w], N[w, 4 * w], n[w]
//   logits = linear(layer_norm(h, G, B), U, u)                    U[vocabulary, w], u[vocabulary]
//   loss = cross_entropy of all tokens of the batch
//
// Parameters are numbered in this order: E, P, then of each layer G1, B1, A, a, O, o, G2, B2, M, m,
// N, n, then G, B, U, u.  At first G1, G2 and G are 1, and B1, B2, B and the biases a, o, m, n, u are 0.
// Element i of the other ones, with number p and word i mod 4 of tw::philox(1000 + p, i / 4), is
// ((word + 0.5) / 2^31 - 1) * scale, computed in double and rounded once; the scale is 1 / 2 for E and P, and
// 1 / sqrt(columns) for the others.
//
// Training: AdamW with `learning_rate`, no weight decay, the other options as they are.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace tw::examples {

struct TransformerOptions {
  std::int64_t layers = 2;
  std::int64_t width = 128;  // A multiple of heads.
  std::int64_t heads = 4;
  std::int64_t vocabulary = 36;
  std::int64_t length = 64;
  std::int64_t batch = 64;
  double learning_rate = 1e-3;
};

class Transformer {
 public:
  explicit Transformer(const TransformerOptions& options = {});
  Transformer(Transformer&&) noexcept;
  Transformer& operator=(Transformer&&) noexcept;
  ~Transformer();

  // One step of training on the next batch; the loss before it.
  double step();
  [[nodiscard]] std::int64_t steps() const noexcept;  // So far, those before a load too.

  // Part of the tokens that are predicted rightly, over batches 0 to batches - 1 for testing.
  [[nodiscard]] double accuracy(std::int64_t batches) const;

  // Parameters, the optimiser's state and the number of steps, as safetensors.  load() throws
  // tw::Error when the file is not of such a model, and changes nothing then.
  void save(const std::string& path) const;
  void load(const std::string& path);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tw::examples

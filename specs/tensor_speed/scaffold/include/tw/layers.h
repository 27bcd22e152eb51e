// What networks are made of: norms, attention, losses.  Ops like those of tw/ops.h, for float dtypes,
// which all tensor arguments of a call share.  Defined by the task `layers`.
#pragma once

#include <optional>

#include "tw/tensor.h"

namespace tw {

// a[n, m, k] times b[n, k, p], one matrix by one.
[[nodiscard]] Tensor bmm(const Tensor& a, const Tensor& b);

// Over the last dim of x[..., d]: (x - mean) / sqrt(var + eps) * weight[d] + bias[d], with the
// variance of all d elements.  Ba, Kiros and Hinton, Layer Normalization, 2016.
[[nodiscard]] Tensor layer_norm(const Tensor& x, const std::optional<Tensor>& weight = std::nullopt,
                                const std::optional<Tensor>& bias = std::nullopt,
                                double eps = 1e-5);
// x / sqrt(mean(x * x) + eps) * weight[d].  Zhang and Sennrich, Root Mean Square Layer
// Normalization, 2019.
[[nodiscard]] Tensor rms_norm(const Tensor& x, const std::optional<Tensor>& weight = std::nullopt,
                              double eps = 1e-6);

// softmax(q k^T / sqrt(d), -1) v for q[..., n, d], k[..., m, d], v[..., m, e]; the leading dims are
// equal.  With `causal`, row i sees columns up to i + m - n.  Vaswani and others, Attention Is All
// You Need, 2017.
[[nodiscard]] Tensor attention(const Tensor& q, const Tensor& k, const Tensor& v,
                               bool causal = false);

// x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))) / 2, for every dtype as tw::gelu is.
// Hendrycks and Gimpel, Gaussian Error Linear Units, 2016.
[[nodiscard]] Tensor gelu_tanh(const Tensor& x);

// Means over all elements, 0-d: of (x - target)^2, and of log(1 + exp(x)) - x * target.
[[nodiscard]] Tensor mse_loss(const Tensor& x, const Tensor& target);
[[nodiscard]] Tensor bce_with_logits(const Tensor& x, const Tensor& target);

}  // namespace tw

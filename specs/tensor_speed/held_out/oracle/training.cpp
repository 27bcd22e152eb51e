// Optimisers, and the classifier of examples/mlp.h with its derivative written by hand.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "array.h"
#include "dtype.h"

namespace oracle {

namespace {

namespace host = wright::host;

double number(const Args& args, std::size_t i) {
  return host::as<double>(args.at(i));
}

// x, g, learning rate, momentum, weight decay, steps.
Array sgd_steps(const Args& args) {
  const Array x = array(args, 0);
  std::vector<double> p = rounded_elements(x);
  const std::vector<double> gradient = rounded_elements(array(args, 1));
  const double rate = number(args, 2);
  const double momentum = number(args, 3);
  const double decay = number(args, 4);
  const auto steps = host::as<std::int64_t>(args.at(5));
  std::vector<double> buffer;
  for (std::int64_t t = 0; t < steps; ++t) {
    std::vector<double> g = gradient;
    for (std::size_t i = 0; i < p.size(); ++i) g[i] += decay * p[i];
    if (momentum > 0) {
      if (buffer.empty()) buffer.assign(g.size(), 0.0);
      for (std::size_t i = 0; i < p.size(); ++i) g[i] = buffer[i] = momentum * buffer[i] + g[i];
    }
    for (std::size_t i = 0; i < p.size(); ++i) p[i] -= rate * g[i];
  }
  return make(x.sizes, std::move(p), x.dtype);
}

// Some numbers under AdamW, with the default betas and epsilon.
struct AdamW {
  double rate;
  double decay;
  std::vector<double> first;
  std::vector<double> second;
  int steps = 0;

  void step(std::vector<double>& p, const std::vector<double>& g) {
    constexpr double kBeta1 = 0.9;
    constexpr double kBeta2 = 0.999;
    constexpr double kEpsilon = 1e-8;
    first.resize(p.size());
    second.resize(p.size());
    ++steps;
    for (std::size_t i = 0; i < p.size(); ++i) {
      p[i] *= 1 - rate * decay;
      first[i] = kBeta1 * first[i] + (1 - kBeta1) * g[i];
      second[i] = kBeta2 * second[i] + (1 - kBeta2) * g[i] * g[i];
      const double mean = first[i] / (1 - std::pow(kBeta1, steps));
      const double spread = second[i] / (1 - std::pow(kBeta2, steps));
      p[i] -= rate * mean / (std::sqrt(spread) + kEpsilon);
    }
  }
};

// x, g, learning rate, weight decay, steps.
Array adamw_steps(const Args& args) {
  const Array x = array(args, 0);
  std::vector<double> p = rounded_elements(x);
  const std::vector<double> g = rounded_elements(array(args, 1));
  AdamW adamw{number(args, 2), number(args, 3), {}, {}};
  const auto steps = host::as<std::int64_t>(args.at(4));
  for (std::int64_t t = 0; t < steps; ++t) adamw.step(p, g);
  return make(x.sizes, std::move(p), x.dtype);
}

constexpr std::size_t kRows = 128;
constexpr std::size_t kHidden = 32;

// Where the parameters lie among all of them: w1[32,2], b1[32], w2[2,32], b2[2].
constexpr std::size_t kBias1 = 2 * kHidden;
constexpr std::size_t kWeight2 = kBias1 + kHidden;
constexpr std::size_t kBias2 = kWeight2 + 2 * kHidden;

double pinned(std::uint64_t i) {
  const std::uint64_t low = (i * 2654435761ULL + 12345ULL) % (1ULL << 32U);
  return rounded_to("f32", std::ldexp(static_cast<double>(low), -31) - 1);
}

std::vector<double> initial_parameters() {
  std::vector<double> p(kBias2 + 2, 0.0);
  for (std::size_t i = 0; i < 2 * kHidden; ++i) {
    p[i] = pinned(i) * 2;
    p[kWeight2 + i] = pinned(1000 + i) / 4;
  }
  for (std::size_t i = 0; i < kHidden; ++i) p[kBias1 + i] = pinned(2000 + i);
  for (std::size_t i = 0; i < 2; ++i) p[kBias2 + i] = pinned(3000 + i) / 4;
  return p;
}

// Point `row`, of class row % 2.
std::array<double, 2> point(std::size_t row) {
  const auto i = static_cast<double>(row / 2);
  const double t = 0.25 + 3 * i / static_cast<double>(kRows / 2);
  const double angle = 2 * t + std::numbers::pi * static_cast<double>(row % 2);
  return {rounded_to("f32", t * std::cos(angle)), rounded_to("f32", t * std::sin(angle))};
}

// The loss of one row; adds its part of the gradient of the mean loss to g.
double learn(const std::vector<double>& p, std::size_t row, std::vector<double>& g) {
  const std::array<double, 2> x = point(row);
  std::array<double, kHidden> h{};
  std::array<double, 2> z = {p[kBias2], p[kBias2 + 1]};
  for (std::size_t j = 0; j < kHidden; ++j) {
    h[j] = std::tanh(p[2 * j] * x[0] + p[2 * j + 1] * x[1] + p[kBias1 + j]);
    for (std::size_t c = 0; c < 2; ++c) z[c] += p[kWeight2 + c * kHidden + j] * h[j];
  }
  const double top = std::max(z[0], z[1]);
  const double logarithm = top + std::log(std::exp(z[0] - top) + std::exp(z[1] - top));
  std::array<double, 2> dz{};
  for (std::size_t c = 0; c < 2; ++c) {
    const double wanted = c == row % 2 ? 1.0 : 0.0;
    dz[c] = (std::exp(z[c] - logarithm) - wanted) / static_cast<double>(kRows);
    g[kBias2 + c] += dz[c];
  }
  for (std::size_t j = 0; j < kHidden; ++j) {
    double dh = 0;
    for (std::size_t c = 0; c < 2; ++c) {
      g[kWeight2 + c * kHidden + j] += dz[c] * h[j];
      dh += dz[c] * p[kWeight2 + c * kHidden + j];
    }
    const double inner = dh * (1 - h[j] * h[j]);
    g[2 * j] += inner * x[0];
    g[2 * j + 1] += inner * x[1];
    g[kBias1 + j] += inner;
  }
  return logarithm - z[row % 2];
}

std::vector<double> mlp_losses(std::int64_t steps) {
  std::vector<double> p = initial_parameters();
  AdamW adamw{0.02, 0, {}, {}};
  std::vector<double> losses;
  for (std::int64_t t = 0; t < steps; ++t) {
    std::vector<double> g(p.size(), 0.0);
    double loss = 0;
    for (std::size_t row = 0; row < kRows; ++row) loss += learn(p, row, g);
    losses.push_back(loss / static_cast<double>(kRows));
    adamw.step(p, g);
  }
  return losses;
}

}  // namespace

std::optional<Value> call_training(const std::string& op, const Args& args) {
  if (op == "sgd_steps") return sgd_steps(args);
  if (op == "adamw_steps") return adamw_steps(args);
  if (op == "mlp_losses") return mlp_losses(host::as<std::int64_t>(args.at(0)));
  return std::nullopt;
}

}  // namespace oracle

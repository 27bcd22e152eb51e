// The parts of a transformer, each with its derivative.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "transformer.h"

namespace oracle::transformer {

Numbers linear(const Numbers& x, const Parameter& w, const Parameter& b) {
  const std::size_t out = b.value.size();
  const std::size_t in = w.value.size() / out;
  const std::size_t rows = x.size() / in;
  Numbers y(rows * out);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t o = 0; o < out; ++o) {
      double total = b.value[o];
      for (std::size_t i = 0; i < in; ++i) total += x[r * in + i] * w.value[o * in + i];
      y[r * out + o] = total;
    }
  }
  return y;
}

Numbers linear_back(const Numbers& x, const Numbers& dy, Parameter& w, Parameter& b) {
  const std::size_t out = b.value.size();
  const std::size_t in = w.value.size() / out;
  const std::size_t rows = x.size() / in;
  Numbers dx(x.size(), 0.0);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t o = 0; o < out; ++o) {
      const double slope = dy[r * out + o];
      b.gradient[o] += slope;
      for (std::size_t i = 0; i < in; ++i) {
        w.gradient[o * in + i] += slope * x[r * in + i];
        dx[r * in + i] += slope * w.value[o * in + i];
      }
    }
  }
  return dx;
}

namespace {

// One row without its mean, over its deviation.
struct Standard {
  Numbers values;
  double deviation = 0;
};

Standard standard(const double* x, std::size_t width) {
  constexpr double kEps = 1e-5;
  const auto n = static_cast<double>(width);
  Standard row{Numbers(x, x + width)};
  double mean = 0;
  for (const double value : row.values) mean += value / n;
  double variance = 0;
  for (double& value : row.values) {
    value -= mean;
    variance += value * value / n;
  }
  row.deviation = std::sqrt(variance + kEps);
  for (double& value : row.values) value /= row.deviation;
  return row;
}

}  // namespace

Numbers layer_norm(const Numbers& x, const Parameter& g, const Parameter& b) {
  const std::size_t width = g.value.size();
  Numbers y(x.size());
  for (std::size_t at = 0; at < x.size(); at += width) {
    const Standard row = standard(x.data() + at, width);
    for (std::size_t i = 0; i < width; ++i) y[at + i] = row.values[i] * g.value[i] + b.value[i];
  }
  return y;
}

// With s the standard row and ds its gradient: (ds - mean(ds) - s * mean(ds * s)) / deviation.
Numbers layer_norm_back(const Numbers& x, const Numbers& dy, Parameter& g, Parameter& b) {
  const std::size_t width = g.value.size();
  const auto n = static_cast<double>(width);
  Numbers dx(x.size());
  for (std::size_t at = 0; at < x.size(); at += width) {
    const Standard row = standard(x.data() + at, width);
    double mean = 0;
    double along = 0;
    for (std::size_t i = 0; i < width; ++i) {
      const double slope = dy[at + i] * g.value[i];
      mean += slope / n;
      along += slope * row.values[i] / n;
      g.gradient[i] += dy[at + i] * row.values[i];
      b.gradient[i] += dy[at + i];
    }
    for (std::size_t i = 0; i < width; ++i)
      dx[at + i] = (dy[at + i] * g.value[i] - mean - row.values[i] * along) / row.deviation;
  }
  return dx;
}

namespace {

constexpr double kCube = 0.044715;

double bend(double x) {
  return std::tanh(std::sqrt(2 / std::numbers::pi) * (x + kCube * x * x * x));
}

}  // namespace

Numbers gelu_tanh(const Numbers& x) {
  Numbers y(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) y[i] = x[i] * (1 + bend(x[i])) / 2;
  return y;
}

Numbers gelu_tanh_back(const Numbers& x, const Numbers& dy) {
  Numbers dx(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double t = bend(x[i]);
    const double inner = std::sqrt(2 / std::numbers::pi) * (1 + 3 * kCube * x[i] * x[i]);
    dx[i] = dy[i] * ((1 + t) / 2 + x[i] * (1 - t * t) * inner / 2);
  }
  return dx;
}

double cross_entropy(const Numbers& logits, const std::vector<std::size_t>& targets,
                     Numbers& slope) {
  const std::size_t rows = targets.size();
  const std::size_t classes = logits.size() / rows;
  const auto n = static_cast<double>(rows);
  slope.assign(logits.size(), 0.0);
  double loss = 0;
  for (std::size_t r = 0; r < rows; ++r) {
    const double* row = logits.data() + r * classes;
    const double top = *std::max_element(row, row + classes);
    double total = 0;
    for (std::size_t c = 0; c < classes; ++c) total += std::exp(row[c] - top);
    const double logarithm = top + std::log(total);
    for (std::size_t c = 0; c < classes; ++c)
      slope[r * classes + c] = (std::exp(row[c] - logarithm) - (c == targets[r] ? 1 : 0)) / n;
    loss += (logarithm - row[targets[r]]) / n;
  }
  return loss;
}

void adamw(Parameter& p, double rate, int t) {
  constexpr double kBeta1 = 0.9;
  constexpr double kBeta2 = 0.999;
  constexpr double kEpsilon = 1e-8;
  p.first.resize(p.value.size());
  p.second.resize(p.value.size());
  for (std::size_t i = 0; i < p.value.size(); ++i) {
    const double g = p.gradient[i];
    p.first[i] = kBeta1 * p.first[i] + (1 - kBeta1) * g;
    p.second[i] = kBeta2 * p.second[i] + (1 - kBeta2) * g * g;
    const double mean = p.first[i] / (1 - std::pow(kBeta1, t));
    const double spread = p.second[i] / (1 - std::pow(kBeta2, t));
    p.value[i] -= rate * mean / (std::sqrt(spread) + kEpsilon);
  }
}

}  // namespace oracle::transformer

// The model of examples/transformer.h: its parameters, its way forward and its way back.
#include <cmath>

#include "dtype.h"
#include "random.h"
#include "transformer.h"

namespace oracle::transformer {

namespace {

// Parameters get their values in the order of their numbers.
class Filling {
 public:
  void matrix(Parameter& p, std::size_t rows, std::size_t columns, double scale) {
    p.value.resize(rows * columns);
    for (std::size_t i = 0; i < p.value.size(); ++i) {
      const double word = philox(1000 + number_, i / 4)[i % 4];
      p.value[i] = rounded_to("f32", (std::ldexp(word + 0.5, -31) - 1) * scale);
    }
    ++number_;
  }
  void weight(Parameter& p, Parameter& bias, std::size_t rows, std::size_t columns) {
    matrix(p, rows, columns, 1 / std::sqrt(static_cast<double>(columns)));
    constant(bias, rows, 0);
  }
  void norm(Parameter& g, Parameter& b, std::size_t width) {
    constant(g, width, 1);
    constant(b, width, 0);
  }

 private:
  void constant(Parameter& p, std::size_t size, double value) {
    p.value.assign(size, value);
    ++number_;
  }
  std::uint64_t number_ = 0;
};

void add_to(Numbers& x, const Numbers& y) {
  for (std::size_t i = 0; i < x.size(); ++i) x[i] += y[i];
}

Numbers forward(const Layer& layer, const Shape& shape, Numbers h, Kept& kept) {
  kept.h = std::move(h);
  kept.normed1 = layer_norm(kept.h, layer.g1, layer.b1);
  kept.qkv = linear(kept.normed1, layer.a, layer.a_bias);
  kept.heads = attention(kept.qkv, shape);
  kept.middle = linear(kept.heads, layer.o, layer.o_bias);
  add_to(kept.middle, kept.h);
  kept.normed2 = layer_norm(kept.middle, layer.g2, layer.b2);
  kept.wide = linear(kept.normed2, layer.m, layer.m_bias);
  kept.bent = gelu_tanh(kept.wide);
  Numbers result = linear(kept.bent, layer.n, layer.n_bias);
  add_to(result, kept.middle);
  return result;
}

Numbers back(Layer& layer, const Shape& shape, const Kept& kept, Numbers slope) {
  Numbers d = linear_back(kept.bent, slope, layer.n, layer.n_bias);
  d = gelu_tanh_back(kept.wide, d);
  d = linear_back(kept.normed2, d, layer.m, layer.m_bias);
  add_to(slope, layer_norm_back(kept.middle, d, layer.g2, layer.b2));
  d = linear_back(kept.heads, slope, layer.o, layer.o_bias);
  d = attention_back(kept.qkv, d, shape);
  d = linear_back(kept.normed1, d, layer.a, layer.a_bias);
  add_to(slope, layer_norm_back(kept.h, d, layer.g1, layer.b1));
  return slope;
}

}  // namespace

Model::Model(const Shape& wanted) : shape(wanted), layers(wanted.layers) {
  const std::size_t w = shape.width;
  Filling fill;
  fill.matrix(tokens, shape.vocabulary, w, 0.5);
  fill.matrix(places, shape.length, w, 0.5);
  for (Layer& layer : layers) {
    fill.norm(layer.g1, layer.b1, w);
    fill.weight(layer.a, layer.a_bias, 3 * w, w);
    fill.weight(layer.o, layer.o_bias, w, w);
    fill.norm(layer.g2, layer.b2, w);
    fill.weight(layer.m, layer.m_bias, 4 * w, w);
    fill.weight(layer.n, layer.n_bias, w, 4 * w);
  }
  fill.norm(g, b, w);
  fill.weight(u, u_bias, shape.vocabulary, w);
}

std::vector<Parameter*> Model::all() {
  std::vector<Parameter*> result = {&tokens, &places, &g, &b, &u, &u_bias};
  for (Layer& layer : layers)
    for (Parameter* p : layer.all()) result.push_back(p);
  return result;
}

Numbers Model::logits(const std::vector<std::size_t>& input, std::vector<Kept>& kept, Numbers& last,
                      Numbers& normed) const {
  const std::size_t w = shape.width;
  Numbers h(input.size() * w);
  for (std::size_t t = 0; t < input.size(); ++t)
    for (std::size_t i = 0; i < w; ++i)
      h[t * w + i] = tokens.value[input[t] * w + i] + places.value[t % shape.length * w + i];
  kept.resize(layers.size());
  for (std::size_t l = 0; l < layers.size(); ++l)
    h = forward(layers[l], shape, std::move(h), kept[l]);
  last = std::move(h);
  normed = layer_norm(last, g, b);
  return linear(normed, u, u_bias);
}

double Model::learn(const std::vector<std::size_t>& input,
                    const std::vector<std::size_t>& targets) {
  for (Parameter* p : all()) p->gradient.assign(p->value.size(), 0.0);
  std::vector<Kept> kept;
  Numbers last;
  Numbers normed;
  Numbers slope;
  const double loss = cross_entropy(logits(input, kept, last, normed), targets, slope);
  slope = layer_norm_back(last, linear_back(normed, slope, u, u_bias), g, b);
  for (std::size_t l = layers.size(); l-- > 0;)
    slope = back(layers[l], shape, kept[l], std::move(slope));
  const std::size_t w = shape.width;
  for (std::size_t t = 0; t < input.size(); ++t) {
    for (std::size_t i = 0; i < w; ++i) {
      tokens.gradient[input[t] * w + i] += slope[t * w + i];
      places.gradient[t % shape.length * w + i] += slope[t * w + i];
    }
  }
  return loss;
}

}  // namespace oracle::transformer

// What a transformer is made of, forward and backward by hand, in double.
//
// A backward function takes what came in and the gradient of what went out, adds to the gradients
// of the parameters, and gives the gradient of what came in.
#pragma once

#include <cstdint>
#include <vector>

namespace oracle::transformer {

using Numbers = std::vector<double>;

struct Parameter {
  Numbers value;
  Numbers gradient;
  Numbers first;  // The moments of AdamW.
  Numbers second;
};

struct Shape {
  std::size_t layers = 0;
  std::size_t width = 0;
  std::size_t heads = 0;
  std::size_t vocabulary = 0;
  std::size_t length = 0;
  std::size_t batch = 0;
};

// x[rows, in] times the transpose of w[out, in], plus b[out].
Numbers linear(const Numbers& x, const Parameter& w, const Parameter& b);
Numbers linear_back(const Numbers& x, const Numbers& dy, Parameter& w, Parameter& b);

// Over rows of the length of g.
Numbers layer_norm(const Numbers& x, const Parameter& g, const Parameter& b);
Numbers layer_norm_back(const Numbers& x, const Numbers& dy, Parameter& g, Parameter& b);

Numbers gelu_tanh(const Numbers& x);
Numbers gelu_tanh_back(const Numbers& x, const Numbers& dy);

// Of rows q, k, v of 3 * width, for each token of each sequence: the heads side by side.
Numbers attention(const Numbers& qkv, const Shape& shape);
Numbers attention_back(const Numbers& qkv, const Numbers& dy, const Shape& shape);

// The mean over rows[n, classes]; `slope` becomes its gradient.
double cross_entropy(const Numbers& logits, const std::vector<std::size_t>& targets,
                     Numbers& slope);

// One step of AdamW, the t-th, without weight decay.
void adamw(Parameter& p, double rate, int t);

// A linear layer and a norm are two parameters each.
struct Layer {
  Parameter g1, b1, a, a_bias, o, o_bias, g2, b2, m, m_bias, n, n_bias;

  std::vector<Parameter*> all() {
    return {&g1, &b1, &a, &a_bias, &o, &o_bias, &g2, &b2, &m, &m_bias, &n, &n_bias};
  }
};

// What a layer keeps for its way back: what went into each of its parts.
struct Kept {
  Numbers h, normed1, qkv, heads, middle, normed2, wide, bent;
};

struct Model {
  Shape shape;
  Parameter tokens, places;  // E and P.
  std::vector<Layer> layers;
  Parameter g, b, u, u_bias;

  explicit Model(const Shape& shape);
  std::vector<Parameter*> all();

  // Of batch * length tokens.
  Numbers logits(const std::vector<std::size_t>& input, std::vector<Kept>& kept, Numbers& last,
                 Numbers& normed) const;
  // The loss; all gradients are set anew.
  double learn(const std::vector<std::size_t>& input, const std::vector<std::size_t>& targets);
};

}  // namespace oracle::transformer

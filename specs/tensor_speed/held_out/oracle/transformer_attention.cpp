// Attention of all heads, written over the rows of q, k and v as they lie.
#include <algorithm>
#include <cmath>

#include "transformer.h"

namespace oracle::transformer {

namespace {

// One head of one sequence.
struct Head {
  std::size_t first_row;  // Of the sequence.
  std::size_t column;     // Of the head within a row of q, and of the result.
  std::size_t size;
};

template <class Visit>
void for_each_head(const Shape& shape, Visit visit) {
  const std::size_t size = shape.width / shape.heads;
  for (std::size_t s = 0; s < shape.batch; ++s)
    for (std::size_t h = 0; h < shape.heads; ++h) visit(Head{s * shape.length, h * size, size});
}

// Where token t of the head has its part number `third` of q, k, v.
std::size_t place(const Head& head, const Shape& shape, std::size_t t, std::size_t third) {
  return (head.first_row + t) * 3 * shape.width + third * shape.width + head.column;
}
std::size_t result_place(const Head& head, const Shape& shape, std::size_t t) {
  return (head.first_row + t) * shape.width + head.column;
}

double dot(const double* a, const double* b, std::size_t n) {
  double total = 0;
  for (std::size_t i = 0; i < n; ++i) total += a[i] * b[i];
  return total;
}

// How much token t looks at each.
Numbers weights(const Numbers& qkv, const Head& head, const Shape& shape, std::size_t t) {
  Numbers w(shape.length);
  const double* q = qkv.data() + place(head, shape, t, 0);
  for (std::size_t j = 0; j < shape.length; ++j)
    w[j] = dot(q, qkv.data() + place(head, shape, j, 1), head.size) /
           std::sqrt(static_cast<double>(head.size));
  const double top = *std::max_element(w.begin(), w.end());
  double total = 0;
  for (double& value : w) total += value = std::exp(value - top);
  for (double& value : w) value /= total;
  return w;
}

// Adds to the gradients of q, k and v what token t sends back.
void send_back(const Numbers& qkv, const Numbers& dy, const Head& head, const Shape& shape,
               std::size_t t, Numbers& dqkv) {
  const Numbers w = weights(qkv, head, shape, t);
  const double* slope = dy.data() + result_place(head, shape, t);
  Numbers dw(shape.length);
  for (std::size_t j = 0; j < shape.length; ++j) {
    dw[j] = dot(slope, qkv.data() + place(head, shape, j, 2), head.size);
    for (std::size_t i = 0; i < head.size; ++i)
      dqkv[place(head, shape, j, 2) + i] += w[j] * slope[i];
  }
  const double mean = dot(w.data(), dw.data(), shape.length);
  for (std::size_t j = 0; j < shape.length; ++j) {
    const double score = w[j] * (dw[j] - mean) / std::sqrt(static_cast<double>(head.size));
    for (std::size_t i = 0; i < head.size; ++i) {
      dqkv[place(head, shape, t, 0) + i] += score * qkv[place(head, shape, j, 1) + i];
      dqkv[place(head, shape, j, 1) + i] += score * qkv[place(head, shape, t, 0) + i];
    }
  }
}

}  // namespace

Numbers attention(const Numbers& qkv, const Shape& shape) {
  Numbers y(qkv.size() / 3, 0.0);
  for_each_head(shape, [&](const Head& head) {
    for (std::size_t t = 0; t < shape.length; ++t) {
      const Numbers w = weights(qkv, head, shape, t);
      double* out = y.data() + result_place(head, shape, t);
      for (std::size_t j = 0; j < shape.length; ++j)
        for (std::size_t i = 0; i < head.size; ++i)
          out[i] += w[j] * qkv[place(head, shape, j, 2) + i];
    }
  });
  return y;
}

Numbers attention_back(const Numbers& qkv, const Numbers& dy, const Shape& shape) {
  Numbers dqkv(qkv.size(), 0.0);
  for_each_head(shape, [&](const Head& head) {
    for (std::size_t t = 0; t < shape.length; ++t) send_back(qkv, dy, head, shape, t, dqkv);
  });
  return dqkv;
}

}  // namespace oracle::transformer

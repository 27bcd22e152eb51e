// Attention, row by row, in long double.
#include <algorithm>
#include <cmath>
#include <limits>

#include "array.h"
#include "dtype.h"

namespace oracle {

namespace {

namespace host = wright::host;

using Real = long double;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// One group of q[n, d], k[m, d], v[m, e].
struct Group {
  const double* q;
  const double* k;
  const double* v;
  std::int64_t m;
  std::int64_t d;
  std::int64_t e;
};

// Row i of the result, from the first `seen` columns alone.
void attend(const Group& group, std::int64_t i, std::int64_t seen, double* result) {
  std::vector<Real> scores;
  for (std::int64_t j = 0; j < seen; ++j) {
    Real score = 0;
    for (std::int64_t l = 0; l < group.d; ++l)
      score +=
          static_cast<Real>(group.q[i * group.d + l]) * static_cast<Real>(group.k[j * group.d + l]);
    scores.push_back(score / std::sqrt(static_cast<Real>(group.d)));
  }
  const Real top = seen > 0 ? *std::max_element(scores.begin(), scores.end()) : 0;
  Real total = 0;
  for (Real& score : scores) total += score = std::exp(score - top);
  for (std::int64_t c = 0; c < group.e; ++c) {
    Real sum = 0;
    for (std::int64_t j = 0; j < seen; ++j)
      sum +=
          scores[static_cast<std::size_t>(j)] / total * static_cast<Real>(group.v[j * group.e + c]);
    result[c] = seen > 0 ? static_cast<double>(sum) : kNaN;
  }
}

void check_attention(const Array& q, const Array& k, const Array& v) {
  if (!is_float(q.dtype) || q.dtype != k.dtype || q.dtype != v.dtype)
    throw std::invalid_argument("wrong dtypes");
  const std::size_t rank = q.sizes.size();
  bool fits = rank >= 2 && k.sizes.size() == rank && v.sizes.size() == rank &&
              q.sizes[rank - 1] == k.sizes[rank - 1] && k.sizes[rank - 2] == v.sizes[rank - 2];
  for (std::size_t i = 0; fits && i < rank - 2; ++i)
    fits = q.sizes[i] == k.sizes[i] && q.sizes[i] == v.sizes[i];
  if (!fits) throw std::invalid_argument("sizes do not fit");
}

Array attention(const Args& args) {
  const Array q = array(args, 0);
  const Array k = array(args, 1);
  const Array v = array(args, 2);
  const bool causal = is_given(args, 3) && host::as<bool>(args[3]);
  check_attention(q, k, v);
  const std::size_t rank = q.sizes.size();
  const std::int64_t n = q.sizes[rank - 2];
  const std::int64_t m = k.sizes[rank - 2];
  const std::int64_t d = q.sizes.back();
  const std::int64_t e = v.sizes.back();
  const std::vector<double> queries = rounded_elements(q);
  const std::vector<double> keys = rounded_elements(k);
  const std::vector<double> values = rounded_elements(v);
  Sizes sizes = q.sizes;
  sizes.back() = e;
  std::vector<double> result(static_cast<std::size_t>(count(sizes)));
  const std::int64_t groups = count({q.sizes.begin(), q.sizes.end() - 2});
  for (std::int64_t g = 0; g < groups; ++g) {
    const Group group = {
        queries.data() + g * n * d, keys.data() + g * m * d, values.data() + g * m * e, m, d, e};
    for (std::int64_t i = 0; i < n; ++i) {
      const std::int64_t seen = causal ? std::max<std::int64_t>(i + m - n + 1, 0) : m;
      attend(group, i, seen, result.data() + (g * n + i) * e);
    }
  }
  return make(sizes, std::move(result), q.dtype);
}

}  // namespace

std::optional<Array> call_attention(const std::string& op, const Args& args) {
  if (op == "attention") return attention(args);
  return std::nullopt;
}

}  // namespace oracle

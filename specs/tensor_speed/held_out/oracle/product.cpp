// Matrix products, added in long double.
#include "array.h"
#include "dtype.h"

namespace oracle {

namespace {

// c[m,n] of contiguous a[m,k] and b[k,n].
void multiply(const double* a, const double* b, double* c, std::int64_t m, std::int64_t k,
              std::int64_t n) {
  for (std::int64_t i = 0; i < m; ++i) {
    for (std::int64_t j = 0; j < n; ++j) {
      long double sum = 0;
      for (std::int64_t l = 0; l < k; ++l)
        sum += static_cast<long double>(a[i * k + l]) * static_cast<long double>(b[l * n + j]);
      c[i * n + j] = static_cast<double>(sum);
    }
  }
}

Sizes with(Sizes batch, std::int64_t rows, std::int64_t columns) {
  batch.push_back(rows);
  batch.push_back(columns);
  return batch;
}

Array matmul(Array a, Array b) {
  if (a.sizes.empty() || b.sizes.empty()) throw std::invalid_argument("no matrices");
  if (a.dtype != b.dtype || !is_float(a.dtype)) throw std::invalid_argument("wrong dtypes");
  const bool row = a.sizes.size() == 1;
  const bool column = b.sizes.size() == 1;
  if (row) a = make({1, a.sizes[0]}, elements(a), a.dtype);
  if (column) b = make({b.sizes[0], 1}, elements(b), b.dtype);
  const std::int64_t m = a.sizes[a.sizes.size() - 2];
  const std::int64_t k = a.sizes.back();
  const std::int64_t n = b.sizes.back();
  if (k != b.sizes[b.sizes.size() - 2]) throw std::invalid_argument("sizes do not multiply");
  const Sizes batch =
      broadcast({a.sizes.begin(), a.sizes.end() - 2}, {b.sizes.begin(), b.sizes.end() - 2});
  const std::vector<double> x = rounded_elements(expanded(a, with(batch, m, k)));
  const std::vector<double> y = rounded_elements(expanded(b, with(batch, k, n)));
  std::vector<double> z(static_cast<std::size_t>(count(with(batch, m, n))), 0.0);
  for (std::int64_t i = 0; i < count(batch); ++i)
    multiply(x.data() + i * m * k, y.data() + i * k * n, z.data() + i * m * n, m, k, n);
  Sizes sizes = batch;
  if (!row) sizes.push_back(m);
  if (!column) sizes.push_back(n);
  return make(sizes, std::move(z), a.dtype);
}

Array linear(const Args& args) {
  const Array x = array(args, 0);
  const Array weight = array(args, 1);
  if (weight.sizes.size() != 2) throw std::invalid_argument("weight is no matrix");
  const Array product = matmul(x, transposed(weight, 0, 1));
  if (!is_given(args, 2)) return product;
  const Array bias = array(args, 2);
  if (bias.sizes != Sizes{weight.sizes[0]}) throw std::invalid_argument("bias of other sizes");
  std::vector<double> values = elements(product);  // Not rounded yet.
  const std::vector<double> added = rounded_elements(expanded(bias, product.sizes));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] += added[i];
  return make(product.sizes, std::move(values), x.dtype);
}

}  // namespace

std::optional<Array> call_product(const std::string& op, const Args& args) {
  if (op == "matmul") return matmul(array(args, 0), array(args, 1));
  if (op == "linear") return linear(args);
  return std::nullopt;
}

}  // namespace oracle

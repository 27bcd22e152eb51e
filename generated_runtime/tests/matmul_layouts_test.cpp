// Products of matrices of every layout, as large as are split over threads.
#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "tw/ops.h"
#include "tw/parallel.h"

namespace {

using tw::Dtype;
using tw::Tensor;

// As many threads as before when it ends.
class ThreadsKept {
 public:
  explicit ThreadsKept(int count) { tw::set_threads(count); }
  ~ThreadsKept() { tw::set_threads(before_); }
  ThreadsKept(const ThreadsKept&) = delete;
  ThreadsKept& operator=(const ThreadsKept&) = delete;

 private:
  int before_ = tw::threads();
};

// Small whole numbers, whose products and sums are exact.
Tensor whole(std::int64_t rows, std::int64_t columns, int seed) {
  Tensor x = tw::empty_tensor({rows, columns});
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<float>()[i] = static_cast<float>((i * i % 31 + i * 7 + seed) % 11 - 5);
  return x;
}

// Numbers whose sums are rounded.
Tensor thirds(std::int64_t rows, std::int64_t columns, int seed) {
  return tw::div(whole(rows, columns, seed), tw::full({rows, columns}, 3));
}

struct Layout {
  std::string name;
  std::function<Tensor(const Tensor&)> laid;  // The same elements.
};

// In a larger matrix, from a column on.
Tensor within(const Tensor& x, std::int64_t before, std::int64_t columns) {
  Tensor all = tw::full({x.size(0), columns}, std::numeric_limits<float>::quiet_NaN());
  for (std::int64_t i = 0; i < x.size(0); ++i)
    for (std::int64_t j = 0; j < x.size(1); ++j)
      all.data_as<float>()[i * columns + before + j] =
          x.data_as<float>()[i * x.stride(0) + j * x.stride(1)];
  return tw::slice(all, 1, before, before + x.size(1));
}

Tensor turned(const Tensor& x) {
  return tw::transpose(x, 0, 1);
}

std::vector<Layout> layouts() {
  const auto by_columns = [](const Tensor& x) { return turned(tw::clone(turned(x))); };
  return {
      {"rows", [](const Tensor& x) { return x; }},
      {"columns", by_columns},
      {"rows apart", [](const Tensor& x) { return within(x, 3, x.size(1) + 5); }},
      {"columns apart",
       [](const Tensor& x) { return turned(within(turned(x), 1, x.size(0) + 7)); }},
      {"rows a page apart", [](const Tensor& x) { return within(x, 0, (x.size(1) / 1024 + 1) * 1024); }},
      {"neither", [](const Tensor& x) {
         Tensor all = tw::full({x.size(0), 2 * x.size(1)}, 9);
         for (std::int64_t i = 0; i < x.size(0); ++i)
           for (std::int64_t j = 0; j < x.size(1); ++j)
             all.data_as<float>()[2 * (i * x.size(1) + j)] =
                 x.data_as<float>()[i * x.size(1) + j];
         return tw::slice(all, 1, 0, std::nullopt, 2);
       }}};
}

// By a plain loop; `a` and `b` are contiguous.
std::vector<float> product(const Tensor& a, const Tensor& b) {
  const std::int64_t m = a.size(0);
  const std::int64_t k = a.size(1);
  const std::int64_t n = b.size(1);
  std::vector<float> c(static_cast<std::size_t>(m * n), 0.0F);
  for (std::int64_t i = 0; i < m; ++i)
    for (std::int64_t p = 0; p < k; ++p) {
      const float left = a.data_as<float>()[i * k + p];
      const float* right = b.data_as<float>() + p * n;
      float* to = c.data() + i * n;
      for (std::int64_t j = 0; j < n; ++j) to[j] += left * right[j];
    }
  return c;
}

void expect_elements(const Tensor& c, const std::vector<float>& expected) {
  ASSERT_EQ(c.numel(), static_cast<std::int64_t>(expected.size()));
  for (std::int64_t i = 0; i < c.numel(); ++i)
    ASSERT_EQ(c.data_as<float>()[i], expected[static_cast<std::size_t>(i)]) << "element " << i;
}

void expect_layouts(std::int64_t m, std::int64_t k, std::int64_t n,
                    const std::vector<std::size_t>& shifts) {
  const Tensor a = whole(m, k, 1);
  const Tensor b = whole(k, n, 2);
  const std::vector<float> expected = product(a, b);
  const std::vector<Layout> all = layouts();
  for (std::size_t i = 0; i < all.size(); ++i)
    for (const std::size_t shift : shifts) {
      const Layout& right = all[(i + shift) % all.size()];
      SCOPED_TRACE(all[i].name + " by " + right.name + ", " + std::to_string(m) + " x " +
                   std::to_string(k) + " x " + std::to_string(n));
      expect_elements(tw::matmul(all[i].laid(a), right.laid(b)), expected);
    }
}

// Each layout with some: the products are large.
void expect_each_layout(std::int64_t m, std::int64_t k, std::int64_t n) {
  expect_layouts(m, k, n, {0, 1});
}

}  // namespace

TEST(MatmulLayoutsTest, TallProducts) {
  expect_each_layout(517, 64, 64);
  expect_each_layout(1030, 65, 36);
  expect_each_layout(260, 513, 17);
}

TEST(MatmulLayoutsTest, DeepProducts) {
  expect_each_layout(36, 2050, 33);
  expect_each_layout(17, 4097, 31);
  expect_each_layout(67, 2049, 17);
}

TEST(MatmulLayoutsTest, SmallProducts) {
  for (const std::int64_t m : {4, 12, 13, 97})
    for (const std::int64_t n : {5, 33}) expect_layouts(m, 21, n, {0, 1, 2, 3, 4, 5});
}

TEST(MatmulLayoutsTest, SizesAroundTheEdgesOfTiles) {
  for (const std::int64_t m : {385, 395})
    for (const std::int64_t n : {97, 113}) {
      const Tensor a = whole(m, 57, 1);
      const Tensor b = whole(57, n, 2);
      const std::vector<float> expected = product(a, b);
      const Tensor other = turned(tw::clone(turned(b)));
      expect_elements(tw::matmul(a, b), expected);
      expect_elements(tw::matmul(a, other), expected);
      expect_elements(tw::matmul(turned(tw::clone(turned(a))), other), expected);
    }
}

TEST(MatmulLayoutsTest, EveryNumberOfThreadsGivesTheSameBits) {
  const auto expect_same = [](const Tensor& a, const Tensor& b) {
    const ThreadsKept kept(1);
    const Tensor c = tw::matmul(a, b);
    const std::vector<float> expected(c.data_as<float>(), c.data_as<float>() + c.numel());
    for (const int count : {2, 3, 5, 8}) {
      tw::set_threads(count);
      for (int call = 0; call < 3; ++call) expect_elements(tw::matmul(a, b), expected);
    }
  };
  expect_same(thirds(720, 64, 1), thirds(64, 50, 2));
  expect_same(thirds(720, 64, 1), turned(thirds(50, 64, 2)));
  expect_same(turned(thirds(2051, 36, 1)), thirds(2051, 40, 2));
  expect_same(turned(thirds(2100, 70, 1)), turned(thirds(20, 2100, 2)));
}

TEST(MatmulLayoutsTest, LinearBeginsWithTheBias) {
  const auto expect_rows = [](std::int64_t m, std::int64_t k, std::int64_t n) {
    const Tensor x = whole(m, k, 1);
    const Tensor weight = whole(n, k, 2);
    const Tensor bias = tw::reshape(whole(1, n, 3), {n});
    std::vector<float> expected = product(x, tw::clone(turned(weight)));
    for (std::int64_t i = 0; i < m * n; ++i)
      expected[static_cast<std::size_t>(i)] += bias.data_as<float>()[i % n];
    SCOPED_TRACE(std::to_string(m) + " x " + std::to_string(k) + " x " + std::to_string(n));
    expect_elements(tw::linear(x, weight, bias), expected);
    const Tensor twice = tw::slice(tw::full({2 * n}, 0), 0, 0, std::nullopt, 2);
    for (std::int64_t j = 0; j < n; ++j)
      twice.data_as<float>()[2 * j] = bias.data_as<float>()[j];
    expect_elements(tw::linear(x, weight, twice), expected);
    expect_elements(tw::linear(tw::reshape(x, {1, m, k}), turned(tw::clone(turned(weight))), bias),
                    expected);
  };
  expect_rows(1, 3, 2);
  expect_rows(9, 40, 7);
  expect_rows(3, 600, 70);
  expect_rows(300, 128, 63);
  expect_rows(270, 530, 36);
  expect_rows(20, 4099, 33);
  expect_rows(40, 70, 1100);
}

TEST(MatmulLayoutsTest, LongSumsKeepNanAndInfinitiesInTheirColumns) {
  const std::int64_t k = 2100;
  Tensor b = tw::full({k, 40}, 1);
  b.data_as<float>()[(k - 1) * 40 + 39] = std::numeric_limits<float>::infinity();
  b.data_as<float>()[1024 * 40 + 7] = std::numeric_limits<float>::quiet_NaN();
  const Tensor c = tw::matmul(turned(tw::full({k, 33}, 1)), b);
  for (std::int64_t i = 0; i < 33; ++i)
    for (std::int64_t j = 0; j < 40; ++j) {
      const float value = c.data_as<float>()[i * 40 + j];
      if (j == 7)
        ASSERT_TRUE(std::isnan(value)) << i;
      else
        ASSERT_EQ(value, j == 39 ? std::numeric_limits<float>::infinity() : 2100.0F) << i;
    }
}

TEST(MatmulLayoutsTest, TakesEveryFloatDtype) {
  // The sums are exact in float, so those of other dtypes differ in how they are rounded only.
  const auto expect_same = [](const Tensor& a, const Tensor& b) {
    const Tensor exact = tw::matmul(a, b);
    for (const Dtype dtype : {Dtype::f16, Dtype::bf16, Dtype::f64}) {
      const Tensor c = tw::cast(tw::matmul(tw::cast(a, dtype), tw::cast(b, dtype)), Dtype::f32);
      const Tensor expected = tw::cast(tw::cast(exact, dtype), Dtype::f32);
      for (std::int64_t i = 0; i < c.numel(); ++i)
        ASSERT_EQ(c.data_as<float>()[i], expected.data_as<float>()[i])
            << tw::name_of(dtype) << ", element " << i;
    }
  };
  expect_same(whole(517, 66, 1), turned(whole(65, 66, 2)));
  expect_same(turned(whole(2060, 50, 1)), whole(2060, 40, 2));
}

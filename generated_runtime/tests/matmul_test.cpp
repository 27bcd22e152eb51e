#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tw/dispatch.h"
#include "tw/error.h"
#include "tw/ops.h"

namespace {

using tw::Dtype;
using tw::Tensor;
using Floats = std::vector<float>;
using List = std::vector<std::int64_t>;

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr std::int64_t kHuge = std::numeric_limits<std::int64_t>::max();

Tensor tensor_of(tw::IntSpan sizes, const Floats& values) {
  Tensor x = tw::empty_tensor(sizes);
  EXPECT_EQ(x.numel(), static_cast<std::int64_t>(values.size()));
  for (std::size_t i = 0; i < values.size(); ++i) x.data_as<float>()[i] = values[i];
  return x;
}

// Small whole numbers, whose products and sums are exact.
Tensor whole(tw::IntSpan sizes, int seed) {
  Tensor x = tw::empty_tensor(sizes);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<float>()[i] = static_cast<float>((i * 7 + seed) % 11 - 5);
  return x;
}

Floats values_of(const Tensor& x) {
  EXPECT_TRUE(x.is_contiguous());
  return Floats(x.data_as<float>(), x.data_as<float>() + x.numel());
}

List sizes_of(const Tensor& x) {
  return List(x.sizes().begin(), x.sizes().end());
}

// The element of x at the last of `index`, where dims of size 1 stretch.
float at(const Tensor& x, const List& index) {
  const std::size_t lead = index.size() - static_cast<std::size_t>(x.rank());
  std::int64_t place = 0;
  for (int dim = 0; dim < x.rank(); ++dim)
    if (x.size(dim) != 1) place += index[lead + static_cast<std::size_t>(dim)] * x.stride(dim);
  return x.data_as<float>()[place];
}

// Compares with the definition; both have 2 dims or more.
void expect_product(const Tensor& a, const Tensor& b, const List& sizes) {
  const Tensor c = tw::matmul(a, b);
  ASSERT_EQ(sizes_of(c), sizes);
  ASSERT_TRUE(c.is_contiguous());
  for (std::int64_t i = 0; i < c.numel(); ++i) {
    List index(sizes.size());
    std::int64_t rest = i;
    for (std::size_t dim = sizes.size(); dim-- > 0; rest /= sizes[dim])
      index[dim] = rest % sizes[dim];
    List left = index;
    List right = index;
    float sum = 0;
    for (std::int64_t p = 0; p < a.size(-1); ++p) {
      left[left.size() - 1] = p;
      right[right.size() - 2] = p;
      sum += at(a, left) * at(b, right);
    }
    ASSERT_EQ(c.data_as<float>()[i], sum) << "element " << i;
  }
}

std::string error_of(const Tensor& a, const Tensor& b) {
  try {
    (void)tw::matmul(a, b);
  } catch (const tw::Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST(MatmulTest, MultipliesMatrices) {
  const Tensor a = tensor_of({2, 3}, {1, 2, 3, 4, 5, 6});
  const Tensor b = tensor_of({3, 2}, {1, 0, 2, 1, 0, 3});
  const Tensor c = tw::matmul(a, b);
  EXPECT_EQ(sizes_of(c), (List{2, 2}));
  EXPECT_EQ(values_of(c), (Floats{5, 11, 14, 23}));
  EXPECT_EQ(values_of(a), (Floats{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(values_of(b), (Floats{1, 0, 2, 1, 0, 3}));
  EXPECT_EQ(values_of(std::get<Tensor>(tw::call("matmul", {a, b})[0])), values_of(c));
  expect_product(whole({17, 9}, 1), whole({9, 33}, 2), {17, 33});
}

TEST(MatmulTest, VectorsAreARowAndAColumn) {
  const Tensor a = tensor_of({2, 3}, {1, 2, 3, 4, 5, 6});
  const Tensor two = tensor_of({2}, {1, 2});
  const Tensor three = tensor_of({3}, {1, 0, 2});
  EXPECT_EQ(sizes_of(tw::matmul(a, three)), List{2});
  EXPECT_EQ(values_of(tw::matmul(a, three)), (Floats{7, 16}));
  EXPECT_EQ(sizes_of(tw::matmul(two, a)), List{3});
  EXPECT_EQ(values_of(tw::matmul(two, a)), (Floats{9, 12, 15}));
  EXPECT_EQ(sizes_of(tw::matmul(three, three)), List{});
  EXPECT_EQ(values_of(tw::matmul(three, three)), Floats{5});

  const Tensor batch = tensor_of({2, 2, 2}, {1, 2, 3, 4, 5, 6, 7, 8});
  EXPECT_EQ(sizes_of(tw::matmul(batch, two)), (List{2, 2}));
  EXPECT_EQ(values_of(tw::matmul(batch, two)), (Floats{5, 11, 17, 23}));
  EXPECT_EQ(values_of(tw::matmul(two, batch)), (Floats{7, 10, 19, 22}));

  const Tensor stepped = tw::slice(tensor_of({5}, {1, 9, 0, 9, 2}), 0, std::nullopt, std::nullopt, 2);
  EXPECT_EQ(values_of(tw::matmul(a, stepped)), (Floats{7, 16}));
  EXPECT_EQ(values_of(tw::matmul(stepped, tw::transpose(a, 0, 1))), (Floats{7, 16}));
}

TEST(MatmulTest, BatchesBroadcast) {
  expect_product(whole({2, 1, 3, 4}, 1), whole({5, 4, 2}, 3), {2, 5, 3, 2});
  expect_product(whole({3, 4}, 1), whole({2, 3, 4, 2}, 3), {2, 3, 3, 2});
  expect_product(whole({2, 3, 4, 2}, 1), whole({1, 2, 5}, 3), {2, 3, 4, 5});
  expect_product(whole({3, 1, 2, 2, 3}, 1), whole({4, 1, 3, 2}, 3), {3, 4, 2, 2, 2});
  EXPECT_EQ(sizes_of(tw::matmul(whole({1, 2, 3}, 0), whole({0, 3, 4}, 0))), (List{0, 2, 4}));
  const List many(14, 1);
  List sizes = many;
  sizes.insert(sizes.end(), {2, 3});
  EXPECT_EQ(sizes_of(tw::matmul(whole(sizes, 1), whole({3, 3}, 2))), sizes);
}

TEST(MatmulTest, TakesAnyStrides) {
  expect_product(tw::transpose(whole({7, 5}, 1), 0, 1),
                 tw::slice(whole({7, 12}, 2), 1, 1, std::nullopt, 2), {5, 6});
  expect_product(tw::expand(whole({1, 3}, 1), {4, 3}), tw::expand(whole({3, 1}, 2), {3, 5}), {4, 5});
  expect_product(tw::as_strided(whole({6}, 1), {4, 3}, {1, 1}, 0),
                 tw::as_strided(whole({9}, 2), {2, 3, 2}, {1, 2, 3}, 0), {2, 4, 2});
  expect_product(tw::permute(whole({3, 2, 4}, 1), {1, 2, 0}),
                 tw::permute(whole({5, 3, 2}, 2), {2, 1, 0}), {2, 4, 5});
  expect_product(tw::as_strided(whole({6}, 1), {1, 1, 6}, {kHuge, kHuge, 1}, 0),
                 tw::as_strided(whole({6}, 2), {2, 6, 1}, {0, 1, kHuge}, 0), {2, 1, 1});
}

TEST(MatmulTest, NoInnerSizeGivesZeros) {
  const Tensor c = tw::matmul(whole({2, 0}, 0), whole({0, 3}, 0));
  EXPECT_EQ(sizes_of(c), (List{2, 3}));
  EXPECT_EQ(values_of(c), Floats(6, 0.0F));
  EXPECT_EQ(values_of(tw::matmul(whole({0}, 0), whole({0}, 0))), Floats{0});
  EXPECT_EQ(sizes_of(tw::matmul(whole({0, 2}, 0), whole({2, 3}, 0))), (List{0, 3}));

  const Tensor wild = tw::as_strided(whole({1}, 0), {3, 2, 0}, {kHuge, kHuge, kHuge}, kHuge);
  EXPECT_EQ(values_of(tw::matmul(wild, whole({0, 2}, 0))), Floats(12, 0.0F));
}

TEST(MatmulTest, NanAndInfinitiesSpread) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  EXPECT_TRUE(std::isnan(values_of(tw::matmul(tensor_of({2}, {0, 1}), tensor_of({2}, {kInf, 1})))[0]));
  EXPECT_TRUE(std::isnan(values_of(tw::matmul(tensor_of({2}, {kInf, 1}), tensor_of({2}, {0, 1})))[0]));
  EXPECT_TRUE(std::isnan(values_of(tw::matmul(tensor_of({2}, {0, 1}), tensor_of({2}, {nan, 1})))[0]));
  const Floats c = values_of(tw::matmul(tensor_of({2, 2}, {1, 0, 0, 1}),
                                        tensor_of({2, 2}, {kInf, 1, 2, -kInf})));
  EXPECT_EQ(c[0], kInf);
  EXPECT_TRUE(std::isnan(c[1]));
  EXPECT_TRUE(std::isnan(c[2]));
  EXPECT_EQ(c[3], -kInf);
}

TEST(MatmulTest, RoundsAsSinglePrecisionDoes) {
  const std::int64_t k = 300;
  Tensor a = tw::empty_tensor({k});
  Tensor b = tw::empty_tensor({k});
  double exact = 0;
  double absolute = 0;
  for (std::int64_t i = 0; i < k; ++i) {
    a.data_as<float>()[i] = std::sin(static_cast<float>(i));
    b.data_as<float>()[i] = std::cos(static_cast<float>(3 * i));
    const double product = static_cast<double>(a.data_as<float>()[i]) * b.data_as<float>()[i];
    exact += product;
    absolute += std::abs(product);
  }
  EXPECT_NEAR(values_of(tw::matmul(a, b))[0], exact, k * std::ldexp(absolute, -23));
}

TEST(MatmulTest, BadArgumentsThrow) {
  EXPECT_EQ(error_of(whole({2, 3}, 0), whole({4, 5}, 0)),
            "[matmul] sizes [2, 3] and [4, 5] do not multiply");
  EXPECT_EQ(error_of(whole({2}, 0), whole({3}, 0)), "[matmul] sizes [2] and [3] do not multiply");
  EXPECT_EQ(error_of(whole({2, 2, 3}, 0), whole({3, 3, 5}, 0)),
            "[matmul] sizes [2, 2, 3] and [3, 3, 5] do not multiply");
  EXPECT_EQ(error_of(whole({2, 2, 3}, 0), whole({0, 3, 5}, 0)),
            "[matmul] sizes [2, 2, 3] and [0, 3, 5] do not multiply");
  EXPECT_EQ(error_of(whole({}, 0), whole({2, 2}, 0)), "[matmul] sizes [] and [2, 2] do not multiply");
  EXPECT_EQ(error_of(whole({2, 2}, 0), whole({}, 0)), "[matmul] sizes [2, 2] and [] do not multiply");
  EXPECT_EQ(error_of(tw::empty_tensor({2, 3}, Dtype::i32), tw::empty_tensor({2, 3}, Dtype::i32)),
            "[matmul] dtype i32 is not supported");
  EXPECT_EQ(error_of(whole({2, 3}, 0), tw::empty_tensor({2, 3}, Dtype::f64)),
            "[matmul] dtypes f32 and f64 differ");
  EXPECT_EQ(error_of(tw::empty_tensor({}, Dtype::i32), whole({2}, 0)),
            "[matmul] sizes [] and [2] do not multiply");
  EXPECT_EQ(error_of(Tensor(), whole({2}, 0)), "[matmul] the tensor is undefined");
}

TEST(MatmulTest, TakesEveryFloatDtype) {
  for (const Dtype dtype : {Dtype::f16, Dtype::bf16, Dtype::f64}) {
    const auto expect_same = [&](const Tensor& a, const Tensor& b) {
      const Tensor c = tw::matmul(tw::cast(a, dtype), tw::cast(b, dtype));
      EXPECT_EQ(c.dtype(), dtype);
      const Tensor expected = tw::matmul(a, b);
      EXPECT_EQ(sizes_of(c), sizes_of(expected));
      EXPECT_EQ(values_of(tw::cast(c, Dtype::f32)), values_of(tw::cast(tw::cast(expected, dtype), Dtype::f32)));
    };
    expect_same(whole({2, 3}, 1), whole({3, 2}, 2));
    expect_same(whole({2, 1, 3, 4}, 1), whole({5, 4, 2}, 3));
    expect_same(whole({7}, 1), whole({7}, 2));
    expect_same(whole({2, 0}, 1), whole({0, 3}, 2));
    expect_same(whole({0, 2}, 1), whole({2, 3}, 2));

    const Tensor a = tw::transpose(tw::cast(whole({7, 5}, 1), dtype), 0, 1);
    const Tensor b = tw::slice(tw::cast(whole({7, 12}, 2), dtype), 1, 1, std::nullopt, 2);
    EXPECT_EQ(values_of(tw::cast(tw::matmul(a, b), Dtype::f32)),
              values_of(tw::matmul(tw::cast(a, Dtype::f32), tw::cast(b, Dtype::f32))));
  }
}

TEST(MatmulTest, HalvesAreRoundedOnce) {
  const auto sum_of = [](const Floats& values, Dtype dtype) {
    const auto count = static_cast<std::int64_t>(values.size());
    const Tensor a = tw::cast(tensor_of({count}, values), dtype);
    return values_of(tw::cast(tw::matmul(a, tw::full({count}, 1, dtype)), Dtype::f32))[0];
  };
  EXPECT_EQ(sum_of({2048, 1, 1}, Dtype::f16), 2050);
  EXPECT_EQ(sum_of({60000, 60000, -60000}, Dtype::f16), 60000);
  EXPECT_EQ(sum_of({60000, 60000}, Dtype::f16), kInf);
  EXPECT_EQ(sum_of({256, 1, 1}, Dtype::bf16), 258);
}

TEST(MatmulTest, DoublesAreMultipliedAsDoubles) {
  const Tensor a = tw::full({2}, 1 + 0x1p-30, Dtype::f64);
  EXPECT_EQ(*tw::matmul(a, tw::full({2}, 1, Dtype::f64)).data_as<double>(), 2 + 0x1p-29);
}

TEST(MatmulTest, DtypesAreCheckedBeforeSizes) {
  EXPECT_EQ(error_of(tw::empty_tensor({2, 2}, Dtype::f16), tw::empty_tensor({3, 3}, Dtype::bf16)),
            "[matmul] dtypes f16 and bf16 differ");
  EXPECT_EQ(error_of(whole({2, 2}, 0), tw::empty_tensor({3, 3}, Dtype::boolean)),
            "[matmul] dtype bool is not supported");
  EXPECT_EQ(error_of(tw::empty_tensor({2, 3}, Dtype::f64), tw::empty_tensor({4, 5}, Dtype::f64)),
            "[matmul] sizes [2, 3] and [4, 5] do not multiply");
}

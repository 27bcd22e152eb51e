#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "tw/autograd.h"
#include "tw/dispatch.h"
#include "tw/indexing.h"
#include "tw/ops.h"

namespace {

using tw::Dtype;
using tw::Tensor;
using List = std::vector<std::int64_t>;
using Numbers = std::vector<double>;
using Tensors = std::vector<Tensor>;

// As many of `values` as fit the sizes, over and over.
Tensor numbers(Dtype dtype, tw::IntSpan sizes, const Numbers& values) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<double>()[i] = values.at(static_cast<std::size_t>(i) % values.size());
  return tw::cast(x, dtype);
}

Tensor index_of(tw::IntSpan sizes, const Numbers& values) {
  return numbers(Dtype::i64, sizes, values);
}

Numbers values(const Tensor& x) {
  const tw::NoGrad guard;
  const Tensor wide = tw::contiguous(tw::cast(x, Dtype::f64));
  return {wide.data_as<double>(), wide.data_as<double>() + wide.numel()};
}

List sizes(const Tensor& x) {
  return {x.sizes().begin(), x.sizes().end()};
}

template <class Call>
std::string message_of(Call call) {
  try {
    (void)call();
  } catch (const tw::Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

// The same elements, of which the last dim lies two apart.
Tensor spread(const Tensor& x) {
  List twice = sizes(x);
  twice.back() *= 2;
  const Tensor wide = tw::full(twice, 0.0, x.dtype());
  const Tensor result = tw::slice(wide, -1, 0, twice.back(), 2);
  (void)tw::copy_(result, x);
  return result;
}

Tensor leaf(tw::IntSpan sizes, const Numbers& values) {
  const Tensor x = numbers(Dtype::f64, sizes, values);
  tw::set_requires_grad(x);
  return x;
}

Tensor gradient(const Tensor& y, const Tensor& x, const Tensor& cotangent) {
  const Tensors ys = {y};
  const Tensors xs = {x};
  const Tensors cotangents = {cotangent};
  return tw::gradients(ys, xs, cotangents, {.create_graph = true}).at(0);
}

}  // namespace

TEST(IndexingTest, EveryDtypeIsPickedInAnyStrides) {
  for (int i = 0; i < tw::kDtypeCount; ++i) {
    const auto dtype = static_cast<Dtype>(i);
    const Tensor x = numbers(dtype, {2, 3}, {1, 0, 1, 0, 0, 1});
    const Tensor flipped = tw::transpose(tw::contiguous(tw::transpose(x, 0, 1)), 0, 1);
    for (const Tensor& from : {x, spread(x), flipped}) {
      const Tensor columns = tw::index_select(from, 1, spread(index_of({4}, {2, 1, 2, 0})));
      EXPECT_EQ(columns.dtype(), dtype);
      EXPECT_TRUE(columns.is_contiguous());
      EXPECT_EQ(values(columns), (Numbers{1, 0, 1, 1, 1, 0, 1, 0}));
      EXPECT_EQ(values(tw::index_select(from, -2, index_of({3}, {1, 0, 1}))),
                (Numbers{0, 0, 1, 1, 0, 1, 0, 0, 1}));
      EXPECT_EQ(values(tw::gather(from, 1, spread(index_of({2, 2}, {2, 1, 0, 2})))),
                (Numbers{1, 0, 0, 1}));
      EXPECT_EQ(values(tw::gather(from, 0, tw::transpose(index_of({3, 1}, {1, 0, 1}), 0, 1))),
                (Numbers{0, 0, 1}));
      EXPECT_EQ(values(tw::embedding(from, tw::transpose(index_of({1, 2}, {1, 0}), 0, 1))),
                (Numbers{0, 0, 1, 1, 0, 1}));
    }
  }
}

TEST(IndexingTest, PicksInTheMiddleOfThreeDims) {
  Numbers counted;
  for (int i = 0; i < 24; ++i) counted.push_back(i);
  const Tensor x = numbers(Dtype::i32, {2, 3, 4}, counted);
  const Tensor rows = tw::index_select(x, 1, index_of({2}, {2, 0}));
  EXPECT_EQ(values(rows), (Numbers{8, 9, 10, 11, 0, 1, 2, 3, 20, 21, 22, 23, 12, 13, 14, 15}));
  const Tensor some = tw::gather(x, 1, index_of({2, 1, 3}, {0, 1, 2, 2, 1, 0}));
  EXPECT_EQ(sizes(some), (List{2, 1, 3}));
  EXPECT_EQ(values(some), (Numbers{0, 5, 10, 20, 17, 14}));
  const Tensor sums = tw::scatter_add(x, 1, tw::expand(index_of({1}, {1}), {2, 2, 3}),
                                      numbers(Dtype::i32, {2, 2, 3}, {100}));
  counted[4] += 200, counted[5] += 200, counted[6] += 200;
  counted[16] += 200, counted[17] += 200, counted[18] += 200;
  EXPECT_EQ(values(sums), counted);
}

TEST(IndexingTest, ZeroDimsHaveNoneToPickFrom) {
  const Tensor scalar = numbers(Dtype::boolean, {}, {1});
  const Tensor index = index_of({}, {0});
  EXPECT_EQ(message_of([&] { return tw::index_select(scalar, -1, scalar); }),
            "[index_select] dim -1 out of range for 0 dims");
  EXPECT_EQ(message_of([&] { return tw::gather(scalar, 0, index); }),
            "[gather] dim 0 out of range for 0 dims");
  EXPECT_EQ(message_of([&] { return tw::gather(scalar, -1, scalar); }),
            "[gather] dim -1 out of range for 0 dims");
  EXPECT_EQ(message_of([&] { return tw::scatter_add(scalar, 0, index, scalar); }),
            "[scatter_add] dim 0 out of range for 0 dims");
  EXPECT_EQ(message_of([&] { return tw::embedding(scalar, index); }),
            "[embedding] weight must have 2 dims, got 0");
  const Tensor weight = numbers(Dtype::f32, {2, 2}, {1, 2, 3, 4});
  EXPECT_EQ(values(tw::embedding(weight, index_of({}, {1}))), (Numbers{3, 4}));
}

TEST(IndexingTest, TakesNoElements) {
  const Tensor x = numbers(Dtype::f32, {2, 0}, {0});
  EXPECT_EQ(sizes(tw::index_select(x, 0, index_of({3}, {1, 1, 0}))), (List{3, 0}));
  EXPECT_EQ(sizes(tw::gather(x, 1, index_of({1, 0}, {0}))), (List{1, 0}));
  EXPECT_EQ(sizes(tw::embedding(x, index_of({0, 4}, {0}))), (List{0, 4, 0}));
  EXPECT_EQ(message_of([&] { return tw::embedding(x, index_of({1}, {2})); }),
            "[embedding] index 2 out of range for size 2");
  EXPECT_EQ(message_of([&] { return tw::index_select(x, 1, index_of({1}, {0})); }),
            "[index_select] index 0 out of range for size 0");
}

TEST(IndexingTest, ScatterAddTakesEveryDtypeButBool) {
  for (int i = 1; i < tw::kDtypeCount; ++i) {
    const auto dtype = static_cast<Dtype>(i);
    const Tensor x = numbers(dtype, {2, 3}, {1, 2, 3, 4, 5, 6});
    const Tensor source = numbers(dtype, {2, 2}, {10, 20, 30, 40});
    const Tensor index = index_of({2, 2}, {2, 2, 0, 1});
    for (const Tensor& from : {source, spread(source)}) {
      const Tensor y = tw::scatter_add(spread(x), 1, index, from);
      EXPECT_EQ(y.dtype(), dtype);
      EXPECT_TRUE(y.is_contiguous());
      EXPECT_EQ(values(y), (Numbers{1, 2, 33, 34, 45, 6}));
    }
    EXPECT_EQ(values(x), (Numbers{1, 2, 3, 4, 5, 6}));
  }
}

TEST(IndexingTest, ScatterAddWrapsAroundAndRoundsOnce) {
  const Tensor here = tw::expand(index_of({1}, {0}), {4});
  const auto ones = [](Dtype dtype) { return numbers(dtype, {4}, {1}); };
  EXPECT_EQ(values(tw::scatter_add(numbers(Dtype::i8, {2}, {126}), 0, here, ones(Dtype::i8))),
            (Numbers{-126, 126}));
  EXPECT_EQ(values(tw::scatter_add(numbers(Dtype::u8, {1}, {254}), 0, here, ones(Dtype::u8))),
            (Numbers{2}));
  EXPECT_EQ(values(tw::scatter_add(numbers(Dtype::f16, {1}, {2048}), 0, here, ones(Dtype::f16))),
            (Numbers{2052}));
  EXPECT_EQ(values(tw::scatter_add(numbers(Dtype::bf16, {1}, {256}), 0, here, ones(Dtype::bf16))),
            (Numbers{260}));
  const Numbers zeros = values(tw::scatter_add(numbers(Dtype::f16, {2}, {1, -0.0}), 0, here,
                                               ones(Dtype::f16)));
  EXPECT_TRUE(std::signbit(zeros.at(1)));
}

TEST(IndexingTest, ChecksDimThenDtypesThenRanksThenSizesThenNumbers) {
  const Tensor x = numbers(Dtype::f32, {2, 3}, {1});
  const Tensor floats = numbers(Dtype::f32, {1}, {9});
  const Tensor flags = numbers(Dtype::boolean, {2, 3}, {1});
  EXPECT_EQ(message_of([&] { return tw::index_select(x, 2, floats); }),
            "[index_select] dim 2 out of range for 2 dims");
  EXPECT_EQ(message_of([&] { return tw::index_select(x, 0, numbers(Dtype::i32, {1, 1}, {9})); }),
            "[index_select] index must be i64, got i32");
  EXPECT_EQ(message_of([&] { return tw::index_select(x, 0, index_of({}, {9})); }),
            "[index_select] index must have 1 dim, got 0");
  EXPECT_EQ(message_of([&] { return tw::index_select(x, -2, index_of({3}, {0, 2, -7})); }),
            "[index_select] index 2 out of range for size 2");
  EXPECT_EQ(message_of([&] { return tw::gather(x, -3, floats); }),
            "[gather] dim -3 out of range for 2 dims");
  EXPECT_EQ(message_of([&] { return tw::gather(x, 0, floats); }),
            "[gather] index must be i64, got f32");
  EXPECT_EQ(message_of([&] { return tw::gather(x, 0, index_of({1}, {9})); }),
            "[gather] index of sizes [1] does not fit [2, 3]");
  EXPECT_EQ(message_of([&] { return tw::gather(x, 1, index_of({3, 1}, {9})); }),
            "[gather] index of sizes [3, 1] does not fit [2, 3]");
  EXPECT_EQ(message_of([&] { return tw::gather(x, 1, index_of({1, 2}, {0, -1})); }),
            "[gather] index -1 out of range for size 3");
  EXPECT_EQ(message_of([&] { return tw::scatter_add(flags, 2, floats, floats); }),
            "[scatter_add] dim 2 out of range for 2 dims");
  EXPECT_EQ(message_of([&] { return tw::scatter_add(flags, 0, floats, floats); }),
            "[scatter_add] dtype bool is not supported");
  EXPECT_EQ(message_of([&] { return tw::scatter_add(x, 0, floats, flags); }),
            "[scatter_add] index must be i64, got f32");
  EXPECT_EQ(message_of([&] { return tw::scatter_add(x, 0, index_of({1}, {9}), flags); }),
            "[scatter_add] dtypes f32 and bool differ");
  EXPECT_EQ(message_of([&] { return tw::scatter_add(x, 0, index_of({1}, {9}), floats); }),
            "[scatter_add] index of sizes [1] does not fit [2, 3]");
  EXPECT_EQ(message_of([&] { return tw::scatter_add(x, 0, index_of({1, 1}, {9}), floats); }),
            "[scatter_add] index of sizes [1, 1] and source of sizes [1] differ");
  EXPECT_EQ(message_of([&] { return tw::scatter_add(x, 0, index_of({2, 3}, {9}), x); }),
            "[scatter_add] index 9 out of range for size 2");
  EXPECT_EQ(message_of([&] { return tw::embedding(floats, floats); }),
            "[embedding] index must be i64, got f32");
  EXPECT_EQ(message_of([&] { return tw::embedding(floats, index_of({1}, {9})); }),
            "[embedding] weight must have 2 dims, got 1");
  EXPECT_EQ(message_of([&] { return tw::embedding(x, index_of({1}, {-1})); }),
            "[embedding] index -1 out of range for size 2");
  const Tensor deep = index_of(List(tw::kRankMax, 1), {9});
  EXPECT_EQ(message_of([&] { return tw::embedding(x, deep); }), "[embedding] 17 dims, at most 16");
  EXPECT_EQ(message_of([&] { return tw::gather(x, 0, Tensor()); }),
            "[gather] the tensor is undefined");
}

TEST(IndexingTest, IsCalledByName) {
  const Tensor x = numbers(Dtype::f32, {3}, {1, 2, 3});
  const Tensor index = index_of({2}, {2, 2});
  const auto first = [](const std::vector<tw::Value>& results) {
    return values(std::get<Tensor>(results.at(0)));
  };
  EXPECT_EQ(first(tw::call("gather", {x, std::int64_t{0}, index})), (Numbers{3, 3}));
  EXPECT_EQ(first(tw::call("scatter_add", {x, std::int64_t{0}, index, tw::narrow(x, 0, 0, 2)})),
            (Numbers{1, 2, 6}));
}

TEST(IndexingTest, GradientsGoBackToWhereElementsWere) {
  const Tensor x = leaf({2, 3}, {1, 2, 3, 4, 5, 6});
  const Tensor weights = numbers(Dtype::f64, {2, 2}, {1, 2, 3, 4});
  EXPECT_EQ(values(gradient(tw::index_select(x, -1, index_of({2}, {2, 2})), x, weights)),
            (Numbers{0, 0, 3, 0, 0, 7}));
  const Tensor index = index_of({2, 2}, {0, 0, 1, 0});
  EXPECT_EQ(values(gradient(tw::gather(x, 1, index), x, weights)), (Numbers{3, 0, 0, 4, 3, 0}));
  const Tensor rows = numbers(Dtype::f64, {2, 1, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(values(gradient(tw::embedding(x, index_of({2, 1}, {1, 1})), x, rows)),
            (Numbers{0, 0, 0, 5, 7, 9}));
  const Tensor source = leaf({2, 2}, {7, 8, 9, 10});
  const Tensor sums = tw::scatter_add(x, 1, index, source);
  const Tensor all = numbers(Dtype::f64, {2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(values(gradient(sums, x, all)), values(all));
  EXPECT_EQ(values(gradient(sums, source, all)), (Numbers{1, 1, 5, 4}));
}

TEST(IndexingTest, GradientsCanBeDifferentiatedAgain) {
  const Tensor x = leaf({2, 1}, {2, 3});
  const Tensor cube = tw::mul(tw::square(x), x);
  const Tensor index = index_of({2, 1}, {0, 1});
  const Tensor ones = tw::full({2, 1}, 1.0, Dtype::f64);
  for (const Tensor& y :
       {tw::index_select(cube, 0, index_of({2}, {0, 1})), tw::gather(cube, 0, index),
        tw::embedding(cube, index_of({2}, {1, 0})), tw::scatter_add(ones, 0, index, cube),
        tw::scatter_add(cube, 0, index, ones)}) {
    const Tensor first = gradient(y, x, ones);
    EXPECT_EQ(values(first), (Numbers{12, 27}));
    EXPECT_EQ(values(gradient(first, x, ones)), (Numbers{12, 18}));
  }
}

TEST(IndexingTest, GradientsOfNothingAreZero) {
  const Tensor x = leaf({2, 3}, {1});
  const Tensor none = index_of({0}, {0});
  const auto ones = [](const Tensor& y) { return tw::full(y.sizes(), 1.0, Dtype::f64); };
  for (const Tensor& y : {tw::index_select(x, 1, none), tw::embedding(x, none),
                          tw::gather(x, 1, index_of({2, 0}, {0}))})
    EXPECT_EQ(values(gradient(y, x, ones(y))), (Numbers{0, 0, 0, 0, 0, 0}));
}

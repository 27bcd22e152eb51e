#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
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

Tensors gradients(const Tensor& y, const Tensors& xs, const Tensor& cotangent) {
  const Tensors ys = {y};
  const Tensors cotangents = {cotangent};
  return tw::gradients(ys, xs, cotangents, {.create_graph = true});
}

}  // namespace

TEST(JoiningTest, CatJoinsEveryPairOfDtypesInAnyStrides) {
  for (int i = 0; i < tw::kDtypeCount; ++i) {
    for (int j = 0; j < tw::kDtypeCount; ++j) {
      const auto one = static_cast<Dtype>(i);
      const auto other = static_cast<Dtype>(j);
      const Tensor a = tw::transpose(numbers(one, {2, 3}, {0, 1, 1, 1, 0, 0}), 0, 1);
      const Tensor b = numbers(other, {3, 1}, {1, 0, 1});
      const Tensor y = tw::cat(Tensors{a, b}, 1);
      EXPECT_EQ(y.dtype(), tw::promote(one, other));
      EXPECT_EQ(sizes(y), (List{3, 3}));
      EXPECT_TRUE(y.is_contiguous());
      EXPECT_EQ(values(y), (Numbers{0, 1, 1, 1, 0, 0, 1, 0, 1}));
    }
  }
}

TEST(JoiningTest, CatConvertsRowsLongerThanABlock) {
  Numbers counted;
  for (int i = 0; i < 600; ++i) counted.push_back(i);
  const Tensor a = tw::slice(numbers(Dtype::i32, {2, 600}, counted), 1, 0, 600, 2);
  const Tensor b = tw::expand(numbers(Dtype::f32, {1, 1}, {-0.5}), {2, 300});
  const Tensor y = tw::cat(Tensors{b, a, b}, -1);
  const Numbers got = values(y);
  ASSERT_EQ(sizes(y), (List{2, 900}));
  for (int row = 0; row < 2; ++row)
    for (int i = 0; i < 900; ++i)
      ASSERT_EQ(got[static_cast<std::size_t>(row * 900 + i)],
                i < 300 || i >= 600 ? -0.5 : 2 * (i - 300))
          << i;
}

TEST(JoiningTest, CatTakesTensorsWithoutElements) {
  const Tensor a = numbers(Dtype::f32, {2, 2}, {1, 2, 3, 4});
  const Tensor none = numbers(Dtype::f32, {2, 0}, {0});
  EXPECT_EQ(values(tw::cat(Tensors{none, a, none}, 1)), (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(sizes(tw::cat(Tensors{none, none}, 0)), (List{4, 0}));
  EXPECT_FALSE(tw::cat(Tensors{a}).shares_storage_with(a));
}

TEST(JoiningTest, StackPutsTensorsSideBySide) {
  const Tensor a = numbers(Dtype::i16, {2, 2}, {1, 2, 3, 4});
  const Tensor b = tw::transpose(numbers(Dtype::u8, {2, 2}, {5, 7, 6, 8}), 0, 1);
  EXPECT_EQ(values(tw::stack(Tensors{a, b})), (Numbers{1, 2, 3, 4, 5, 6, 7, 8}));
  EXPECT_EQ(values(tw::stack(Tensors{a, b}, 1)), (Numbers{1, 2, 5, 6, 3, 4, 7, 8}));
  EXPECT_EQ(values(tw::stack(Tensors{a, b}, -1)), (Numbers{1, 5, 2, 6, 3, 7, 4, 8}));
  EXPECT_EQ(tw::stack(Tensors{a, b}).dtype(), Dtype::i16);
  const Tensor scalar = numbers(Dtype::f16, {}, {3});
  EXPECT_EQ(values(tw::stack(Tensors{scalar, scalar}, -1)), (Numbers{3, 3}));
  EXPECT_EQ(sizes(tw::stack(Tensors{numbers(Dtype::f32, {0, 3}, {0})}, 1)), (List{0, 1, 3}));
}

TEST(JoiningTest, RefusesWhatDoesNotJoin) {
  const Tensor a = numbers(Dtype::f32, {2, 3}, {1});
  const Tensor b = numbers(Dtype::f32, {2, 4}, {1});
  EXPECT_EQ(message_of([] { return tw::cat(Tensors{}); }), "[cat] no tensors");
  EXPECT_EQ(message_of([] { return tw::stack(Tensors{}, 9); }), "[stack] no tensors");
  EXPECT_EQ(message_of([&] { return tw::cat(Tensors{a, a, b}); }),
            "[cat] sizes [2, 3] and [2, 4] do not join along dim 0");
  EXPECT_EQ(message_of([&] { return tw::cat(Tensors{a, tw::select(a, 0, 0)}, 1); }),
            "[cat] sizes [2, 3] and [3] do not join along dim 1");
  EXPECT_EQ(message_of([&] { return tw::cat(Tensors{a, b}, -2); }),
            "[cat] sizes [2, 3] and [2, 4] do not join along dim 0");
  EXPECT_EQ(message_of([&] { return tw::cat(Tensors{a, b}, 2); }),
            "[cat] dim 2 out of range for 2 dims");
  EXPECT_EQ(message_of([&] { return tw::cat(Tensors{numbers(Dtype::f32, {}, {1})}, -1); }),
            "[cat] dim -1 out of range for 0 dims");
  EXPECT_EQ(message_of([&] { return tw::cat(Tensors{a, Tensor()}); }),
            "[cat] the tensor is undefined");
  const Tensor wide = tw::expand(numbers(Dtype::u8, {}, {1}), {std::int64_t{1} << 62});
  EXPECT_EQ(message_of([&] { return tw::cat(Tensors{wide, wide}); }).rfind("[cat] ", 0), 0U);
  EXPECT_EQ(message_of([&] { return tw::stack(Tensors{a, a, b}, -1); }),
            "[stack] sizes [2, 3] and [2, 4] differ");
  EXPECT_EQ(message_of([&] { return tw::stack(Tensors{a, b}, 3); }),
            "[stack] dim 3 out of range for 3 dims");
  const Tensor deep = numbers(Dtype::f32, List(tw::kRankMax, 1), {1});
  EXPECT_EQ(message_of([&] { return tw::stack(Tensors{deep}); }).rfind("[stack] ", 0), 0U);
}

TEST(JoiningTest, SplitGivesViewsInOrder) {
  const Tensor x = numbers(Dtype::i64, {2, 5}, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  const Tensors parts = tw::split(x, 2, -1);
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(values(parts[1]), (Numbers{2, 3, 7, 8}));
  EXPECT_EQ(sizes(parts[2]), (List{2, 1}));
  EXPECT_TRUE(parts[2].shares_storage_with(x));
  EXPECT_EQ(tw::split(x, std::numeric_limits<std::int64_t>::max()).size(), 1U);
  const Tensors none = tw::split(numbers(Dtype::f32, {3, 0}, {0}), 4, 1);
  ASSERT_EQ(none.size(), 1U);
  EXPECT_EQ(sizes(none[0]), (List{3, 0}));
  EXPECT_EQ(message_of([&] { return tw::split(x, 0); }),
            "[split] size must be positive, got 0");
  EXPECT_EQ(message_of([&] { return tw::split(x, -1, 2); }),
            "[split] dim 2 out of range for 2 dims");
  EXPECT_EQ(message_of([&] { return tw::split(numbers(Dtype::f32, {}, {1}), 1); }),
            "[split] dim 0 out of range for 0 dims");
}

TEST(JoiningTest, IsCalledByName) {
  const Tensor x = numbers(Dtype::f32, {2}, {1, 2});
  EXPECT_EQ(values(std::get<Tensor>(tw::call("cat", {Tensors{x, x}}).at(0))),
            (Numbers{1, 2, 1, 2}));
  EXPECT_EQ(std::get<Tensors>(tw::call("split", {x, std::int64_t{1}}).at(0)).size(), 2U);
}

TEST(JoiningTest, GradientsGoBackToEachTensor) {
  const Tensor a = numbers(Dtype::f64, {2, 1}, {1, 2});
  const Tensor b = numbers(Dtype::f16, {2, 2}, {3, 4, 5, 6});
  const Tensor c = numbers(Dtype::i32, {2, 1}, {7, 8});
  tw::set_requires_grad(a);
  tw::set_requires_grad(b);
  const Tensor weights = numbers(Dtype::f64, {2, 5}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
  const Tensors joined = gradients(tw::cat(Tensors{a, b, c, a}, -1), {a, b}, weights);
  EXPECT_EQ(values(joined[0]), (Numbers{6, 16}));
  EXPECT_EQ(values(joined[1]), (Numbers{2, 3, 7, 8}));
  EXPECT_EQ(joined[1].dtype(), Dtype::f16);

  const Tensors stacked = gradients(tw::stack(Tensors{c, a}, 1), {a},
                                    numbers(Dtype::f64, {2, 2, 1}, {1, 2, 3, 4}));
  EXPECT_EQ(values(stacked[0]), (Numbers{2, 4}));

  const Tensors parts = tw::split(b, 1, 1);
  const Tensors split = gradients(parts[1], {b}, numbers(Dtype::f16, {2, 1}, {5, 6}));
  EXPECT_EQ(values(split[0]), (Numbers{0, 5, 0, 6}));
}

TEST(JoiningTest, GradientsCanBeDifferentiatedAgain) {
  const Tensor x = numbers(Dtype::f64, {2}, {2, 3});
  tw::set_requires_grad(x);
  const Tensor cube = tw::mul(tw::square(x), x);
  for (const Tensor& y : {tw::cat(Tensors{cube, x, cube}), tw::stack(Tensors{cube, x, cube}, 1)}) {
    const Tensors first = gradients(y, {x}, tw::full(y.sizes(), 1.0, Dtype::f64));
    EXPECT_EQ(values(first[0]), (Numbers{25, 55}));
    const Tensors second = gradients(first[0], {x}, tw::full({2}, 1.0, Dtype::f64));
    EXPECT_EQ(values(second[0]), (Numbers{24, 36}));
  }
}

// What bmm promises beside the tests of attention_test.cpp.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "tw/autograd.h"
#include "tw/layers.h"
#include "tw/ops.h"

namespace {

using tw::Dtype;
using tw::IntSpan;
using tw::Tensor;
using List = std::vector<std::int64_t>;
using Numbers = std::vector<double>;

constexpr std::int64_t kMany = std::int64_t{1} << 31;  // kMany * kMany * 2 is 2^63.

Tensor tensor(IntSpan sizes, const Numbers& numbers, Dtype dtype = Dtype::f64) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  std::copy(numbers.begin(), numbers.end(), x.data_as<double>());
  return tw::cast(x, dtype);
}

Tensor leaf(IntSpan sizes, const Numbers& numbers, Dtype dtype = Dtype::f64) {
  const Tensor x = tensor(sizes, numbers, dtype);
  tw::set_requires_grad(x);
  return x;
}

List sizes_of(const Tensor& x) {
  return List(x.sizes().begin(), x.sizes().end());
}

Numbers values(const Tensor& x) {
  const tw::NoGrad guard;
  const Tensor y = tw::cast(x, Dtype::f64);
  return {y.data_as<double>(), y.data_as<double>() + y.numel()};
}

std::string message_of(const Tensor& a, const Tensor& b) {
  try {
    (void)tw::bmm(a, b);
  } catch (const tw::Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

std::string message_of(IntSpan a, IntSpan b) {
  return message_of(tw::empty_tensor(a), tw::empty_tensor(b));
}

}  // namespace

TEST(BmmTest, TheProductOfAllSizesOfTheResultMustNotOverflow) {
  // No size can be left out or stand for another one.
  EXPECT_EQ(message_of({kMany, 2, 0}, {kMany, 0, kMany}),
            "[bmm] sizes [2147483648, 2, 2147483648] hold more than 2^63 - 1 elements");
  EXPECT_EQ(message_of({2, kMany, 0}, {2, 0, kMany}),
            "[bmm] sizes [2, 2147483648, 2147483648] hold more than 2^63 - 1 elements");
  EXPECT_EQ(message_of({kMany, kMany, 0}, {kMany, 0, 2}),
            "[bmm] sizes [2147483648, 2147483648, 2] hold more than 2^63 - 1 elements");
}

TEST(BmmTest, LargeSizesThatDoNotOverflowAreTaken) {
  const auto sizes = [](IntSpan a, IntSpan b) {
    return sizes_of(tw::bmm(tw::empty_tensor(a), tw::empty_tensor(b)));
  };
  EXPECT_EQ(sizes({0, kMany, 1}, {0, 1, kMany}), (List{0, kMany, kMany}));
  EXPECT_EQ(sizes({kMany, 0, 0}, {kMany, 0, kMany}), (List{kMany, 0, kMany}));
  EXPECT_EQ(sizes({kMany, kMany, 0}, {kMany, 0, 0}), (List{kMany, kMany, 0}));
  // The dim that is summed along is none of the result's.
  EXPECT_EQ(sizes({0, 2, kMany}, {0, kMany, kMany}), (List{0, 2, kMany}));
}

TEST(BmmTest, BothTensorsMustBeDefined) {
  const Tensor x = tw::empty_tensor({1, 1, 1});
  EXPECT_EQ(message_of(x, Tensor()), "[bmm] the tensor is undefined");
  EXPECT_EQ(message_of(Tensor(), x), "[bmm] the tensor is undefined");
  EXPECT_EQ(message_of(tw::empty_tensor({1}, Dtype::i32), Tensor()),
            "[bmm] the tensor is undefined");
  EXPECT_EQ(message_of(Tensor(), tw::empty_tensor({1}, Dtype::i32)),
            "[bmm] the tensor is undefined");
}

TEST(BmmTest, DtypesComeBeforeSizes) {
  const Tensor x = tw::empty_tensor({1, 2, 3});
  EXPECT_EQ(message_of(x, tw::empty_tensor({1, 2, 3}, Dtype::f16)),
            "[bmm] dtypes f32 and f16 differ");
  EXPECT_EQ(message_of(tw::empty_tensor({3}, Dtype::boolean), x),
            "[bmm] dtype bool is not supported");
  EXPECT_EQ(message_of(x, tw::empty_tensor({3}, Dtype::u8)), "[bmm] dtype u8 is not supported");
}

TEST(BmmTest, ThreeDimsThatFitEachOther) {
  EXPECT_EQ(message_of({1, 3, 4}, {4, 6}), "[bmm] sizes [1, 3, 4] and [4, 6] do not multiply");
  EXPECT_EQ(message_of({3, 4}, {4, 6}), "[bmm] sizes [3, 4] and [4, 6] do not multiply");
  EXPECT_EQ(message_of({1, 2, 3, 4}, {1, 2, 4, 6}),
            "[bmm] sizes [1, 2, 3, 4] and [1, 2, 4, 6] do not multiply");
  EXPECT_EQ(message_of({2, 3, 4}, {1, 2, 4, 6}),
            "[bmm] sizes [2, 3, 4] and [1, 2, 4, 6] do not multiply");
  EXPECT_EQ(message_of({2, 3, 4}, {1, 4, 6}),
            "[bmm] sizes [2, 3, 4] and [1, 4, 6] do not multiply");
  EXPECT_EQ(message_of({2, 3, 1}, {2, 4, 6}),
            "[bmm] sizes [2, 3, 1] and [2, 4, 6] do not multiply");
  EXPECT_EQ(message_of({2, 3, 3}, {2, 2, 3}),
            "[bmm] sizes [2, 3, 3] and [2, 2, 3] do not multiply");
}

TEST(BmmTest, EveryDtypeAndAnyStrides) {
  const Numbers numbers = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  for (const Dtype dtype : {Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64}) {
    // a[n, m, k] is 1 + 4m + 2k + n.
    const Tensor a = tw::transpose(tw::transpose(tensor({3, 2, 2}, numbers, dtype), 1, 2), 0, 1);
    const Tensor b = tw::expand(tensor({1, 3, 1}, {1, 0, 2}, dtype), {2, 3, 1});
    const Tensor y = tw::bmm(a, tw::narrow(b, 1, 1, 2));
    EXPECT_EQ(y.dtype(), dtype);
    EXPECT_EQ(sizes_of(y), (List{2, 3, 1}));
    EXPECT_TRUE(y.is_contiguous());
    EXPECT_EQ(values(y), (Numbers{6, 14, 22, 8, 16, 24}));
    // Columns 1 + 4m + n with twice 1 + 4m + n for m + 2.
    EXPECT_EQ(values(tw::bmm(tw::transpose(a, 1, 2), b)), (Numbers{19, 25, 22, 28}));
  }
}

TEST(BmmTest, GradientsAreProductsWithTheOtherTensor) {
  for (const Dtype dtype : {Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64}) {
    const Tensor a = leaf({2, 1, 2}, {1, 2, 3, 4}, dtype);
    const Tensor b = leaf({2, 2, 1}, {5, 6, 7, 8}, dtype);
    tw::backward(tw::bmm(a, b), tensor({2, 1, 1}, {2, 3}, dtype));
    EXPECT_EQ(values(tw::grad(a)), (Numbers{10, 12, 21, 24}));
    EXPECT_EQ(values(tw::grad(b)), (Numbers{2, 4, 9, 12}));
    EXPECT_EQ(sizes_of(tw::grad(a)), (List{2, 1, 2}));
    EXPECT_EQ(sizes_of(tw::grad(b)), (List{2, 2, 1}));
    EXPECT_EQ(tw::grad(a).dtype(), dtype);
  }
}

TEST(BmmTest, OnlyWhatADerivativeNeedsMustStayAsItIs) {
  const Tensor one = tensor({}, {1});
  const Tensor from = leaf({1, 1, 2}, {1, 2});
  const Tensor a = tw::neg(from);
  const Tensor b = tensor({1, 2, 1}, {3, 4});
  const Tensor y = tw::bmm(a, b);
  tw::add_(a, one);
  tw::backward(y, tensor({1, 1, 1}, {1}));
  EXPECT_EQ(values(tw::grad(from)), (Numbers{-3, -4}));
  const Tensor other = leaf({1, 2, 1}, {5, 6});
  const Tensor right = tw::neg(other);
  const Tensor z = tw::bmm(tensor({1, 1, 2}, {3, 4}), right);
  tw::add_(right, one);
  tw::backward(z, tensor({1, 1, 1}, {1}));
  EXPECT_EQ(values(tw::grad(other)), (Numbers{-3, -4}));
}

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tw/autograd.h"
#include "tw/layers.h"
#include "tw/ops.h"
#include "tw/parallel.h"

namespace {

using tw::Dtype;
using tw::IntSpan;
using tw::Tensor;
using List = std::vector<std::int64_t>;
using Numbers = std::vector<double>;
using Tensors = std::vector<Tensor>;
using Function = std::function<Tensor(const Tensors& xs)>;

Tensor tensor(IntSpan sizes, const Numbers& numbers, Dtype dtype = Dtype::f64) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  std::copy(numbers.begin(), numbers.end(), x.data_as<double>());
  return tw::cast(x, dtype);
}

// Different numbers between -1 and 1.
Tensor waves(IntSpan sizes, double phase, Dtype dtype = Dtype::f64) {
  Numbers numbers(static_cast<std::size_t>(tw::empty_tensor(sizes).numel()));
  for (std::size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = std::sin(phase + 1.7 * static_cast<double>(i));
  return tensor(sizes, numbers, dtype);
}

List sizes_of(const Tensor& x) {
  return List(x.sizes().begin(), x.sizes().end());
}

Numbers values(const Tensor& x) {
  const tw::NoGrad guard;
  const Tensor y = tw::cast(x, Dtype::f64);
  return {y.data_as<double>(), y.data_as<double>() + y.numel()};
}

Tensor leaf(const Tensor& x) {
  const Tensor y = tw::clone(x);
  tw::set_requires_grad(y);
  return y;
}

template <class Call>
std::string message_of(Call call) {
  try {
    call();
  } catch (const tw::Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

// Both norms in long double.
Numbers expected(const Tensor& x, bool centred, double eps, const Numbers& weight,
                 const Numbers& bias) {
  Numbers result = values(x);
  const auto count = static_cast<std::size_t>(x.sizes().back());
  for (std::size_t start = 0; start < result.size(); start += count) {
    long double mean = 0;
    for (std::size_t i = 0; centred && i < count; ++i) mean += result[start + i];
    mean /= static_cast<long double>(count);
    long double squares = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const long double distance = result[start + i] - mean;
      squares += distance * distance;
    }
    const long double root = std::sqrt(squares / static_cast<long double>(count) + eps);
    for (std::size_t i = 0; i < count; ++i) {
      const long double normed = (result[start + i] - mean) / root;
      result[start + i] = static_cast<double>(normed * weight[i] + bias[i]);
    }
  }
  return result;
}

void expect_near(const Numbers& actual, const Numbers& wanted, double tolerance) {
  ASSERT_EQ(actual.size(), wanted.size());
  for (std::size_t i = 0; i < actual.size(); ++i)
    EXPECT_NEAR(actual[i], wanted[i], tolerance) << "element " << i;
}

void expect_all_nan(const Tensor& x) {
  for (const double value : values(x)) EXPECT_TRUE(std::isnan(value)) << value;
}

Tensor total(const Tensor& y) {
  return tw::sum(tw::mul(y, waves(y.sizes(), 0.4)));
}

// The weighted sum of all gradients of f.
Function first(const Function& f) {
  return [f](const Tensors& given) {
    Tensors xs;
    for (const Tensor& x : given) xs.push_back(tw::requires_grad(x) ? x : leaf(x));
    const Tensors gradients =
        tw::gradients(Tensors{total(f(xs))}, xs, {}, {.create_graph = true});
    Tensor sum = tw::full({}, 0.0, Dtype::f64);
    for (const Tensor& gradient : gradients) sum = tw::add(sum, total(gradient));
    return sum;
  };
}

// Compares the gradients of f with differences.
void expect_differences(const Function& f, const Tensors& given) {
  Tensors xs;
  for (const Tensor& x : given) xs.push_back(leaf(x));
  const Tensors gradients = tw::gradients(Tensors{total(f(xs))}, xs);
  for (std::size_t i = 0; i < given.size(); ++i) {
    ASSERT_TRUE(gradients[i].defined()) << "argument " << i;
    ASSERT_EQ(sizes_of(gradients[i]), sizes_of(given[i]));
    const Numbers actual = values(gradients[i]);
    for (std::size_t k = 0; k < actual.size(); ++k) {
      const auto moved = [&](double step) {
        Tensors at = given;
        at[i] = tw::clone(given[i]);
        at[i].data_as<double>()[k] += step;
        return values(total(f(at)))[0];
      };
      const double h = 1e-5;
      EXPECT_NEAR(actual[k], (moved(h) - moved(-h)) / (2 * h), 1e-6)
          << "argument " << i << " element " << k;
    }
  }
}

}  // namespace

TEST(NormTest, LayerNormTakesTheMeanAndDividesByTheDeviation) {
  const Tensor x = tensor({2, 2}, {1, 3, 5, 1}, Dtype::f32);
  EXPECT_EQ(values(tw::layer_norm(x, {}, {}, 0)), (Numbers{-1, 1, 1, -1}));
  EXPECT_EQ(values(tw::layer_norm(x, {}, {}, 12))[2], 0.5);
  const Tensor weight = tensor({2}, {0.5, 1}, Dtype::f32);
  const Tensor bias = tensor({2}, {10, 20}, Dtype::f32);
  EXPECT_EQ(values(tw::layer_norm(x, weight, bias, 0)), (Numbers{9.5, 21, 10.5, 19}));
  EXPECT_EQ(values(tw::layer_norm(x, {}, bias, 0)), (Numbers{9, 21, 11, 19}));
  expect_near(values(tw::layer_norm(tensor({2}, {1, 3}))), {-0.999995000037, 0.999995000037},
              1e-11);
}

TEST(NormTest, RmsNormDividesByTheRootOfTheMeanSquare) {
  const Tensor x = tensor({2, 2}, {3, 3, -2, 2}, Dtype::f32);
  EXPECT_EQ(values(tw::rms_norm(x, {}, 0)), (Numbers{1, 1, -1, 1}));
  const Tensor weight = tensor({2}, {0.5, 0.25}, Dtype::f32);
  EXPECT_EQ(values(tw::rms_norm(tensor({2}, {1, 1}, Dtype::f32), weight, 3)),
            (Numbers{0.25, 0.125}));
  expect_near(values(tw::rms_norm(tensor({1}, {1}))), {0.9999995000004}, 1e-12);
}

TEST(NormTest, MatchesPlainLoopsInEveryDtype) {
  const Numbers tolerances = {1e-3, 1e-2, 3e-7, 2e-15};  // Of results up to about 3.
  const std::vector<Dtype> dtypes = {Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64};
  for (const std::int64_t count : {1, 7, 8, 33}) {
    for (std::size_t i = 0; i < dtypes.size(); ++i) {
      const Tensor x = waves({3, 2, count}, 0.1, dtypes[i]);
      const Tensor weight = waves({count}, 0.7, dtypes[i]);
      const Tensor bias = waves({count}, 1.1, dtypes[i]);
      const Tensor y = tw::layer_norm(x, weight, bias);
      EXPECT_EQ(y.dtype(), dtypes[i]);
      EXPECT_EQ(sizes_of(y), (List{3, 2, count}));
      expect_near(values(y), expected(x, true, 1e-5, values(weight), values(bias)),
                  2 * tolerances[i]);
      const Numbers zeros(static_cast<std::size_t>(count), 0.0);
      expect_near(values(tw::rms_norm(x, weight)),
                  expected(x, false, 1e-6, values(weight), zeros), tolerances[i]);
    }
  }
}

TEST(NormTest, ALargeMeanDoesNoHarm) {
  const Numbers ones(40, 1.0);
  const Numbers zeros(40, 0.0);
  const Tensor x = tw::add(waves({5, 40}, 0.1), tensor({}, {1e6}));
  expect_near(values(tw::layer_norm(x)), expected(x, true, 1e-5, ones, zeros), 1e-13);
  const Tensor narrow = tw::cast(x, Dtype::f32);
  expect_near(values(tw::layer_norm(narrow)), expected(narrow, true, 1e-5, ones, zeros), 2e-7);
  EXPECT_EQ(values(tw::layer_norm(tw::full({2, 10}, 0.1, Dtype::f64))), Numbers(20, 0.0));
}

TEST(NormTest, AnyStridesGiveTheValuesOfACopy) {
  const Tensor x = waves({4, 5, 6}, 0.1);
  const Tensor weights = waves({6, 2}, 0.7);
  for (const Tensor& view :
       {tw::permute(x, {2, 0, 1}), tw::slice(tw::transpose(x, 0, 2), 1, 1, 5, 2),
        tw::expand(tw::narrow(x, 2, 3, 1), {4, 5, 6}), tw::select(x, 1, 2)}) {
    const std::int64_t count = view.sizes().back();
    const Tensor weight = tw::narrow(tw::select(weights, 1, 0), 0, 6 - count, count);
    const Tensor bias = tw::narrow(tw::select(weights, 1, 1), 0, 0, count);
    const Tensor y = tw::layer_norm(view, weight, bias);
    EXPECT_TRUE(y.is_contiguous());
    EXPECT_EQ(values(y), values(tw::layer_norm(tw::clone(view), tw::clone(weight),
                                               tw::clone(bias))));
    EXPECT_EQ(values(tw::rms_norm(view, weight)),
              values(tw::rms_norm(tw::clone(view), tw::clone(weight))));
  }
}

TEST(NormTest, NanAndInfinityStayInTheirRow) {
  const double inf = std::numeric_limits<double>::infinity();
  const Tensor x = tensor({3, 2}, {1, inf, 2, std::nan(""), 1, 3}, Dtype::f32);
  const Tensor y = tw::layer_norm(x, {}, {}, 0);
  expect_all_nan(tw::narrow(y, 0, 0, 2));
  EXPECT_EQ(values(tw::select(y, 0, 2)), (Numbers{-1, 1}));
  const Numbers rms = values(tw::rms_norm(x));
  EXPECT_EQ(rms[0], 0);
  EXPECT_TRUE(std::isnan(rms[1]) && std::isnan(rms[2]) && std::isnan(rms[3]));
  expect_all_nan(tw::layer_norm(tensor({2}, {7, 7}), {}, {}, 0));
}

TEST(NormTest, TakesLargeAndSmallFloats) {
  expect_near(values(tw::layer_norm(tensor({2}, {3e38, -3e38}, Dtype::f32))), {1, -1}, 1e-6);
  expect_near(values(tw::rms_norm(tensor({2}, {1e-38, -1e-38}, Dtype::f32), {}, 0)), {1, -1},
              1e-6);
}

TEST(NormTest, AnyStridesGiveTheFloatsOfACopy) {
  const Tensor x = waves({4, 37, 50}, 0.1, Dtype::f32);
  const Tensor weights = waves({50, 2}, 0.7, Dtype::f32);
  for (const Tensor& view : {tw::permute(x, {2, 0, 1}), tw::slice(x, 1, 1, 30, 3),
                             tw::expand(tw::narrow(x, 2, 3, 1), {4, 37, 50})}) {
    const Tensor weight = tw::narrow(tw::select(weights, 1, 0), 0, 0, view.sizes().back());
    const Tensor bias = tw::narrow(tw::select(weights, 1, 1), 0, 0, view.sizes().back());
    EXPECT_EQ(values(tw::layer_norm(view, weight, bias)),
              values(tw::layer_norm(tw::clone(view), tw::clone(weight), tw::clone(bias))));
  }
}

TEST(NormTest, EveryNumberOfThreadsGivesTheSameBits) {
  const int before = tw::threads();
  for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
    const Tensor x = waves({3, 200, 301}, 0.1, dtype);
    const Tensor weight = waves({301}, 0.7, dtype);
    const Tensor other = waves({3}, 0.7, dtype);
    tw::set_threads(1);
    const Numbers alone = values(tw::layer_norm(x, weight, weight));
    const Numbers turned = values(tw::rms_norm(tw::permute(x, {2, 1, 0}), other));
    for (const int threads : {2, 3}) {
      tw::set_threads(threads);
      EXPECT_TRUE(values(tw::layer_norm(x, weight, weight)) == alone);
      EXPECT_TRUE(values(tw::rms_norm(tw::permute(x, {2, 1, 0}), other)) == turned);
    }
  }
  tw::set_threads(before);
}

TEST(NormTest, NoElements) {
  EXPECT_EQ(sizes_of(tw::layer_norm(tw::empty_tensor({0, 3}), tw::empty_tensor({3}))),
            (List{0, 3}));
  EXPECT_EQ(sizes_of(tw::rms_norm(tw::empty_tensor({2, 0}), tw::empty_tensor({0}))),
            (List{2, 0}));
}

TEST(NormTest, WrongArgumentsThrow) {
  const Tensor x = tw::empty_tensor({2, 4});
  const Tensor fits = tw::empty_tensor({4});
  const auto layer = [](const Tensor& a, const std::optional<Tensor>& weight = {},
                        const std::optional<Tensor>& bias = {}) {
    return message_of([&] { (void)tw::layer_norm(a, weight, bias); });
  };
  const auto rms = [](const Tensor& a, const std::optional<Tensor>& weight = {}) {
    return message_of([&] { (void)tw::rms_norm(a, weight); });
  };
  EXPECT_EQ(layer(tw::empty_tensor({})), "[layer_norm] x must have a dim");
  EXPECT_EQ(layer(tw::empty_tensor({}, Dtype::i32)), "[layer_norm] dtype i32 is not supported");
  EXPECT_EQ(layer(x, tw::empty_tensor({3})), "[layer_norm] weight has sizes [3], needs [4]");
  EXPECT_EQ(layer(x, tw::empty_tensor({3}), tw::empty_tensor({1, 4})),
            "[layer_norm] weight has sizes [3], needs [4]");
  EXPECT_EQ(layer(x, fits, tw::empty_tensor({1, 4})),
            "[layer_norm] bias has sizes [1, 4], needs [4]");
  EXPECT_EQ(layer(x, tw::empty_tensor({3}, Dtype::f64)), "[layer_norm] dtypes f32 and f64 differ");
  EXPECT_EQ(layer(x, tw::empty_tensor({3}), tw::empty_tensor({4}, Dtype::f16)),
            "[layer_norm] dtypes f32 and f16 differ");
  EXPECT_EQ(layer(x, tw::empty_tensor({4}, Dtype::boolean)),
            "[layer_norm] dtype bool is not supported");
  EXPECT_EQ(layer(Tensor()), "[layer_norm] the tensor is undefined");
  EXPECT_EQ(rms(tw::empty_tensor({})), "[rms_norm] x must have a dim");
  EXPECT_EQ(rms(x, tw::empty_tensor({3})), "[rms_norm] weight has sizes [3], needs [4]");
  EXPECT_EQ(rms(x, tw::empty_tensor({4}, Dtype::f16)), "[rms_norm] dtypes f32 and f16 differ");
  EXPECT_EQ(rms(tw::empty_tensor({2}, Dtype::u8)), "[rms_norm] dtype u8 is not supported");
}

TEST(NormTest, IsCalledByName) {
  const Tensor x = tensor({2}, {1, 3});
  EXPECT_EQ(values(std::get<Tensor>(tw::call("layer_norm", {x})[0])), values(tw::layer_norm(x)));
  EXPECT_EQ(values(std::get<Tensor>(tw::call("rms_norm", {x})[0])), values(tw::rms_norm(x)));
}

TEST(NormTest, LayerNormAgreesWithDifferences) {
  const Function whole = [](const Tensors& xs) { return tw::layer_norm(xs[0], xs[1], xs[2]); };
  const Function scaled = [](const Tensors& xs) { return tw::layer_norm(xs[0], xs[1]); };
  const Function plain = [](const Tensors& xs) { return tw::layer_norm(xs[0], {}, {}, 0.1); };
  for (const Tensor& x : {waves({5}, 0.1), waves({3, 5}, 0.1), waves({2, 3, 5}, 0.1)}) {
    expect_differences(whole, {x, waves({5}, 0.7), waves({5}, 1.1)});
    expect_differences(first(scaled), {x, waves({5}, 0.7)});
    expect_differences(plain, {x});
    expect_differences(first(plain), {x});
  }
}

TEST(NormTest, RmsNormAgreesWithDifferences) {
  const Function scaled = [](const Tensors& xs) { return tw::rms_norm(xs[0], xs[1]); };
  const Function plain = [](const Tensors& xs) { return tw::rms_norm(xs[0], {}, 0.1); };
  for (const Tensor& x : {waves({5}, 0.1), waves({3, 5}, 0.1), waves({2, 3, 5}, 0.1)}) {
    expect_differences(scaled, {x, waves({5}, 0.7)});
    expect_differences(first(scaled), {x, waves({5}, 0.7)});
    expect_differences(plain, {x});
    expect_differences(first(plain), {x});
  }
}

TEST(NormTest, GradientsOfALargeMean) {
  const Tensor near = waves({2, 8}, 0.1);
  const auto gradient = [](const Tensor& given, Dtype dtype) {
    const Tensor x = leaf(tw::cast(given, dtype));
    tw::backward(tw::layer_norm(x), waves(given.sizes(), 0.4, dtype));
    return values(tw::grad(x));
  };
  const Tensor far = tw::cast(tw::add(near, tensor({}, {10000})), Dtype::f32);
  expect_near(gradient(far, Dtype::f32), gradient(tw::cast(far, Dtype::f64), Dtype::f64), 1e-5);
}

TEST(NormTest, OnlyWhatIsWantedInItsDtype) {
  for (const Dtype dtype : {Dtype::f16, Dtype::bf16, Dtype::f32}) {
    const Tensor x = tensor({3, 2}, {1, 3, 4, 2, 5, 9}, dtype);
    const Tensor ones = tw::full({2}, 1, dtype);
    const Tensor weight = leaf(ones);
    tw::backward(tw::sum(tw::layer_norm(x, weight, ones, 0)));
    EXPECT_EQ(values(tw::grad(weight)), (Numbers{-1, 1}));
    EXPECT_EQ(tw::grad(weight).dtype(), dtype);
    const Tensor bias = leaf(ones);
    tw::backward(tw::sum(tw::layer_norm(x, ones, bias)));
    EXPECT_EQ(values(tw::grad(bias)), (Numbers{3, 3}));
    EXPECT_EQ(tw::grad(bias).dtype(), dtype);
    const Tensor from = leaf(x);
    tw::backward(tw::sum(tw::rms_norm(from, ones)));
    EXPECT_EQ(tw::grad(from).dtype(), dtype);
  }
}

TEST(NormTest, GradientsWithoutElements) {
  const Tensor x = leaf(tw::empty_tensor({0, 2}, Dtype::f64));
  const Tensor weight = leaf(waves({2}, 0.1));
  const Tensor bias = leaf(waves({2}, 0.1));
  tw::backward(tw::sum(tw::layer_norm(x, weight, bias)));
  EXPECT_EQ(sizes_of(tw::grad(x)), (List{0, 2}));
  EXPECT_EQ(values(tw::grad(weight)), (Numbers{0, 0}));
  EXPECT_EQ(values(tw::grad(bias)), (Numbers{0, 0}));
  const Tensor empty = leaf(tw::empty_tensor({2, 0}, Dtype::f64));
  const Tensor none = leaf(tw::empty_tensor({0}, Dtype::f64));
  tw::backward(tw::sum(tw::rms_norm(empty, none)));
  EXPECT_EQ(sizes_of(tw::grad(empty)), (List{2, 0}));
  EXPECT_EQ(sizes_of(tw::grad(none)), (List{0}));
}

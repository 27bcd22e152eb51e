// What the norms promise beside the tests of norm_test.cpp: checks, and gradients in every dtype.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
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
using Tensors = std::vector<Tensor>;

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

void expect_near(const Numbers& actual, const Numbers& wanted, double tolerance) {
  ASSERT_EQ(actual.size(), wanted.size());
  for (std::size_t i = 0; i < actual.size(); ++i)
    EXPECT_NEAR(actual[i], wanted[i], tolerance) << "element " << i;
}

// All gradients of a norm that are wanted; where `recorded`, as a graph.
std::vector<Numbers> norm_gradients(bool centred, int wanted, Dtype dtype, bool recorded,
                                    double eps) {
  const Tensor given = waves({5, 3, 4}, 0.1);
  const auto made = [&](const Tensor& x, int bit) {
    const Tensor y = tw::clone(tw::cast(x, dtype));
    tw::set_requires_grad(y, (wanted & bit) != 0);
    return y;
  };
  const Tensor x = made(given, 1);
  const Tensor weight = made(waves({4}, 0.7), 2);
  const Tensor bias = made(waves({4}, 1.1), 4);
  const bool weighted = (wanted & 8) == 0;
  const std::optional<Tensor> scale = weighted ? std::optional(weight) : std::nullopt;
  const Tensor turned = tw::transpose(x, 0, 1);
  const Tensor y = centred ? tw::layer_norm(turned, scale, bias, eps)
                           : tw::rms_norm(turned, scale, eps);
  Tensors inputs;
  if ((wanted & 1) != 0) inputs.push_back(x);
  if ((wanted & 2) != 0 && weighted) inputs.push_back(weight);
  if ((wanted & 4) != 0 && centred) inputs.push_back(bias);
  if (inputs.empty()) return {};
  const Tensor back = tw::transpose(waves({4, 5, 3}, 0.4, dtype), 0, 2);  // [3, 5, 4].
  std::vector<Numbers> found;
  for (const Tensor& gradient :
       tw::gradients(Tensors{y}, inputs, Tensors{back}, {.create_graph = recorded})) {
    EXPECT_EQ(gradient.dtype(), dtype);
    found.push_back(values(gradient));
  }
  return found;
}

}  // namespace

TEST(NormTest, WeightAndBiasMustBeDefinedWhereGiven) {
  const Tensor x = tw::empty_tensor({2, 4});
  const Tensor fits = tw::empty_tensor({4});
  const Tensor whole = tw::empty_tensor({3}, Dtype::i32);
  const std::optional<Tensor> none = Tensor();
  const auto layer = [](const Tensor& a, const std::optional<Tensor>& weight,
                        const std::optional<Tensor>& bias) {
    return message_of([&] { (void)tw::layer_norm(a, weight, bias); });
  };
  const std::string undefined = "[layer_norm] the tensor is undefined";
  EXPECT_EQ(layer(x, fits, none), undefined);
  EXPECT_EQ(layer(x, std::nullopt, none), undefined);
  EXPECT_EQ(layer(x, none, fits), undefined);
  EXPECT_EQ(layer(x, none, std::nullopt), undefined);
  EXPECT_EQ(layer(Tensor(), fits, fits), undefined);
  // Before dtypes and sizes are looked at, and also without elements.
  EXPECT_EQ(layer(whole, whole, none), undefined);
  EXPECT_EQ(layer(whole, none, whole), undefined);
  EXPECT_EQ(layer(tw::empty_tensor({0, 4}), fits, none), undefined);
  EXPECT_EQ(layer(tw::empty_tensor({}), std::nullopt, none), undefined);
  EXPECT_EQ(message_of([&] { (void)tw::rms_norm(x, none); }),
            "[rms_norm] the tensor is undefined");
  EXPECT_EQ(message_of([&] { (void)tw::rms_norm(whole, none); }),
            "[rms_norm] the tensor is undefined");
  EXPECT_EQ(message_of([&] { (void)tw::rms_norm(Tensor(), fits); }),
            "[rms_norm] the tensor is undefined");
}

TEST(NormTest, DtypesComeBeforeDimsAndDimsBeforeSizes) {
  const auto layer = [](const Tensor& a, const std::optional<Tensor>& weight,
                        const std::optional<Tensor>& bias) {
    return message_of([&] { (void)tw::layer_norm(a, weight, bias); });
  };
  const Tensor x = tw::empty_tensor({2, 4});
  const Tensor dot = tw::empty_tensor({});
  const Tensor whole = tw::empty_tensor({3}, Dtype::i32);
  const Tensor half = tw::empty_tensor({3}, Dtype::f16);
  const Tensor wide = tw::empty_tensor({3}, Dtype::f64);
  EXPECT_EQ(layer(tw::empty_tensor({}, Dtype::boolean), whole, half),
            "[layer_norm] dtype bool is not supported");
  EXPECT_EQ(layer(dot, wide, half), "[layer_norm] dtypes f32 and f64 differ");
  EXPECT_EQ(layer(dot, std::nullopt, half), "[layer_norm] dtypes f32 and f16 differ");
  EXPECT_EQ(layer(dot, std::nullopt, whole), "[layer_norm] dtype i32 is not supported");
  EXPECT_EQ(layer(dot, dot, dot), "[layer_norm] x must have a dim");
  EXPECT_EQ(layer(x, dot, dot), "[layer_norm] weight has sizes [], needs [4]");
  EXPECT_EQ(layer(x, tw::empty_tensor({1, 4}), std::nullopt),
            "[layer_norm] weight has sizes [1, 4], needs [4]");
  EXPECT_EQ(layer(x, tw::empty_tensor({2}), std::nullopt),
            "[layer_norm] weight has sizes [2], needs [4]");
  EXPECT_EQ(layer(x, std::nullopt, dot), "[layer_norm] bias has sizes [], needs [4]");
  EXPECT_EQ(layer(x, tw::empty_tensor({4}), tw::empty_tensor({5})),
            "[layer_norm] bias has sizes [5], needs [4]");
  EXPECT_EQ(layer(tw::empty_tensor({0, 4}), std::nullopt, tw::empty_tensor({2})),
            "[layer_norm] bias has sizes [2], needs [4]");
  EXPECT_EQ(message_of([&] { (void)tw::rms_norm(x, tw::empty_tensor({1, 4})); }),
            "[rms_norm] weight has sizes [1, 4], needs [4]");
  EXPECT_EQ(message_of([&] { (void)tw::rms_norm(tw::empty_tensor({0, 4}), dot); }),
            "[rms_norm] weight has sizes [], needs [4]");
}

TEST(NormTest, NoElementsWithAndWithoutWeights) {
  for (const Dtype dtype : {Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64}) {
    for (const List& sizes : {List{2, 0}, List{0, 3}, List{0}, List{2, 0, 3}}) {
      const Tensor x = tw::empty_tensor(sizes, dtype);
      const Tensor row = tw::empty_tensor({sizes.back()}, dtype);
      for (const Tensor& y : {tw::layer_norm(x), tw::layer_norm(x, row),
                              tw::layer_norm(x, {}, row), tw::layer_norm(x, row, row),
                              tw::rms_norm(x), tw::rms_norm(x, row)}) {
        EXPECT_EQ(sizes_of(y), sizes);
        EXPECT_EQ(y.dtype(), dtype);
      }
    }
  }
}

TEST(NormTest, AllArgumentsByName) {
  const Tensor x = tensor({2, 2}, {1, 3, 5, 1});
  const Tensor weight = tensor({2}, {0.5, 1});
  const Tensor bias = tensor({2}, {10, 20});
  const auto call = [](const std::string& name, const std::vector<tw::Value>& arguments) {
    return values(std::get<Tensor>(tw::call(name, arguments)[0]));
  };
  EXPECT_EQ(call("layer_norm", {x, weight, bias, 0.0}), (Numbers{9.5, 21, 10.5, 19}));
  EXPECT_EQ(call("layer_norm", {x, tw::None{}, bias, 0.0}), (Numbers{9, 21, 11, 19}));
  EXPECT_EQ(call("layer_norm", {x, weight, tw::None{}, 0.0}), (Numbers{-0.5, 1, 0.5, -1}));
  EXPECT_EQ(call("layer_norm", {x, weight, bias}), values(tw::layer_norm(x, weight, bias, 1e-5)));
  EXPECT_EQ(call("rms_norm", {tensor({2}, {1, -1}), weight, 3.0}), (Numbers{0.25, -0.5}));
  EXPECT_EQ(call("rms_norm", {x, weight}), values(tw::rms_norm(x, weight, 1e-6)));
}

TEST(NormTest, GradientsOfFloatsAreThoseOfDoublesWhateverIsWanted) {
  for (const bool centred : {true, false}) {
    for (int wanted = 1; wanted < 16; ++wanted) {
      const auto exact = norm_gradients(centred, wanted, Dtype::f64, false, 0.1);
      for (const bool recorded : {false, true}) {
        const auto found = norm_gradients(centred, wanted, Dtype::f32, recorded, 0.1);
        ASSERT_EQ(found.size(), exact.size());
        for (std::size_t i = 0; i < exact.size(); ++i) expect_near(found[i], exact[i], 1e-5);
      }
    }
  }
}

TEST(NormTest, GradientsOfHalvesAreRoundedOnce) {
  for (const bool centred : {true, false}) {
    for (const Dtype dtype : {Dtype::f16, Dtype::bf16}) {
      // Numbers that halves hold.
      const Tensor x = tensor({3, 4}, {1, 2, 4, 7, 0, 3, -1, 2, 5, -2, 1, 0.5});
      const Tensor weight = tensor({4}, {1, 2, 0.5, 1.5});
      const Tensor back = tensor({3, 4}, {1, -1, 0.5, 2, 3, 0.25, -2, 1, 1, 1, -0.5, 4});
      const auto gradients = [&](Dtype taken) {
        const Tensors inputs = {leaf(tw::cast(x, taken)), leaf(tw::cast(weight, taken))};
        const Tensor y = centred ? tw::layer_norm(inputs[0], inputs[1])
                                 : tw::rms_norm(inputs[0], inputs[1]);
        return tw::gradients(Tensors{y}, inputs, Tensors{tw::cast(back, taken)});
      };
      const Tensors exact = gradients(Dtype::f64);
      const Tensors found = gradients(dtype);
      const double half_unit = dtype == Dtype::f16 ? 0x1p-11 : 0x1p-8;
      for (std::size_t i = 0; i < 2; ++i) {
        const Numbers wanted = values(exact[i]);
        const Numbers actual = values(found[i]);
        ASSERT_EQ(actual.size(), wanted.size());
        for (std::size_t k = 0; k < wanted.size(); ++k)
          EXPECT_NEAR(actual[k], wanted[k], half_unit * std::fabs(wanted[k]) + 4e-6) << k;
      }
    }
  }
}

TEST(NormTest, GraphsOfALargeMeanAreAsAccurate) {
  const auto gradient = [](const Tensor& given, Dtype dtype) {
    const Tensor x = leaf(tw::cast(given, dtype));
    return values(tw::gradients(Tensors{tw::layer_norm(x)}, Tensors{x},
                                Tensors{waves(given.sizes(), 0.4, dtype)},
                                {.create_graph = true})[0]);
  };
  const Tensor far =
      tw::cast(tw::add(waves({2, 7}, 0.1), tensor({}, {10000.3})), Dtype::f32);
  expect_near(gradient(far, Dtype::f32), gradient(tw::cast(far, Dtype::f64), Dtype::f64), 1e-5);
}

TEST(NormTest, OnlyWhatADerivativeNeedsMustStayAsItIs) {
  const Tensor one = tensor({}, {1});
  const Tensor x = tensor({1, 2}, {1, 3});
  const Tensor from = leaf(tensor({2}, {2, 4}));
  const Tensor back = tensor({1, 2}, {5, 7});
  {  // A bias needs nothing.
    const Tensor given = tw::clone(x);
    const Tensor weight = tensor({2}, {1, 1});
    const Tensor y = tw::layer_norm(given, weight, from);
    tw::add_(given, one);
    tw::add_(weight, one);
    tw::backward(y, back);
    EXPECT_EQ(values(tw::grad(from)), (Numbers{5, 7}));
  }
  tw::clear_grad(from);
  {  // A weight needs x and not itself.
    const Tensor weight = tw::neg(from);
    const Tensor y = tw::layer_norm(x, weight, {}, 0);
    tw::add_(weight, one);
    tw::backward(y, back);
    EXPECT_EQ(values(tw::grad(from)), (Numbers{5, -7}));
  }
  {  // x needs both.
    const Tensor given = tw::neg(leaf(x));
    const Tensor weight = tensor({2}, {1, 1});
    const Tensor y = tw::rms_norm(given, weight);
    tw::add_(weight, one);
    EXPECT_EQ(message_of([&] { tw::backward(y, back); }),
              "[backward] a tensor saved by rms_norm was changed in place");
    const Tensor z = tw::layer_norm(given);
    tw::add_(given, one);
    EXPECT_EQ(message_of([&] { tw::backward(z, back); }),
              "[backward] a tensor saved by layer_norm was changed in place");
  }
}

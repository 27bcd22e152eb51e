#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "tw/autograd.h"
#include "tw/layers.h"
#include "tw/ops.h"

namespace {

using tw::Dtype;
using tw::IntSpan;
using tw::Tensor;
using Numbers = std::vector<double>;
using Tensors = std::vector<Tensor>;
using Function = std::function<Tensor(const Tensors& xs)>;

constexpr double kInf = std::numeric_limits<double>::infinity();

Tensor tensor(IntSpan sizes, const Numbers& numbers, Dtype dtype = Dtype::f64) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  std::copy(numbers.begin(), numbers.end(), x.data_as<double>());
  return tw::cast(x, dtype);
}

// Different numbers between -3 and 3.
Tensor waves(IntSpan sizes, double phase, Dtype dtype = Dtype::f64) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<double>()[i] = 3 * std::sin(phase + 1.7 * static_cast<double>(i));
  return tw::cast(x, dtype);
}

Numbers values(const Tensor& x) {
  const tw::NoGrad guard;
  const Tensor y = tw::cast(x, Dtype::f64);
  return {y.data_as<double>(), y.data_as<double>() + y.numel()};
}

double value(const Tensor& x) {
  EXPECT_EQ(x.rank(), 0);
  return values(x)[0];
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

Tensor total(const Tensor& y) {
  return tw::sum(tw::mul(y, waves(y.sizes(), 0.4)));
}

// The weighted sum of all gradients of f.
Function first(const Function& f) {
  return [f](const Tensors& given) {
    Tensors xs;
    for (const Tensor& x : given) xs.push_back(tw::requires_grad(x) ? x : leaf(x));
    const Tensors gradients = tw::gradients(Tensors{f(xs)}, xs, {}, {.create_graph = true});
    Tensor sum = tw::full({}, 0.0, Dtype::f64);
    for (const Tensor& gradient : gradients) sum = tw::add(sum, total(gradient));
    return sum;
  };
}

// Compares the gradients of f with differences.
void expect_differences(const Function& f, const Tensors& given) {
  Tensors xs;
  for (const Tensor& x : given) xs.push_back(leaf(x));
  const Tensors gradients = tw::gradients(Tensors{f(xs)}, xs);
  for (std::size_t i = 0; i < given.size(); ++i) {
    ASSERT_TRUE(gradients[i].defined()) << "argument " << i;
    const Numbers actual = values(gradients[i]);
    ASSERT_EQ(actual.size(), values(given[i]).size());
    for (std::size_t k = 0; k < actual.size(); ++k) {
      const auto moved = [&](double step) {
        Tensors at = given;
        at[i] = tw::clone(given[i]);
        at[i].data_as<double>()[k] += step;
        return value(f(at));
      };
      const double h = 1e-5;
      EXPECT_NEAR(actual[k], (moved(h) - moved(-h)) / (2 * h), 1e-7)
          << "argument " << i << " element " << k;
    }
  }
}

}  // namespace

TEST(LossesTest, MseIsTheMeanOfSquares) {
  EXPECT_EQ(value(tw::mse_loss(tensor({2, 2}, {1, 2, 3, 4}), tensor({2, 2}, {1, 0, 3, 0}))), 5);
  EXPECT_EQ(value(tw::mse_loss(tensor({}, {3}), tensor({}, {-1}))), 16);
}

TEST(LossesTest, BceIsTheMeanOfLogs) {
  const double log2 = std::log(2.0);
  EXPECT_DOUBLE_EQ(value(tw::bce_with_logits(tensor({2}, {0, 0}), tensor({2}, {1, 0}))), log2);
  EXPECT_DOUBLE_EQ(value(tw::bce_with_logits(tensor({}, {2}), tensor({}, {0.25}))),
                   std::log(1 + std::exp(2.0)) - 0.5);
  EXPECT_DOUBLE_EQ(value(tw::bce_with_logits(tensor({}, {-3}), tensor({}, {1}))),
                   std::log(1 + std::exp(3.0)));
  EXPECT_DOUBLE_EQ(value(tw::bce_with_logits(tensor({}, {-50}), tensor({}, {0}))),
                   std::exp(-50.0));
}

TEST(LossesTest, BceOverflowsForNoLogit) {
  EXPECT_EQ(value(tw::bce_with_logits(tensor({4}, {1000, -1000, 1000, -1000}),
                                      tensor({4}, {1, 0, 0, 1}))),
            500);
  EXPECT_EQ(value(tw::bce_with_logits(tensor({2}, {3e38, 3e38}, Dtype::f32),
                                      tensor({2}, {0, 0}, Dtype::f32))),
            static_cast<double>(3e38F));
  EXPECT_EQ(value(tw::bce_with_logits(tensor({2}, {1.5e308, 1.5e308}), tensor({2}, {0, 0}))),
            1.5e308);
  EXPECT_EQ(value(tw::bce_with_logits(tensor({}, {1e308}), tensor({}, {2}))), -1e308);
}

TEST(LossesTest, NanAndInfinity) {
  const Tensor zeros = tensor({2}, {0, 0});
  EXPECT_EQ(value(tw::mse_loss(tensor({2}, {kInf, 1}), zeros)), kInf);
  EXPECT_TRUE(std::isnan(value(tw::mse_loss(tensor({2}, {1, std::nan("")}), zeros))));
  EXPECT_TRUE(std::isnan(value(tw::bce_with_logits(tensor({2}, {1, std::nan("")}), zeros))));
  for (auto* const op : {&tw::mse_loss, &tw::bce_with_logits}) {
    for (const Dtype dtype : {Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64}) {
      const Tensor empty = tw::empty_tensor({2, 0}, dtype);
      EXPECT_TRUE(std::isnan(value(op(empty, empty))));
    }
  }
}

TEST(LossesTest, EveryDtypeIsRoundedOnce) {
  for (auto* const op : {&tw::mse_loss, &tw::bce_with_logits}) {
    const Tensor x = waves({3, 5}, 0.1, Dtype::bf16);
    const Tensor target = waves({3, 5}, 0.7, Dtype::bf16);
    const Tensor wide = op(tw::cast(x, Dtype::f64), tw::cast(target, Dtype::f64));
    for (const Dtype dtype : {Dtype::f16, Dtype::bf16, Dtype::f32}) {
      const Tensor y = op(tw::cast(x, dtype), tw::cast(target, dtype));
      EXPECT_EQ(y.dtype(), dtype);
      EXPECT_EQ(value(y), value(tw::cast(wide, dtype)));
    }
  }
}

TEST(LossesTest, AnyStridesGiveTheValuesOfACopy) {
  const Tensor x = tw::transpose(waves({4, 3}, 0.1), 0, 1);
  const Tensor target = tw::expand(tw::slice(waves({8}, 0.7), 0, 0, 8, 2), {3, 4});
  for (auto* const op : {&tw::mse_loss, &tw::bce_with_logits})
    EXPECT_EQ(value(op(x, target)), value(op(tw::clone(x), tw::clone(target))));
}

TEST(LossesTest, WrongArgumentsThrow) {
  const auto mse = [](const Tensor& x, const Tensor& target) {
    return message_of([&] { (void)tw::mse_loss(x, target); });
  };
  const auto bce = [](const Tensor& x, const Tensor& target) {
    return message_of([&] { (void)tw::bce_with_logits(x, target); });
  };
  const Tensor x = tw::empty_tensor({2});
  EXPECT_EQ(mse(x, tw::empty_tensor({3})), "[mse_loss] sizes [2] and [3] differ");
  EXPECT_EQ(mse(x, tw::empty_tensor({3}, Dtype::f64)), "[mse_loss] dtypes f32 and f64 differ");
  EXPECT_EQ(mse(x, tw::empty_tensor({3}, Dtype::i32)), "[mse_loss] dtype i32 is not supported");
  EXPECT_EQ(mse(x, Tensor()), "[mse_loss] the tensor is undefined");
  EXPECT_EQ(bce(x, tw::empty_tensor({1})), "[bce_with_logits] sizes [2] and [1] differ");
  EXPECT_EQ(bce(tw::empty_tensor({2}, Dtype::boolean), x),
            "[bce_with_logits] dtype bool is not supported");
}

TEST(LossesTest, IsCalledByName) {
  const Tensor x = tensor({1}, {3});
  EXPECT_EQ(value(std::get<Tensor>(tw::call("mse_loss", {x, tensor({1}, {1})})[0])), 4);
  EXPECT_EQ(value(std::get<Tensor>(tw::call("bce_with_logits", {x, x})[0])),
            value(tw::bce_with_logits(x, x)));
}

TEST(LossesTest, GradientsAgreeWithDifferences) {
  const Function mse = [](const Tensors& xs) { return tw::mse_loss(xs[0], xs[1]); };
  const Function bce = [](const Tensors& xs) { return tw::bce_with_logits(xs[0], xs[1]); };
  const Tensors given = {waves({3, 4}, 0.1), waves({3, 4}, 0.7)};
  for (const Function& f : {mse, bce}) {
    expect_differences(f, given);
    expect_differences(first(f), given);
  }
}

TEST(LossesTest, GradientsOfEachArgumentInItsDtype) {
  for (const Dtype dtype : {Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64}) {
    const Tensor x = leaf(tensor({2}, {1, 5}, dtype));
    const Tensor target = leaf(tensor({2}, {0, 1}, dtype));
    tw::backward(tw::mse_loss(x, tw::detach(target)));
    EXPECT_EQ(values(tw::grad(x)), (Numbers{1, 4}));
    EXPECT_EQ(tw::grad(x).dtype(), dtype);
    tw::backward(tw::mse_loss(tw::detach(x), target));
    EXPECT_EQ(values(tw::grad(target)), (Numbers{-1, -4}));
    tw::clear_grad(target);
    tw::backward(tw::bce_with_logits(tw::detach(x), target));
    EXPECT_EQ(values(tw::grad(target)), (Numbers{-0.5, -2.5}));
    EXPECT_EQ(tw::grad(target).dtype(), dtype);
    const Tensor zeros = leaf(tensor({2}, {0, 0}, dtype));
    tw::backward(tw::bce_with_logits(zeros, tensor({2}, {1, 0}, dtype)));
    EXPECT_EQ(values(tw::grad(zeros)), (Numbers{-0.25, 0.25}));
  }
}

TEST(LossesTest, GradientsWithoutElements) {
  for (auto* const op : {&tw::mse_loss, &tw::bce_with_logits}) {
    const Tensor x = leaf(tw::empty_tensor({0, 2}));
    const Tensor target = leaf(tw::empty_tensor({0, 2}));
    tw::backward(op(x, target));
    EXPECT_EQ(values(tw::grad(x)), Numbers());
    EXPECT_EQ(values(tw::grad(target)), Numbers());
  }
}

TEST(LossesTest, TheMeanKeepsWhatAPlainSumWouldLose) {
  // Squares 2^54 and four times 1, in any order: beside the first one the others are lost.
  for (std::size_t place = 0; place < 8; ++place) {
    Numbers numbers(8, 0.0);
    Numbers logits(8, 64.0);
    Numbers targets(8, 1.0);
    numbers[place] = 0x1p27;
    logits[place] = 0x1p54;
    targets[place] = 0;
    for (std::size_t i = 1; i < 5; ++i) {
      numbers[(place + i) % 8] = i % 2 == 0 ? 1 : -1;
      targets[(place + i) % 8] = 1 - 0x1p-6;  // A loss of 64 - 63.
    }
    const Tensor zeros = tensor({8}, Numbers(8, 0.0));
    EXPECT_EQ(value(tw::mse_loss(tensor({8}, numbers), zeros)), 0x1p51 + 0.5) << place;
    EXPECT_EQ(value(tw::mse_loss(zeros, tensor({8}, numbers))), 0x1p51 + 0.5) << place;
    EXPECT_EQ(value(tw::mse_loss(tw::transpose(tensor({2, 4}, numbers), 0, 1),
                                 tw::reshape(zeros, {4, 2}))),
              0x1p51 + 0.5)
        << place;
    EXPECT_EQ(value(tw::bce_with_logits(tensor({8}, logits), tensor({8}, targets))),
              0x1p51 + 0.5)
        << place;
  }
  // Squares of 2.25, each of which a plain sum takes as 4.
  const Tensor x = tensor({8}, {0x1p27, 1.5, 1.5, 1.5, 1.5, 0, 0, 0});
  EXPECT_EQ(value(tw::mse_loss(x, tensor({8}, Numbers(8, 0.0)))), 0x1p51 + 1);
}

TEST(LossesTest, TheSumMayOverflowWhereTheMeanDoesNot) {
  const Tensor zeros = tensor({4, 4}, Numbers(16, 0.0));
  const Tensor large = tensor({4, 4}, Numbers(16, 0x1p511));
  EXPECT_EQ(value(tw::mse_loss(large, zeros)), 0x1p1022);
  EXPECT_EQ(value(tw::mse_loss(zeros, large)), 0x1p1022);
  EXPECT_EQ(value(tw::mse_loss(tensor({2}, {0x1p512, 0}), tensor({2}, {0, 0}))), kInf);
  const Tensor most = tensor({4, 4}, Numbers(16, 0x1p1023));
  EXPECT_EQ(value(tw::bce_with_logits(most, zeros)), 0x1p1023);
}

TEST(LossesTest, EachTensorIsChecked) {
  const Tensor x = tw::empty_tensor({2});
  const Tensor whole = tw::empty_tensor({3}, Dtype::i32);
  for (const auto& [name, op] : {std::pair{"[mse_loss]", &tw::mse_loss},
                                 std::pair{"[bce_with_logits]", &tw::bce_with_logits}}) {
    const auto message = [op = op](const Tensor& a, const Tensor& b) {
      return message_of([&] { (void)op(a, b); });
    };
    const std::string start = name;
    // The checks come in this order.
    EXPECT_EQ(message(Tensor(), x), start + " the tensor is undefined");
    EXPECT_EQ(message(x, Tensor()), start + " the tensor is undefined");
    EXPECT_EQ(message(whole, Tensor()), start + " the tensor is undefined");
    EXPECT_EQ(message(x, whole), start + " dtype i32 is not supported");
    EXPECT_EQ(message(whole, x), start + " dtype i32 is not supported");
    EXPECT_EQ(message(whole, whole), start + " dtype i32 is not supported");
    EXPECT_EQ(message(x, tw::empty_tensor({3}, Dtype::f16)), start + " dtypes f32 and f16 differ");
    EXPECT_EQ(message(x, tw::empty_tensor({})), start + " sizes [2] and [] differ");
    EXPECT_EQ(message(x, tw::empty_tensor({2, 1})), start + " sizes [2] and [2, 1] differ");
    EXPECT_EQ(message(tw::empty_tensor({0}), tw::empty_tensor({0, 1})),
              start + " sizes [0] and [0, 1] differ");
  }
}

TEST(LossesTest, GradientsAreMultiplesOfWhatComesBack) {
  for (const Dtype dtype : {Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64}) {
    const Tensor x = leaf(tensor({2}, {1, 5}, dtype));
    const Tensor target = leaf(tensor({2}, {0, 1}, dtype));
    tw::backward(tw::mse_loss(x, target), tensor({}, {3}, dtype));
    EXPECT_EQ(values(tw::grad(x)), (Numbers{3, 12}));
    EXPECT_EQ(values(tw::grad(target)), (Numbers{-3, -12}));
    const Tensor zeros = leaf(tensor({4}, {0, 0, 0, 0}, dtype));
    const Tensor chances = leaf(tensor({4}, {1, 0, 0.5, 0.25}, dtype));
    tw::backward(tw::bce_with_logits(zeros, chances), tensor({}, {-8}, dtype));
    EXPECT_EQ(values(tw::grad(zeros)), (Numbers{1, -1, 0, -0.5}));
    EXPECT_EQ(values(tw::grad(chances)), (Numbers{0, 0, 0, 0}));
    const Tensor logits = tensor({4}, {1, -2, 3, 4}, dtype);
    const Tensor wanted = leaf(tensor({4}, {0, 0, 0, 0}, dtype));
    tw::backward(tw::bce_with_logits(logits, wanted), tensor({}, {8}, dtype));
    EXPECT_EQ(values(tw::grad(wanted)), (Numbers{-2, 4, -6, -8}));
  }
}

TEST(LossesTest, GradientsOfHalvesAreRoundedOnce) {
  for (const Dtype dtype : {Dtype::f16, Dtype::bf16}) {
    const Tensor x = leaf(tensor({3}, {1, 3, 7}, dtype));
    const Tensor target = leaf(tensor({3}, {0, 0, 0}, dtype));
    tw::backward(tw::mse_loss(x, target));
    EXPECT_EQ(values(tw::grad(x)), values(tensor({3}, {2.0 / 3, 2, 14.0 / 3}, dtype)));
    EXPECT_EQ(values(tw::grad(target)), values(tensor({3}, {-2.0 / 3, -2, -14.0 / 3}, dtype)));
    const Tensor wanted = leaf(tensor({3}, {0, 0, 0}, dtype));
    tw::backward(tw::bce_with_logits(tensor({3}, {1, 3, 7}, dtype), wanted));
    EXPECT_EQ(values(tw::grad(wanted)), values(tensor({3}, {-1.0 / 3, -1, -7.0 / 3}, dtype)));
  }
}

TEST(LossesTest, TheTargetOfBceIsNeededForLogitsOnly) {
  const Tensor x = tensor({2}, {2, -4});
  const Tensor from = leaf(tensor({2}, {1, 0}));
  const Tensor target = tw::neg(from);
  const Tensor y = tw::bce_with_logits(x, target);
  tw::add_(target, tensor({}, {1}));
  tw::backward(y);
  EXPECT_EQ(values(tw::grad(from)), (Numbers{1, -2}));
}

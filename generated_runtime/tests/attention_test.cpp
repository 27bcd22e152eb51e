// bmm as well, which is a product of the same kind.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
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
using Function = std::function<Tensor(const Tensors& xs)>;

constexpr double kInf = std::numeric_limits<double>::infinity();
const double kNan = std::nan("");

Tensor tensor(IntSpan sizes, const Numbers& numbers, Dtype dtype = Dtype::f64) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  std::copy(numbers.begin(), numbers.end(), x.data_as<double>());
  return tw::cast(x, dtype);
}

// Different numbers between -1 and 1.
Tensor waves(IntSpan sizes, double phase, Dtype dtype = Dtype::f64) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<double>()[i] = std::sin(phase + 1.7 * static_cast<double>(i));
  return tw::cast(x, dtype);
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

// NaN where NaN is wanted.
void expect_near(const Numbers& actual, const Numbers& wanted, double tolerance) {
  ASSERT_EQ(actual.size(), wanted.size());
  for (std::size_t i = 0; i < actual.size(); ++i) {
    if (std::isnan(wanted[i])) {
      EXPECT_TRUE(std::isnan(actual[i])) << "element " << i << " is " << actual[i];
    } else if (std::isinf(wanted[i])) {
      EXPECT_EQ(actual[i], wanted[i]) << "element " << i;
    } else {
      EXPECT_NEAR(actual[i], wanted[i], tolerance) << "element " << i;
    }
  }
}

// Plain loops over matrices without leading dims.
Numbers expected(const Tensor& q, const Tensor& k, const Tensor& v, bool causal) {
  const auto n = static_cast<int>(q.size(0));
  const auto m = static_cast<int>(k.size(0));
  const auto d = static_cast<int>(q.size(1));
  const auto e = static_cast<int>(v.size(1));
  const Numbers qs = values(q);
  const Numbers ks = values(k);
  const Numbers vs = values(v);
  Numbers result;
  for (int i = 0; i < n; ++i) {
    Numbers sums(static_cast<std::size_t>(e), 0.0);
    double weights = 0;
    for (int j = 0; j < (causal ? std::min(m, i + m - n + 1) : m); ++j) {
      double score = 0;
      for (int c = 0; c < d; ++c)
        score += qs[static_cast<std::size_t>(i * d + c)] * ks[static_cast<std::size_t>(j * d + c)];
      const double weight = std::exp(score / std::sqrt(d));
      weights += weight;
      for (int c = 0; c < e; ++c)
        sums[static_cast<std::size_t>(c)] += weight * vs[static_cast<std::size_t>(j * e + c)];
    }
    for (const double sum : sums) result.push_back(sum / weights);
  }
  return result;
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
      EXPECT_NEAR(actual[k], (moved(h) - moved(-h)) / (2 * h), 1e-7)
          << "argument " << i << " element " << k;
    }
  }
}

// First and second derivatives.
void expect_derivatives(const Function& f, const Tensors& given) {
  expect_differences(f, given);
  expect_differences(first(f), given);
}

}  // namespace

TEST(BmmTest, MultipliesMatricesOneByOne) {
  const Tensor y = tw::bmm(tensor({2, 1, 2}, {1, 2, 3, 4}),
                           tensor({2, 2, 2}, {1, 0, 0, 1, 2, 0, 0, 2}));
  EXPECT_EQ(sizes_of(y), (List{2, 1, 2}));
  EXPECT_EQ(values(y), (Numbers{1, 2, 6, 8}));
  EXPECT_EQ(values(tw::bmm(tw::empty_tensor({2, 1, 0}), tw::empty_tensor({2, 0, 1}))),
            (Numbers{0, 0}));
  EXPECT_EQ(sizes_of(tw::bmm(tw::empty_tensor({0, 1, 2}), tw::empty_tensor({0, 2, 3}))),
            (List{0, 1, 3}));
}

TEST(BmmTest, WrongArgumentsThrow) {
  const auto bmm = [](const Tensor& a, const Tensor& b) {
    return message_of([&] { (void)tw::bmm(a, b); });
  };
  EXPECT_EQ(bmm(tw::empty_tensor({2, 3, 4}), tw::empty_tensor({2, 5, 6})),
            "[bmm] sizes [2, 3, 4] and [2, 5, 6] do not multiply");
  EXPECT_EQ(bmm(tw::empty_tensor({1, 3, 4}), tw::empty_tensor({2, 4, 6})),
            "[bmm] sizes [1, 3, 4] and [2, 4, 6] do not multiply");
  EXPECT_EQ(bmm(tw::empty_tensor({3, 4}), tw::empty_tensor({1, 4, 6})),
            "[bmm] sizes [3, 4] and [1, 4, 6] do not multiply");
  EXPECT_EQ(bmm(tw::empty_tensor({}), tw::empty_tensor({}, Dtype::f64)),
            "[bmm] dtypes f32 and f64 differ");
  EXPECT_EQ(bmm(tw::empty_tensor({1}), tw::empty_tensor({1}, Dtype::i32)),
            "[bmm] dtype i32 is not supported");
  EXPECT_EQ(bmm(Tensor(), Tensor()), "[bmm] the tensor is undefined");
  constexpr std::int64_t kMany = std::int64_t{1} << 40;
  EXPECT_EQ(bmm(tw::empty_tensor({1, kMany, 0}), tw::empty_tensor({1, 0, kMany})).substr(0, 6),
            "[bmm] ");
}

TEST(BmmTest, AgreesWithDifferences) {
  expect_derivatives([](const Tensors& xs) { return tw::bmm(xs[0], xs[1]); },
                     {waves({2, 3, 4}, 0.1), waves({2, 4, 2}, 0.7)});
}

TEST(AttentionTest, WeighsRows) {
  const Tensor zeros = tensor({3, 2}, Numbers(6, 0.0));
  const Tensor v = tensor({3, 1}, {3, 5, 10});
  expect_near(values(tw::attention(zeros, zeros, v)), {6, 6, 6}, 1e-14);
  expect_near(values(tw::attention(zeros, zeros, v, true)), {3, 4, 6}, 1e-14);
  EXPECT_EQ(values(tw::attention(tensor({1, 1}, {1000}), tensor({3, 1}, {1, 3, 2}), v)),
            (Numbers{5}));
}

TEST(AttentionTest, MatchesPlainLoops) {
  const Numbers tolerances = {1e-3, 1e-2, 1e-6, 1e-14};
  const std::vector<Dtype> dtypes = {Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64};
  for (const std::int64_t n : {1, 4, 7}) {
    for (std::size_t i = 0; i < dtypes.size(); ++i) {
      const Tensor q = waves({n, 3}, 0.1, dtypes[i]);
      const Tensor k = waves({5, 3}, 0.7, dtypes[i]);
      const Tensor v = waves({5, 2}, 1.1, dtypes[i]);
      for (const bool causal : {false, true}) {
        const Tensor y = tw::attention(q, k, v, causal);
        EXPECT_EQ(y.dtype(), dtypes[i]);
        EXPECT_EQ(sizes_of(y), (List{n, 2}));
        expect_near(values(y), expected(q, k, v, causal), tolerances[i]);
      }
    }
  }
}

TEST(AttentionTest, LeadingDimsAndStrides) {
  const Tensor q = tw::transpose(waves({2, 4, 3, 6}, 0.1), 1, 2);
  const Tensor k = tw::slice(waves({2, 3, 10, 6}, 0.7), 2, 0, 10, 2);
  const Tensor v = tw::transpose(waves({2, 3, 2, 5}, 1.1), -1, -2);
  for (const bool causal : {false, true}) {
    const Tensor y = tw::attention(q, k, v, causal);
    EXPECT_EQ(sizes_of(y), (List{2, 3, 4, 2}));
    EXPECT_TRUE(y.is_contiguous());
    for (const std::int64_t i : {0, 1}) {
      for (const std::int64_t j : {0, 1, 2}) {
        const auto at = [&](const Tensor& x) { return tw::select(tw::select(x, 0, i), 0, j); };
        expect_near(values(at(y)), expected(at(q), at(k), at(v), causal), 1e-14);
      }
    }
  }
}

TEST(AttentionTest, WhatARowDoesNotSeeDoesNotCount) {
  const Tensor q = tensor({3, 1}, {1, 1, 1});
  const Tensor zeros = tensor({3, 1}, {0, 0, 0});
  const Tensor v = tensor({3, 1}, {3, 5, 10});
  for (const double bad : {kNan, kInf, -kInf}) {
    const double seen = bad < 0 ? 4 : kNan;
    expect_near(values(tw::attention(q, tensor({3, 1}, {0, 0, bad}), v, true)), {3, 4, seen},
                1e-14);
    expect_near(values(tw::attention(q, zeros, tensor({3, 1}, {3, 5, bad}), true)), {3, 4, bad},
                1e-14);
    expect_near(values(tw::attention(q, zeros, tensor({3, 1}, {3, bad, 10}), true)),
                {3, bad, bad}, 1e-14);
  }
}

TEST(AttentionTest, ARowThatSeesNothingIsNan) {
  const Tensor v = tensor({2, 1}, {3, 5});
  const Tensor zeros = tensor({4, 1}, Numbers(4, 0.0));
  expect_near(values(tw::attention(zeros, tensor({2, 1}, {0, 0}), v, true)),
              {kNan, kNan, 3, 4}, 1e-14);
  for (const Dtype dtype : {Dtype::f16, Dtype::f64}) {
    const Tensor none = tw::empty_tensor({0, 1}, dtype);
    for (const bool causal : {false, true}) {
      expect_near(values(tw::attention(tw::cast(zeros, dtype), none, none, causal)),
                  Numbers(4, kNan), 0);
    }
  }
}

TEST(AttentionTest, NoElements) {
  for (const bool causal : {false, true}) {
    const auto sizes = [&](IntSpan q, IntSpan k, IntSpan v) {
      return sizes_of(
          tw::attention(tw::empty_tensor(q), tw::empty_tensor(k), tw::empty_tensor(v), causal));
    };
    EXPECT_EQ(sizes({0, 3}, {2, 3}, {2, 4}), (List{0, 4}));
    EXPECT_EQ(sizes({2, 3}, {2, 3}, {2, 0}), (List{2, 0}));
    EXPECT_EQ(sizes({0, 2, 3}, {0, 5, 3}, {0, 5, 1}), (List{0, 2, 1}));
  }
}

TEST(AttentionTest, WrongArgumentsThrow) {
  const auto attention = [](const Tensor& q, const Tensor& k, const Tensor& v) {
    return message_of([&] { (void)tw::attention(q, k, v); });
  };
  const auto sizes = [&](IntSpan q, IntSpan k, IntSpan v) {
    return attention(tw::empty_tensor(q), tw::empty_tensor(k), tw::empty_tensor(v));
  };
  EXPECT_EQ(sizes({2, 3}, {2, 4}, {2, 3}),
            "[attention] sizes [2, 3], [2, 4] and [2, 3] do not fit");
  EXPECT_EQ(sizes({2, 3}, {2, 3}, {3, 3}),
            "[attention] sizes [2, 3], [2, 3] and [3, 3] do not fit");
  EXPECT_EQ(sizes({3}, {3}, {3}), "[attention] sizes [3], [3] and [3] do not fit");
  EXPECT_EQ(sizes({1, 2, 3}, {2, 2, 3}, {2, 2, 3}),
            "[attention] sizes [1, 2, 3], [2, 2, 3] and [2, 2, 3] do not fit");
  EXPECT_EQ(sizes({2, 2, 3}, {2, 2, 3}, {1, 2, 3}),
            "[attention] sizes [2, 2, 3], [2, 2, 3] and [1, 2, 3] do not fit");
  EXPECT_EQ(sizes({2, 3}, {2, 3}, {1, 2, 3}),
            "[attention] sizes [2, 3], [2, 3] and [1, 2, 3] do not fit");
  const Tensor x = tw::empty_tensor({2, 3});
  EXPECT_EQ(attention(x, tw::empty_tensor({2, 4}, Dtype::f64), x),
            "[attention] dtypes f32 and f64 differ");
  EXPECT_EQ(attention(x, x, tw::empty_tensor({2, 4}, Dtype::f16)),
            "[attention] dtypes f32 and f16 differ");
  EXPECT_EQ(attention(tw::empty_tensor({2, 3}, Dtype::i64), x, x),
            "[attention] dtype i64 is not supported");
  EXPECT_EQ(attention(x, x, Tensor()), "[attention] the tensor is undefined");
}

TEST(AttentionTest, IsCalledByName) {
  const Tensor x = waves({3, 2}, 0.1);
  EXPECT_EQ(values(std::get<Tensor>(tw::call("attention", {x, x, x})[0])),
            values(tw::attention(x, x, x)));
  EXPECT_EQ(values(std::get<Tensor>(tw::call("attention", {x, x, x, true})[0])),
            values(tw::attention(x, x, x, true)));
}

TEST(AttentionTest, AgreesWithDifferences) {
  const Function plain = [](const Tensors& xs) { return tw::attention(xs[0], xs[1], xs[2]); };
  const Function causal = [](const Tensors& xs) {
    return tw::attention(xs[0], xs[1], xs[2], true);
  };
  expect_derivatives(plain, {waves({2, 3, 4}, 0.1), waves({2, 5, 4}, 0.7), waves({2, 5, 3}, 1.1)});
  expect_derivatives(causal, {waves({4, 3}, 0.1), waves({4, 3}, 0.7), waves({4, 2}, 1.1)});
  expect_derivatives(causal, {waves({2, 3}, 0.1), waves({4, 3}, 0.7), waves({4, 2}, 1.1)});
}

TEST(AttentionTest, GradientsKeepTheDtype) {
  for (const Dtype dtype : {Dtype::f16, Dtype::bf16, Dtype::f32}) {
    const Tensor q = leaf(waves({2, 3}, 0.1, dtype));
    const Tensor k = leaf(waves({2, 3}, 0.7, dtype));
    const Tensor v = leaf(waves({2, 3}, 1.1, dtype));
    tw::backward(tw::sum(tw::attention(q, k, v, true)));
    for (const Tensor& x : {q, k, v}) EXPECT_EQ(tw::grad(x).dtype(), dtype);
    const Numbers columns = values(tw::grad(v));  // All weights of a row are 1 in sum.
    EXPECT_NEAR(columns[0] + columns[3], 2, 0.02);
  }
}

// What a step of training is made of beside its products: derivatives with kernels of their own.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

#include "tw/autograd.h"
#include "tw/layers.h"
#include "tw/ops.h"
#include "tw/parallel.h"

// As in src/cpu/gradient_kernels.h.
namespace tw::cpu {

struct NormRows {
  const float* g;
  const float* x;
  const float* weight;
  float* to_x;
  double* to_weight;
  double* to_bias;
  std::int64_t count;
  bool centred;
  double eps;
};

struct GradientKernels {
  void (*gelu_tanh)(float* out, std::int64_t count, const float* g, const float* x) noexcept;
  void (*softmax)(float* out, std::int64_t rows, std::int64_t count, const float* g,
                  const float* y) noexcept;
  void (*cross_entropy)(float* out, std::int64_t rows, std::int64_t count, const float* x,
                        const std::int64_t* target, double scale) noexcept;
  void (*norm)(const NormRows& all, std::int64_t rows) noexcept;
  void (*columns)(double* sums, std::int64_t rows, std::int64_t count, const float* x,
                  std::int64_t stride) noexcept;
};

extern const GradientKernels kPortableGradients;
extern const GradientKernels kAvx2Gradients;
extern const GradientKernels kAvx512Gradients;

}  // namespace tw::cpu

namespace {

using tw::Dtype;
using tw::IntSpan;
using tw::Tensor;
using Numbers = std::vector<double>;
using Tensors = std::vector<Tensor>;
using Function = std::function<Tensor(const Tensors& xs)>;

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

// Different numbers between -3 and 3.
Tensor waves(IntSpan sizes, double phase) {
  const Tensor x = tw::empty_tensor(sizes);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<float>()[i] = static_cast<float>(3 * std::sin(phase + 1.7 * static_cast<double>(i)));
  return x;
}

Tensor row(const std::vector<float>& numbers) {
  const Tensor x = tw::empty_tensor({1, static_cast<std::int64_t>(numbers.size())});
  std::copy(numbers.begin(), numbers.end(), x.data_as<float>());
  return x;
}

Tensor leaf(const Tensor& x) {
  const Tensor y = tw::clone(x);
  tw::set_requires_grad(y);
  return y;
}

Numbers values(const Tensor& x) {
  const tw::NoGrad guard;
  const Tensor y = tw::contiguous(tw::cast(x, Dtype::f64));
  return {y.data_as<double>(), y.data_as<double>() + y.numel()};
}

Tensors gradients_of(const Function& f, const Tensors& given, bool create_graph) {
  Tensors xs;
  for (const Tensor& x : given) xs.push_back(leaf(x));
  const Tensor y = f(xs);
  const Tensors cotangent = {waves(y.sizes(), 0.4)};
  return tw::gradients(Tensors{y}, xs, cotangent, {.create_graph = create_graph});
}

void expect_near(const Numbers& actual, const Numbers& wanted, double tolerance) {
  ASSERT_EQ(actual.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i)
    ASSERT_NEAR(actual[i], wanted[i], tolerance * (1 + std::abs(wanted[i]))) << "element " << i;
}

// Kernels and formulas agree, and so do all numbers of threads, bit by bit.
void expect_agreement(const Function& f, const Tensors& given) {
  const int before = tw::threads();
  const Tensors wanted = gradients_of(f, given, true);
  tw::set_threads(1);
  const Tensors actual = gradients_of(f, given, false);
  for (std::size_t i = 0; i < given.size(); ++i) {
    ASSERT_EQ(actual[i].dtype(), Dtype::f32);
    ASSERT_TRUE(std::ranges::equal(actual[i].sizes(), given[i].sizes()));
    expect_near(values(actual[i]), values(wanted[i]), 3e-5);
  }
  for (const int threads : {2, 3}) {
    tw::set_threads(threads);
    const Tensors again = gradients_of(f, given, false);
    for (std::size_t i = 0; i < given.size(); ++i) EXPECT_EQ(values(again[i]), values(actual[i]));
  }
  tw::set_threads(before);
}

Tensor targets(std::int64_t count, std::int64_t classes) {
  const Tensor x = tw::empty_tensor({count}, Dtype::i64);
  for (std::int64_t i = 0; i < count; ++i) x.data_as<std::int64_t>()[i] = i * 7 % classes;
  return x;
}

// In double, of each column.
Numbers column_sums(const Tensor& x) {
  Numbers sums(static_cast<std::size_t>(x.size(1)), 0.0);
  for (std::int64_t i = 0; i < x.numel(); ++i)
    sums[static_cast<std::size_t>(i % x.size(1))] += double{x.data_as<float>()[i]};
  return sums;
}

struct Table {
  const char* name;
  const tw::cpu::GradientKernels* kernels;
};

std::vector<Table> tables() {
  std::vector<Table> all = {{"portable", &tw::cpu::kPortableGradients}};
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    all.push_back({"AVX2", &tw::cpu::kAvx2Gradients});
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
      all.push_back({"AVX-512", &tw::cpu::kAvx512Gradients});
  }
#endif
  return all;
}

Numbers as_doubles(const std::vector<float>& floats) {
  return {floats.begin(), floats.end()};
}

}  // namespace

TEST(TrainingTest, SoftmaxAgreesWithItsFormula) {
  for (const Tensor& x : {waves({4, 9}, 0.1), waves({1100, 65}, 0.2), waves({7}, 0.3)})
    expect_agreement([](const Tensors& xs) { return tw::softmax(xs[0], -1); }, {x});
  expect_agreement([](const Tensors& xs) { return tw::softmax(xs[0], 0); }, {waves({4, 9}, 0.1)});
  const Function turned = [](const Tensors& xs) {
    return tw::transpose(tw::softmax(tw::transpose(xs[0], 0, 1), 1), 0, 1);
  };
  expect_agreement(turned, {waves({5, 6}, 0.1)});
}

TEST(TrainingTest, NormsAgreeWithTheirFormulas) {
  const Function layer = [](const Tensors& xs) { return tw::layer_norm(xs[0], xs[1], xs[2]); };
  const Function rms = [](const Tensors& xs) { return tw::rms_norm(xs[0], xs[1]); };
  for (const auto& [rows, count] : std::vector<std::pair<std::int64_t, std::int64_t>>{
           {4, 9}, {1100, 64}, {3, 30000}, {2, 1}}) {
    const Tensor x = waves({rows, count}, 0.1);
    expect_agreement(layer, {x, waves({count}, 0.7), waves({count}, 0.9)});
    expect_agreement(rms, {x, waves({count}, 0.7)});
    expect_agreement([](const Tensors& xs) { return tw::layer_norm(xs[0]); }, {x});
  }
  const Tensor x = waves({1100, 64}, 0.1);
  const Tensor ones = tw::full({64}, 1.0);
  expect_agreement([&](const Tensors& xs) { return tw::layer_norm(x, xs[0], ones); },
                   {waves({64}, 0.7)});
  expect_agreement([&](const Tensors& xs) { return tw::layer_norm(x, ones, xs[0]); },
                   {waves({64}, 0.7)});
}

TEST(TrainingTest, TheDerivativeOfALayerNormFarFromZero) {
  const Tensor x = tw::add(waves({3, 40}, 0.1), tw::full({}, 4096.0));
  expect_agreement([](const Tensors& xs) { return tw::layer_norm(xs[0]); }, {x});
}

TEST(TrainingTest, GeluTanhAgreesWithItsFormula) {
  const Function f = [](const Tensors& xs) { return tw::gelu_tanh(xs[0]); };
  for (const Tensor& x : {waves({5, 7}, 0.1), waves({70001}, 0.2), waves({}, 0.3)})
    expect_agreement(f, {x});
  expect_agreement([](const Tensors& xs) { return tw::gelu_tanh(tw::transpose(xs[0], 0, 1)); },
                   {waves({5, 7}, 0.1)});
  const Tensor ends = leaf(row({-kInf, -6e4F, -50, 50, 6e4F, kInf}));
  tw::backward(tw::sum(tw::gelu_tanh(ends)));
  EXPECT_EQ(values(tw::grad(ends)), (Numbers{0, 0, 0, 1, 1, 1}));
  const Tensor bad = leaf(row({1, kNan}));
  tw::backward(tw::sum(tw::gelu_tanh(bad)));
  EXPECT_NEAR(values(tw::grad(bad))[0], 1.0829640838457826, 1e-6);
  EXPECT_TRUE(std::isnan(values(tw::grad(bad))[1]));
}

TEST(TrainingTest, CrossEntropyAgreesWithItsFormula) {
  for (const auto& [rows, classes] :
       std::vector<std::pair<std::int64_t, std::int64_t>>{{4, 3}, {2100, 36}, {3, 1}}) {
    const Tensor target = targets(rows, classes);
    expect_agreement([&](const Tensors& xs) { return tw::cross_entropy(xs[0], target); },
                     {waves({rows, classes}, 0.1)});
  }
  const Tensor far = leaf(row({1000, -1000, -kInf}));
  tw::backward(tw::cross_entropy(far, targets(1, 3)));
  EXPECT_EQ(values(tw::grad(far)), (Numbers{0, 0, 0}));
  for (const float bad : {kNan, kInf}) {
    for (const std::size_t at : {0U, 2U, 16U}) {
      std::vector<float> numbers(17, 1.0F);
      numbers[at] = bad;
      const Tensor x = leaf(row(numbers));
      tw::backward(tw::cross_entropy(x, targets(1, 3)));
      for (const double value : values(tw::grad(x))) EXPECT_TRUE(std::isnan(value));
    }
  }
}

TEST(TrainingTest, SumsOfColumnsAreRoundedOnce) {
  const int before = tw::threads();
  for (const auto& [rows, count] : std::vector<std::pair<std::int64_t, std::int64_t>>{
           {4096, 36}, {3, 5000}, {64, 8192}, {20000, 8}, {129, 9}}) {
    const Tensor x = waves({rows, count}, 0.1);
    Numbers wanted = column_sums(x);
    for (double& sum : wanted) sum = double{static_cast<float>(sum)};
    for (const int threads : {1, 2, 3}) {
      tw::set_threads(threads);
      expect_near(values(tw::sum(x, IntSpan({0}))), wanted, 1e-7);
    }
    const Tensor part = tw::narrow(x, 1, 0, count - 1);
    wanted.pop_back();
    expect_near(values(tw::sum(part, IntSpan({0}))), wanted, 1e-7);
  }
  tw::set_threads(before);
}

TEST(TrainingTest, AttentionOfNoColumnsIsNan) {
  for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
    const Tensor none = tw::empty_tensor({3, 0}, dtype);
    const Tensor y = tw::attention(none, none, tw::full({3, 2}, 1.0, dtype));
    for (const double value : values(y)) EXPECT_TRUE(std::isnan(value));
  }
}

TEST(TrainingTest, AttentionWithMoreAndFewerColumnsThanRows) {
  for (const std::int64_t columns : {2, 9}) {
    expect_agreement(
        [](const Tensors& xs) { return tw::attention(xs[0], xs[1], xs[2]); },
        {waves({2, 4, columns}, 0.1), waves({2, 5, columns}, 0.7), waves({2, 5, 3}, 1.1)});
  }
}

TEST(TrainingTest, EveryProcessorsKernelsAgree) {
  for (const std::int64_t count : {1, 3, 16, 37}) {
    constexpr std::int64_t kRows = 6;
    const Tensor x = waves({kRows, count}, 0.1);
    const Tensor g = waves({kRows, count}, 0.6);
    const Tensor weight = waves({count}, 0.9);
    const Tensor target = targets(kRows, count);
    const auto size = static_cast<std::size_t>(kRows * count);
    std::vector<Numbers> first;
    for (const Table& table : tables()) {
      const tw::cpu::GradientKernels& kernels = *table.kernels;
      std::vector<Numbers> all;
      std::vector<float> out(size);
      const float* const xs = x.data_as<float>();
      const float* const gs = g.data_as<float>();
      kernels.gelu_tanh(out.data(), kRows * count, gs, xs);
      all.push_back(as_doubles(out));
      kernels.softmax(out.data(), kRows, count, gs, xs);
      all.push_back(as_doubles(out));
      kernels.cross_entropy(out.data(), kRows, count, xs, target.data_as<std::int64_t>(), 0.5);
      all.push_back(as_doubles(out));
      Numbers to_weight(static_cast<std::size_t>(count), 0.0);
      Numbers to_bias = to_weight;
      kernels.norm({gs, xs, weight.data_as<float>(), out.data(), to_weight.data(), to_bias.data(),
                    count, true, 1e-5},
                   kRows);
      all.push_back(as_doubles(out));
      all.push_back(to_weight);
      all.push_back(to_bias);
      expect_near(to_bias, column_sums(g), 1e-12);
      if (first.empty()) first = all;
      for (std::size_t i = 0; i < all.size(); ++i) {
        SCOPED_TRACE(table.name);
        expect_near(all[i], first[i], 3e-6);
      }
    }
  }
}

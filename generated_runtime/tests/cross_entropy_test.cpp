#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tw/dispatch.h"
#include "tw/error.h"
#include "tw/ops.h"
#include "tw/parallel.h"

namespace tw::cpu {

// As in src/cpu/rows_vectors.h.
using SoftmaxRows = void(float* to, std::int64_t to_step, const float* from,
                         std::int64_t from_step, std::int64_t rows, std::int64_t count) noexcept;
using SoftmaxColumns = void(float* to, std::int64_t to_stride, const float* from,
                            std::int64_t stride, std::int64_t columns,
                            std::int64_t count) noexcept;
using RowSums = void(float* largest, double* sums, const float* from, std::int64_t from_step,
                     std::int64_t rows, std::int64_t count) noexcept;
struct NormRows {
  float* to;
  const float* from;
  std::int64_t from_step;
  std::int64_t rows;
  std::int64_t count;
  const float* weight;
  const float* bias;
  double eps;
  bool centred;
};
struct VectorRows {
  std::int64_t lanes;
  SoftmaxRows* softmax;
  SoftmaxRows* log_softmax;
  SoftmaxColumns* softmax_columns;
  SoftmaxColumns* log_softmax_columns;
  RowSums* sums;
  void (*norm)(const NormRows& all) noexcept;
};
[[nodiscard]] const VectorRows* vector_rows() noexcept;
extern const VectorRows kAvx2Rows;
extern const VectorRows kAvx512Rows;

}  // namespace tw::cpu

namespace {

using tw::Dtype;
using tw::Tensor;
using Doubles = std::vector<double>;
using Floats = std::vector<float>;
using List = std::vector<std::int64_t>;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr Dtype kFloats[] = {Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64};

Tensor tensor(tw::IntSpan sizes, const Doubles& values, Dtype dtype = Dtype::f32) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  EXPECT_EQ(x.numel(), static_cast<std::int64_t>(values.size()));
  for (std::size_t i = 0; i < values.size(); ++i) x.data_as<double>()[i] = values[i];
  return tw::cast(x, dtype);
}

Tensor targets(const List& values) {
  const Tensor x = tw::empty_tensor({static_cast<std::int64_t>(values.size())}, Dtype::i64);
  for (std::size_t i = 0; i < values.size(); ++i) x.data_as<std::int64_t>()[i] = values[i];
  return x;
}

double value_of(const Tensor& x) {
  EXPECT_EQ(x.rank(), 0);
  return *tw::cast(x, Dtype::f64).data_as<double>();
}

std::string error_of(const Tensor& x, const Tensor& target) {
  try {
    (void)tw::cross_entropy(x, target);
  } catch (const tw::Error& error) {
    return error.what();
  }
  return "no error";
}

// Those that this machine has.
std::vector<const tw::cpu::VectorRows*> vector_paths() {
  std::vector<const tw::cpu::VectorRows*> paths;
#if defined(__x86_64__)
  if (tw::cpu::vector_rows() != nullptr) paths.push_back(&tw::cpu::kAvx2Rows);
  if (tw::cpu::vector_rows() == &tw::cpu::kAvx512Rows) paths.push_back(&tw::cpu::kAvx512Rows);
#endif
  return paths;
}

// From -5 to 5, without a pattern.
Floats scattered(std::int64_t count) {
  Floats values;
  for (std::int64_t i = 0; i < count; ++i)
    values.push_back(static_cast<float>(i * 7919 % 1009 - 504) / 100);
  return values;
}

// `count` values from `start` on, in double.
Doubles part(const Floats& values, std::int64_t start, std::int64_t count) {
  return {values.begin() + start, values.begin() + start + count};
}

}  // namespace

TEST(CrossEntropyTest, IsTheMeanLossOfTheRows) {
  const Tensor x = tensor({2, 2}, {0, 0, 0, std::log(3)}, Dtype::f64);
  EXPECT_DOUBLE_EQ(value_of(tw::cross_entropy(x, targets({0, 0}))),
                   (std::log(2) + std::log(4)) / 2);
  EXPECT_DOUBLE_EQ(value_of(tw::cross_entropy(x, targets({1, 1}))),
                   (std::log(2) + std::log(4.0 / 3)) / 2);
  const auto result = tw::call("cross_entropy", {x, targets({0, 0})});
  EXPECT_DOUBLE_EQ(value_of(std::get<Tensor>(result[0])), (std::log(2) + std::log(4)) / 2);
}

TEST(CrossEntropyTest, TakesEveryFloatDtypeAndKeepsIt) {
  const Doubles values{0.5, -1, 2, 0.25, 3, -2, 1, 1, 0, -4, 0.125, 2};
  const List target{2, 0, 1, 2};
  double loss = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < 3; ++j) sum += std::exp(values[i * 3 + j]);
    loss += std::log(sum) - values[i * 3 + static_cast<std::size_t>(target[i])];
  }
  for (const Dtype dtype : kFloats) {
    const Tensor y = tw::cross_entropy(tensor({4, 3}, values, dtype), targets(target));
    EXPECT_EQ(y.dtype(), dtype);
    // The loss is far from a tie, so that it is rounded in one way only.
    const double exact = value_of(tensor({}, {loss / 4}, dtype));
    EXPECT_NEAR(value_of(y), exact, dtype == Dtype::f64 ? 1e-15 : 0) << tw::name_of(dtype);
  }
}

TEST(CrossEntropyTest, TakesElementsOfAnySize) {
  EXPECT_EQ(value_of(tw::cross_entropy(tensor({2, 2}, {1000, 0, 0, 1000}), targets({1, 1}))), 500);
  EXPECT_EQ(value_of(tw::cross_entropy(tensor({1, 2}, {-1e300, 1e300}, Dtype::f64), targets({0}))),
            2e300);
  EXPECT_EQ(value_of(tw::cross_entropy(tensor({1, 2}, {60000, 0}, Dtype::f16), targets({1}))),
            60000);
  EXPECT_EQ(value_of(tw::cross_entropy(tensor({1, 2}, {0, -kInf}), targets({0}))), 0);
  EXPECT_EQ(value_of(tw::cross_entropy(tensor({1, 2}, {0, -kInf}), targets({1}))), kInf);
}

TEST(CrossEntropyTest, NanAndInfinityGiveNan) {
  for (const Doubles& row : {Doubles{kNan, 0}, Doubles{0, kNan}, Doubles{kInf, 0}, Doubles{0, kInf},
                             Doubles{-kInf, -kInf}}) {
    const Tensor x = tensor({2, 2}, {0, 0, row[0], row[1]});
    EXPECT_TRUE(std::isnan(value_of(tw::cross_entropy(x, targets({0, 0})))));
  }
}

TEST(CrossEntropyTest, NoRowsGiveNan) {
  for (const Dtype dtype : kFloats) {
    const Tensor y = tw::cross_entropy(tensor({0, 3}, {}, dtype), targets({}));
    EXPECT_EQ(y.dtype(), dtype);
    EXPECT_TRUE(std::isnan(value_of(y)));
  }
  EXPECT_TRUE(std::isnan(value_of(tw::cross_entropy(tensor({0, 0}, {}), targets({})))));
}

TEST(CrossEntropyTest, AddsInDouble) {
  // Each loss is log(2): a sum in float would drift.
  const Tensor x = tw::expand(tensor({1, 1}, {0}), {100000, 2});
  const Tensor target = tw::expand(targets({1}), {100000});
  EXPECT_EQ(value_of(tw::cross_entropy(x, target)), static_cast<double>(std::log(2.0F)));
}

TEST(CrossEntropyTest, AnyStridesGiveTheValueOfACopy) {
  Doubles values;
  for (int i = 0; i < 60; ++i) values.push_back((i * 37 % 61 - 30) / 8.0);
  for (const Dtype dtype : kFloats) {
    const Tensor x = tensor({6, 10}, values, dtype);
    const Tensor turned = tw::transpose(x, 0, 1);
    const Tensor sliced = tw::slice(x, 1, 1, std::nullopt, 3);
    const Tensor many = tw::slice(targets({0, 9, 1, 9, 2, 9, 0, 9, 2, 9, 1, 9, 2, 9, 0, 9, 1, 9, 2}),
                                  0, std::nullopt, std::nullopt, 2);
    EXPECT_EQ(value_of(tw::cross_entropy(turned, many)),
              value_of(tw::cross_entropy(tw::clone(turned), tw::clone(many))));
    const Tensor some = tw::narrow(many, 0, 2, 6);
    const double sliced_loss = value_of(tw::cross_entropy(sliced, some));
    EXPECT_EQ(sliced_loss, value_of(tw::cross_entropy(tw::clone(sliced), tw::clone(some))));
    EXPECT_NE(sliced_loss, value_of(tw::cross_entropy(sliced, targets({0, 0, 0, 0, 0, 0}))));
  }
}

TEST(CrossEntropyTest, SmallLossesKeepTheirDigits) {
  for (const std::int64_t classes : {2, 10, 16, 50}) {
    for (const double margin : {1.0, 5.0, 12.0, 20.0}) {
      Doubles values(static_cast<std::size_t>(3 * classes), 0.5);
      List target;
      for (const std::size_t row : {0, 1, 2}) {
        target.push_back(static_cast<std::int64_t>(row) % classes);
        values[row * static_cast<std::size_t>(classes) + static_cast<std::size_t>(target.back())] +=
            margin;
      }
      const double exact = std::log1p(static_cast<double>(classes - 1) * std::exp(-margin));
      const Tensor y = tw::cross_entropy(tensor({3, classes}, values), targets(target));
      EXPECT_NEAR(value_of(y) / exact, 1, 1e-6) << classes << " " << margin;
    }
  }
}

TEST(CrossEntropyTest, ALongRow) {
  const Tensor x = tw::full({2, 100000}, 0.3, Dtype::f32);
  EXPECT_NEAR(value_of(tw::cross_entropy(x, targets({0, 99999}))) / std::log(1e5), 1, 1e-7);
}

TEST(CrossEntropyTest, EveryNumberOfThreadsGivesTheSameBits) {
  const int before = tw::threads();
  constexpr std::int64_t kRows = 5000;
  Doubles values;
  for (std::int64_t i = 0; i < kRows * 70; ++i)
    values.push_back(static_cast<double>(i * 7919 % 1009 - 504) / 100);
  List target;
  for (std::int64_t i = 0; i < kRows; ++i) target.push_back(i * 13 % 70);
  for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
    const Tensor x = tensor({kRows, 70}, values, dtype);
    const Tensor turned = tw::transpose(tw::clone(tw::transpose(x, 0, 1)), 0, 1);
    tw::set_threads(1);
    const double alone = value_of(tw::cross_entropy(x, targets(target)));
    for (const int threads : {1, 2, 3}) {
      tw::set_threads(threads);
      EXPECT_EQ(value_of(tw::cross_entropy(x, targets(target))), alone);
      EXPECT_EQ(value_of(tw::cross_entropy(turned, targets(target))), alone);
    }
  }
  tw::set_threads(before);
}

TEST(CrossEntropyTest, BadArgumentsThrow) {
  const Tensor x = tensor({2, 3}, {1, 2, 3, 4, 5, 6});
  EXPECT_EQ(error_of(x, targets({0, 1, 2})), "[cross_entropy] sizes [2, 3] and [3] do not match");
  EXPECT_EQ(error_of(x, tw::reshape(targets({0, 1}), {2, 1})),
            "[cross_entropy] sizes [2, 3] and [2, 1] do not match");
  EXPECT_EQ(error_of(tw::reshape(x, {6}), targets({0})),
            "[cross_entropy] sizes [6] and [1] do not match");
  EXPECT_EQ(error_of(tensor({}, {1}), targets({0})), "[cross_entropy] sizes [] and [1] do not match");
  EXPECT_EQ(error_of(x, tensor({3}, {0, 1, 2})), "[cross_entropy] target must be i64, got f32");
  EXPECT_EQ(error_of(tw::cast(x, Dtype::i32), targets({0, 1, 2})),
            "[cross_entropy] dtype i32 is not supported");
  EXPECT_EQ(error_of(x, targets({0, 7})), "[cross_entropy] target 7 out of range for 3 classes");
  EXPECT_EQ(error_of(x, targets({3, 0})), "[cross_entropy] target 3 out of range for 3 classes");
  EXPECT_EQ(error_of(x, targets({0, -1})), "[cross_entropy] target -1 out of range for 3 classes");
  EXPECT_EQ(error_of(tensor({1, 0}, {}), targets({0})),
            "[cross_entropy] target 0 out of range for 0 classes");
  EXPECT_EQ(error_of(Tensor(), targets({0})), "[cross_entropy] the tensor is undefined");
  EXPECT_EQ(error_of(x, Tensor()), "[cross_entropy] the tensor is undefined");
}

// Of each kind of vectors that this machine has, as the ops take the widest one.
TEST(RowsTest, Softmax) {
  for (const auto* const path : vector_paths()) {
    for (const std::int64_t count : {1, 7, 8, 9, 16, 31, 33, 100}) {
      const std::int64_t rows = path->lanes * 6 - 1;
      const Floats x = scattered(rows * count);
      Floats shares(x.size());
      Floats logs(x.size());
      Floats largest(static_cast<std::size_t>(rows));
      Doubles sums(largest.size());
      path->softmax(shares.data(), count, x.data(), count, rows, count);
      path->log_softmax(logs.data(), count, x.data(), count, rows, count);
      path->sums(largest.data(), sums.data(), x.data(), count, rows, count);
      for (std::int64_t r = 0; r < rows; ++r) {
        const Doubles row = part(x, r * count, count);
        const double most = *std::max_element(row.begin(), row.end());
        double sum = 0;
        for (const double value : row) sum += std::exp(value - most);
        EXPECT_EQ(largest[static_cast<std::size_t>(r)], most);
        EXPECT_NEAR(sums[static_cast<std::size_t>(r)] / sum, 1, 2e-7);
        const Doubles share = part(shares, r * count, count);
        const Doubles log = part(logs, r * count, count);
        for (std::size_t i = 0; i < row.size(); ++i) {
          EXPECT_NEAR(share[i] / (std::exp(row[i] - most) / sum), 1, 3e-7) << count;
          EXPECT_NEAR(log[i], row[i] - most - std::log(sum), 2e-6) << count;
        }
      }
    }
  }
}

TEST(RowsTest, ColumnsGiveTheBitsOfRows) {
  for (const auto* const path : vector_paths()) {
    for (const std::int64_t count : {1, 7, 8, 9, 16, 31, 33, 100}) {
      for (const std::int64_t columns : {path->lanes, path->lanes * 2 + 3, path->lanes * 6 - 1}) {
        const Floats x = scattered(columns * count);
        Floats turned(x.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
          const auto at = static_cast<std::int64_t>(i);
          turned[static_cast<std::size_t>(at % count * columns + at / count)] = x[i];
        }
        for (const bool log : {false, true}) {
          Floats rows(x.size());
          Floats result(x.size());
          (log ? path->log_softmax : path->softmax)(rows.data(), count, x.data(), count, columns,
                                                    count);
          (log ? path->log_softmax_columns : path->softmax_columns)(
              result.data(), columns, turned.data(), columns, columns, count);
          for (std::size_t i = 0; i < x.size(); ++i) {
            const auto at = static_cast<std::int64_t>(i);
            ASSERT_EQ(result[static_cast<std::size_t>(at % count * columns + at / count)], rows[i])
                << columns << " columns of " << count;
          }
        }
      }
    }
  }
}

TEST(RowsTest, Norm) {
  for (const auto* const path : vector_paths()) {
    for (const std::int64_t count : {1, 3, 4, 8, 9, 31, 32, 33, 100}) {
      const Floats x = scattered(count * 5);
      for (int kind = 0; kind < 8; ++kind) {
        const float* const weight = (kind & 1) != 0 ? x.data() + count * 3 : nullptr;
        const float* const bias = (kind & 2) != 0 ? x.data() + count * 4 : nullptr;
        Floats y(static_cast<std::size_t>(count * 3));
        path->norm({y.data(), x.data(), count, 3, count, weight, bias, 0.5, (kind & 4) != 0});
        for (std::int64_t r = 0; r < 3; ++r) {
          Doubles row = part(x, r * count, count);
          const auto n = static_cast<double>(count);
          double mean = 0;
          for (const double value : row) mean += (kind & 4) != 0 ? value / n : 0;
          double squares = 0;
          for (const double value : row) squares += (value - mean) * (value - mean);
          const Doubles actual = part(y, r * count, count);
          for (std::size_t i = 0; i < row.size(); ++i) {
            const double exact = (row[i] - mean) / std::sqrt(squares / n + 0.5) *
                                     (weight != nullptr ? double{weight[i]} : 1) +
                                 (bias != nullptr ? double{bias[i]} : 0);
            EXPECT_NEAR(actual[i], exact, 1e-6) << count << " " << kind;
          }
        }
      }
    }
  }
}

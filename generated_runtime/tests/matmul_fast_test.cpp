// Products large enough for the kernel that works on packed blocks.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <limits>
#include <optional>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tw/ops.h"
#include "tw/parallel.h"

namespace {

using tw::Tensor;

constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

// Small whole numbers, whose products and sums are exact.
Tensor whole(std::int64_t rows, std::int64_t columns, int seed) {
  Tensor x = tw::empty_tensor({rows, columns});
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<float>()[i] = static_cast<float>((i * i % 31 + i * 7 + seed) % 11 - 5);
  return x;
}

// As many threads as before when it ends.
class ThreadsKept {
 public:
  explicit ThreadsKept(int count) { tw::set_threads(count); }
  ~ThreadsKept() { tw::set_threads(before_); }
  ThreadsKept(const ThreadsKept&) = delete;
  ThreadsKept& operator=(const ThreadsKept&) = delete;

 private:
  int before_ = tw::threads();
};

float at(const Tensor& x, std::int64_t row, std::int64_t column) {
  return x.data_as<float>()[row * x.stride(0) + column * x.stride(1)];
}

void expect_product(const Tensor& a, const Tensor& b) {
  const Tensor c = tw::matmul(a, b);
  ASSERT_EQ(c.rank(), 2);
  ASSERT_EQ(c.size(0), a.size(0));
  ASSERT_EQ(c.size(1), b.size(1));
  for (std::int64_t i = 0; i < c.size(0); ++i) {
    for (std::int64_t j = 0; j < c.size(1); ++j) {
      float sum = 0;
      for (std::int64_t p = 0; p < a.size(1); ++p) sum += at(a, i, p) * at(b, p, j);
      ASSERT_EQ(at(c, i, j), sum) << "element " << i << ", " << j << " of " << a.size(0) << " x "
                                  << a.size(1) << " x " << c.size(1);
    }
  }
}

}  // namespace

TEST(MatmulFastTest, SizesAroundTheEdgesOfBlocks) {
  for (const std::int64_t m : {8, 23, 48, 97})
    for (const std::int64_t k : {8, 65, 257})
      for (const std::int64_t n : {8, 24, 47, 49}) expect_product(whole(m, k, 1), whole(k, n, 2));
  expect_product(whole(101, 391, 1), whole(391, 389, 2));
  expect_product(whole(9, 800, 3), whole(800, 31, 4));
  expect_product(whole(9, 40, 3), whole(40, 800, 4));
}

TEST(MatmulFastTest, SizesAroundTheEdgesOfTiles) {
  for (const std::int64_t m : {4, 5, 6, 7, 11, 12, 13, 35, 49, 95, 96, 100, 193})
    for (const std::int64_t n : {7, 9, 15, 17, 31, 32, 33, 63, 65}) {
      expect_product(whole(m, 19, 1), whole(19, n, 2));
      expect_product(whole(m, 19, 3), tw::transpose(whole(n, 19, 4), 0, 1));
      expect_product(tw::transpose(whole(19, m, 5), 0, 1), whole(19, n, 6));
    }
  for (const std::int64_t m : {5, 60}) {
    expect_product(whole(m, 530, 1), whole(530, 18, 2));
    expect_product(whole(m, 20, 1), whole(20, 2100, 2));
    expect_product(whole(m, 5, 1), tw::transpose(whole(1030, 5, 2), 0, 1));
  }
}

// Of as many elements as are split over threads, where the right matrix fits into the caches.
TEST(MatmulFastTest, MiddleSizesOfAnyStrides) {
  for (const std::int64_t m : {128, 201})
    for (const std::int64_t n : {128, 145, 177, 300}) {
      const std::int64_t k = 193;
      expect_product(whole(m, k, 1), whole(k, n, 2));
      expect_product(tw::transpose(whole(k, m, 3), 0, 1), tw::transpose(whole(n, k, 4), 0, 1));
      expect_product(whole(m, k, 5), tw::slice(whole(k, n + 9, 6), 1, 5, n + 5));
      expect_product(whole(m, k, 7), tw::slice(whole(k, 2 * n, 8), 1, 0, std::nullopt, 2));
    }
  expect_product(whole(131, 520, 1), whole(520, 67, 2));
  expect_product(whole(131, 385, 1), tw::transpose(whole(67, 385, 2), 0, 1));
  expect_product(whole(68, 64, 1), whole(64, 1100, 2));  // Rows of b lie more than a page apart.
  expect_product(whole(3100, 65, 1), whole(65, 66, 2));
  expect_product(whole(190, 130, 1), tw::expand(whole(1, 129, 2), {130, 129}));
}

TEST(MatmulFastTest, MiddleSizesHaveTheSameBitsForEveryNumberOfThreads) {
  // Elements whose sums are rounded.
  const auto thirds = [](std::int64_t rows, std::int64_t columns) {
    return tw::div(whole(rows, columns, 1), tw::full({rows, columns}, 3));
  };
  const auto expect_same = [](const Tensor& a, const Tensor& b) {
    const ThreadsKept kept(1);
    const Tensor expected = tw::matmul(a, b);
    for (const int count : {2, 3, 7}) {
      tw::set_threads(count);
      for (int call = 0; call < 5; ++call) {
        const Tensor c = tw::matmul(a, b);
        for (std::int64_t i = 0; i < c.numel(); ++i)
          ASSERT_EQ(c.data_as<float>()[i], expected.data_as<float>()[i]) << count << " threads";
      }
    }
  };
  expect_same(thirds(256, 256), thirds(256, 256));
  expect_same(thirds(513, 300), thirds(300, 257));
  expect_same(thirds(130, 270), tw::transpose(thirds(141, 270), 0, 1));
}

TEST(MatmulFastTest, MiddleSizesKeepNanAndInfinitiesInTheirColumns) {
  Tensor b = tw::full({150, 140}, 1);
  b.data_as<float>()[149 * 140 + 127] = kInf;
  b.data_as<float>()[20 * 140 + 128] = kNan;
  b.data_as<float>()[139] = -kInf;
  const Tensor c = tw::matmul(tw::full({170, 150}, 1), b);
  for (std::int64_t i = 0; i < 170; ++i)
    for (std::int64_t j = 0; j < 140; ++j) {
      if (j == 128)
        ASSERT_TRUE(std::isnan(at(c, i, j))) << i;
      else
        ASSERT_EQ(at(c, i, j), j == 127 ? kInf : j == 139 ? -kInf : 150.0F) << i << ", " << j;
    }
}

TEST(MatmulFastTest, ThinProducts) {
  for (const std::int64_t k : {1, 3, 31, 32, 67, 300})
    for (const std::int64_t n : {1, 2, 3, 4, 40})
      for (const std::int64_t m : {1, 2, 3, 4, 50}) {
        expect_product(whole(m, k, 1), whole(k, n, 2));
        expect_product(whole(m, k, 1), tw::transpose(whole(n, k, 2), 0, 1));
        expect_product(tw::transpose(whole(k, m, 1), 0, 1), tw::transpose(whole(n, k, 2), 0, 1));
        expect_product(whole(m, k, 1), tw::slice(whole(k, 2 * n, 2), 1, 0, std::nullopt, 2));
      }
}

TEST(MatmulFastTest, PaddingReachesNoElement) {
  // Where a has NaN and infinities, padded columns are NaN; those kept are as the definition says.
  for (const std::int64_t n : {7, 17, 31, 33}) {
    Tensor a = tw::full({14, 40}, 1);
    a.data_as<float>()[3] = kInf;
    a.data_as<float>()[13 * 40 + 39] = kNan;
    const Tensor c = tw::matmul(a, tw::full({40, n}, 2));
    for (std::int64_t i = 0; i < 14; ++i)
      for (std::int64_t j = 0; j < n; ++j) {
        if (i == 13)
          EXPECT_TRUE(std::isnan(at(c, i, j))) << j;
        else
          EXPECT_EQ(at(c, i, j), i == 0 ? kInf : 80.0F) << i << ", " << j;
      }
  }
}

TEST(MatmulFastTest, BatchesOfOneRightMatrix) {
  const Tensor b = whole(30, 34, 2);
  const auto expect_rows = [&](const Tensor& a) {
    const Tensor c = tw::matmul(a, b);
    ASSERT_EQ(c.rank(), 4);
    for (std::int64_t i = 0; i < a.size(0); ++i)
      for (std::int64_t j = 0; j < a.size(1); ++j) {
        const Tensor part = tw::select(tw::select(a, 0, i), 0, j);
        const Tensor expected = tw::matmul(part, b);
        const Tensor got = tw::select(tw::select(c, 0, i), 0, j);
        ASSERT_EQ(got.size(0), part.size(0));
        ASSERT_EQ(got.size(1), 34);
        for (std::int64_t row = 0; row < got.size(0); ++row)
          for (std::int64_t column = 0; column < 34; ++column)
            ASSERT_EQ(at(got, row, column), at(expected, row, column)) << i << ", " << j;
      }
  };
  const Tensor a = whole(3 * 5 * 4, 30, 1);
  expect_rows(tw::reshape(a, {3, 5, 4, 30}));
  expect_rows(tw::reshape(a, {12, 5, 1, 30}));
  expect_rows(tw::permute(tw::reshape(a, {3, 5, 4, 30}), {1, 0, 2, 3}));
  expect_rows(tw::permute(tw::reshape(a, {3, 5, 4, 30}), {0, 2, 1, 3}));
  expect_rows(tw::expand(tw::reshape(a, {1, 15, 4, 30}), {2, 15, 4, 30}));
  expect_rows(tw::expand(tw::reshape(whole(4, 30, 1), {1, 1, 4, 30}), {2, 3, 4, 30}));
}

TEST(MatmulFastTest, TakesAnyStrides) {
  expect_product(tw::transpose(whole(261, 53, 1), 0, 1), whole(261, 50, 2));
  expect_product(whole(53, 261, 1), tw::transpose(whole(50, 261, 2), 0, 1));
  expect_product(tw::slice(whole(53, 130, 1), 1, 1, std::nullopt, 2),
                 tw::slice(whole(65, 123, 2), 1, 0, std::nullopt, 3));
  expect_product(tw::expand(whole(1, 40, 1), {50, 40}), tw::expand(whole(40, 1, 2), {40, 50}));
  expect_product(tw::as_strided(whole(1, 100, 1), {40, 60}, {1, 1}, 0),
                 tw::as_strided(whole(1, 200, 2), {60, 45}, {2, 1}, 0));
}

TEST(MatmulFastTest, NanAndInfinitiesStayInTheirRowsAndColumns) {
  Tensor a = tw::empty_tensor({50, 270});
  Tensor b = tw::empty_tensor({270, 51});
  for (std::int64_t i = 0; i < a.numel(); ++i) a.data_as<float>()[i] = 1;
  for (std::int64_t i = 0; i < b.numel(); ++i) b.data_as<float>()[i] = 1;
  a.data_as<float>()[49 * 270 + 269] = kInf;  // The last row, where the last panel is padded.
  a.data_as<float>()[3 * 270 + 7] = 0;
  b.data_as<float>()[7 * 51 + 50] = -kInf;  // The last column as well.
  b.data_as<float>()[5 * 51 + 20] = kNan;
  const Tensor c = tw::matmul(a, b);
  for (std::int64_t i = 0; i < 50; ++i) {
    for (std::int64_t j = 0; j < 51; ++j) {
      const float value = at(c, i, j);
      const bool undefined = j == 20 || (j == 50 && (i == 3 || i == 49));
      if (undefined)
        EXPECT_TRUE(std::isnan(value)) << i << ", " << j;
      else
        EXPECT_EQ(value, i == 49 ? kInf : j == 50 ? -kInf : i == 3 ? 269.0F : 270.0F) << i << ", " << j;
    }
  }
}

TEST(MatmulFastTest, RoundsAsSinglePrecisionDoes) {
  const std::int64_t k = 600;
  Tensor a = tw::empty_tensor({13, k});
  Tensor b = tw::empty_tensor({k, 19});
  for (std::int64_t i = 0; i < a.numel(); ++i)
    a.data_as<float>()[i] = std::sin(static_cast<float>(i));
  for (std::int64_t i = 0; i < b.numel(); ++i)
    b.data_as<float>()[i] = std::cos(static_cast<float>(3 * i));
  const Tensor c = tw::matmul(a, b);
  for (std::int64_t i = 0; i < 13; ++i) {
    for (std::int64_t j = 0; j < 19; ++j) {
      double exact = 0;
      double absolute = 0;
      for (std::int64_t p = 0; p < k; ++p) {
        const double product = static_cast<double>(at(a, i, p)) * at(b, p, j);
        exact += product;
        absolute += std::abs(product);
      }
      EXPECT_NEAR(at(c, i, j), exact, static_cast<double>(k) * std::ldexp(absolute, -23));
    }
  }
}

TEST(MatmulFastTest, TakesEveryFloatDtype) {
  // The sums are exact in float, so those of other dtypes differ in how they are rounded only.
  const auto expect_same = [](const Tensor& a, const Tensor& b) {
    for (const tw::Dtype dtype : {tw::Dtype::f16, tw::Dtype::bf16, tw::Dtype::f64}) {
      const Tensor c = tw::matmul(tw::cast(a, dtype), tw::cast(b, dtype));
      ASSERT_EQ(c.dtype(), dtype);
      const Tensor expected = tw::cast(tw::cast(tw::matmul(a, b), dtype), tw::Dtype::f32);
      const Tensor got = tw::cast(c, tw::Dtype::f32);
      for (std::int64_t i = 0; i < got.numel(); ++i)
        ASSERT_EQ(got.data_as<float>()[i], expected.data_as<float>()[i]) << tw::name_of(dtype) << ", element " << i;
    }
  };
  for (const std::int64_t m : {8, 49})
    for (const std::int64_t k : {8, 257})
      for (const std::int64_t n : {8, 47}) expect_same(whole(m, k, 1), whole(k, n, 2));
  expect_same(whole(9, 600, 3), whole(600, 270, 4));
  expect_same(whole(145, 131, 5), whole(131, 147, 6));
}

TEST(MatmulFastTest, ReadsOtherDtypesInPlace) {
  for (const tw::Dtype dtype : {tw::Dtype::f16, tw::Dtype::bf16, tw::Dtype::f64}) {
    const Tensor a = tw::transpose(tw::cast(whole(60, 53, 1), dtype), 0, 1);
    const Tensor b = tw::slice(tw::transpose(tw::cast(whole(81, 60, 2), dtype), 0, 1), 1, 1, std::nullopt, 2);
    const Tensor got = tw::cast(tw::matmul(a, b), tw::Dtype::f64);
    const Tensor wide = tw::matmul(tw::cast(a, tw::Dtype::f32), tw::cast(b, tw::Dtype::f32));
    const Tensor expected = tw::cast(tw::cast(wide, dtype), tw::Dtype::f64);
    for (std::int64_t i = 0; i < got.numel(); ++i)
      ASSERT_EQ(got.data_as<double>()[i], expected.data_as<double>()[i]) << tw::name_of(dtype) << ", element " << i;
  }
}

TEST(MatmulFastTest, DoublesAreMultipliedAsDoubles) {
  const Tensor a = tw::full({20, 300}, 1 + 0x1p-30, tw::Dtype::f64);
  const Tensor c = tw::matmul(a, tw::full({300, 20}, 1, tw::Dtype::f64));
  for (std::int64_t i = 0; i < c.numel(); ++i) ASSERT_EQ(c.data_as<double>()[i], 300 + 300 * 0x1p-30);
}

// Workers wait for a while after each call, awake and then asleep: all calls come through in both.
TEST(MatmulFastTest, CallsInARowAndAfterPausesAreAllServed) {
  for (const int count : {2, 3, 6}) {
    const ThreadsKept kept(count);
    for (int call = 0; call < 2000; ++call) {
      if (call % 200 == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      std::vector<int> seen(static_cast<std::size_t>(1 + call % 9), 0);
      tw::parallel_for(static_cast<std::int64_t>(seen.size()), 1,
                       [&](std::int64_t begin, std::int64_t) {
                         ++seen[static_cast<std::size_t>(begin)];
                       });
      ASSERT_EQ(seen, std::vector<int>(seen.size(), 1));
    }
    EXPECT_THROW(tw::parallel_for(count, 1,
                                  [](std::int64_t begin, std::int64_t) {
                                    if (begin > 0) throw std::runtime_error("piece");
                                  }),
                 std::runtime_error);
  }
}

// The caller sleeps as well while a worker has long to go, and is woken.
TEST(MatmulFastTest, WhoWaitsLongSleeps) {
  const ThreadsKept kept(4);
  const auto nap = [] { std::this_thread::sleep_for(std::chrono::milliseconds(60)); };
  const std::thread::id here = std::this_thread::get_id();
  std::atomic<int> inside{0};
  const std::clock_t before = std::clock();
  tw::parallel_for(2, 1, [&](std::int64_t, std::int64_t) {
    ++inside;
    inside.notify_all();
    for (int seen = inside; seen < 2; seen = inside) inside.wait(seen);
    if (std::this_thread::get_id() != here) nap();
  });
  nap();
  // Of the processor's time: 4 threads that stay awake would take 480 ms on as many cores.
  EXPECT_LT(static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC, 0.05);
}

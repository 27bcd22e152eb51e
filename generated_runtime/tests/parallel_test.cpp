#include "tw/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <functional>
#include <limits>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tw/error.h"
#include "tw/ops.h"

namespace {

using tw::Tensor;
using Stretches = std::multiset<std::pair<std::int64_t, std::int64_t>>;

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

Stretches stretches(std::int64_t count, std::int64_t grain) {
  std::atomic<std::size_t> used{0};
  std::vector<std::pair<std::int64_t, std::int64_t>> all(1000);
  tw::parallel_for(count, grain, [&](std::int64_t begin, std::int64_t end) {
    all[used.fetch_add(1)] = {begin, end};
  });
  all.resize(used);
  return {all.begin(), all.end()};
}

std::string message_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "nothing was thrown";
}

template <class T>
Tensor scattered(tw::IntSpan sizes, tw::Dtype dtype) {
  Tensor x = tw::empty_tensor(sizes, dtype);
  std::uint32_t state = 12345;
  for (std::int64_t i = 0; i < x.numel(); ++i) {
    state = state * 1664525U + 1013904223U;
    x.data_as<T>()[i] = static_cast<T>(static_cast<double>(state >> 8U) / 4194304.0 - 2.0);
  }
  return x;
}

Tensor floats(tw::IntSpan sizes) {
  return scattered<float>(sizes, tw::Dtype::f32);
}

Tensor doubles(tw::IntSpan sizes) {
  return scattered<double>(sizes, tw::Dtype::f64);
}

template <class T>
bool same_bits(const Tensor& a, const Tensor& b) {
  const auto bytes = static_cast<std::size_t>(a.numel()) * sizeof(T);
  return std::memcmp(a.data_as<T>(), b.data_as<T>(), bytes) == 0;
}

// Whether the result has the same bits for every number of threads.
template <class T>
void expect_same_bits(const std::function<Tensor()>& call) {
  const ThreadsKept kept(1);
  const Tensor expected = call();
  for (const int count : {2, 3, 7}) {
    tw::set_threads(count);
    EXPECT_TRUE(same_bits<T>(expected, call())) << "for " << count << " threads";
  }
}

// Each product in double, in the order of the indices.
void expect_product(const Tensor& a, const Tensor& b) {
  const ThreadsKept kept(3);
  const Tensor c = tw::matmul(a, b);
  const std::int64_t m = a.size(0);
  const std::int64_t k = a.size(1);
  const std::int64_t n = b.size(1);
  ASSERT_EQ(c.size(0), m);
  ASSERT_EQ(c.size(1), n);
  const auto at = [](const Tensor& x, std::int64_t i, std::int64_t j) {
    return static_cast<double>(x.data_as<float>()[i * x.stride(0) + j * x.stride(1)]);
  };
  // Some columns of all rows, and some rows of all columns.
  for (std::int64_t i = 0; i < m; ++i) {
    for (std::int64_t j = i % 5 == 0 ? 0 : i % 7; j < n; j += i % 5 == 0 ? 1 : 7) {
      double sum = 0;
      double size = 0;
      for (std::int64_t p = 0; p < k; ++p) {
        sum += at(a, i, p) * at(b, p, j);
        size += std::abs(at(a, i, p) * at(b, p, j));
      }
      ASSERT_NEAR(at(c, i, j), sum, size * 1e-5) << m << "x" << k << "x" << n << " at " << i << ", " << j;
    }
  }
}

}  // namespace

TEST(ParallelTest, StretchesAreTheSameForEveryNumberOfThreads) {
  for (const int count : {1, 2, 5}) {
    const ThreadsKept kept(count);
    EXPECT_EQ(stretches(7, 4), (Stretches{{0, 4}, {4, 7}}));
    EXPECT_EQ(stretches(8, 4), (Stretches{{0, 4}, {4, 8}}));
    EXPECT_EQ(stretches(3, 10), (Stretches{{0, 3}}));
    EXPECT_EQ(stretches(3, std::numeric_limits<std::int64_t>::max()), (Stretches{{0, 3}}));
    EXPECT_EQ(stretches(0, 4), Stretches{});
    EXPECT_EQ(stretches(1000, 1).size(), 1000U);
  }
}

TEST(ParallelTest, ThreadsAreAsManyAsSet) {
  EXPECT_GE(tw::threads(), 1);
  const ThreadsKept kept(3);
  EXPECT_EQ(tw::threads(), 3);
  EXPECT_EQ(message_of([] { tw::set_threads(0); }),
            "[set_threads] a thread is needed, got 0");
  EXPECT_EQ(message_of([] { tw::set_threads(-2); }),
            "[set_threads] a thread is needed, got -2");
  EXPECT_EQ(tw::threads(), 3);
}

// The first piece ends only when the others have run.
TEST(ParallelTest, WorkersHelp) {
  const ThreadsKept kept(2);
  std::atomic<int> others{0};
  tw::parallel_for(4, 1, [&](std::int64_t begin, std::int64_t) {
    if (begin > 0) {
      ++others;
      others.notify_all();
    } else {
      for (int seen = others; seen < 3; seen = others) others.wait(seen);
    }
  });
  EXPECT_EQ(others, 3);
}

// All three pieces wait for each other, so that each needs a thread of its own.
TEST(ParallelTest, EveryThreadIsUsedAfterTheirNumberHasChanged) {
  const ThreadsKept kept(2);
  for (const int count : {3, 1, 4, 2, 5}) {
    tw::set_threads(count);
    std::atomic<int> inside{0};
    tw::parallel_for(count, 1, [&](std::int64_t, std::int64_t) {
      ++inside;
      inside.notify_all();
      for (int seen = inside; seen < count; seen = inside) inside.wait(seen);
    });
    EXPECT_EQ(inside, count);
  }
}

TEST(ParallelTest, NestedCallsStayInTheirThreadAndInOrder) {
  for (const int count : {1, 3}) {
    const ThreadsKept kept(count);
    std::atomic<int> elsewhere{0};
    std::atomic<int> pieces{0};
    for (const std::int64_t outer : {1, 20}) {
      tw::parallel_for(outer, 1, [&](std::int64_t, std::int64_t) {
        const std::thread::id here = std::this_thread::get_id();
        std::int64_t next = 0;
        tw::parallel_for(30, 4, [&](std::int64_t begin, std::int64_t end) {
          if (std::this_thread::get_id() != here || begin != next) ++elsewhere;
          next = end;
          ++pieces;
        });
        if (next != 30) ++elsewhere;
      });
    }
    EXPECT_EQ(elsewhere, 0);
    EXPECT_EQ(pieces, 21 * 8);
  }
}

TEST(ParallelTest, TheFirstExceptionComesOutAfterAllPieces) {
  for (const int count : {1, 2, 4}) {
    const ThreadsKept kept(count);
    for (const bool nested : {false, true}) {
      std::atomic<int> ended{0};
      const auto call = [&] {
        tw::parallel_for(50, 1, [&](std::int64_t begin, std::int64_t) {
          ++ended;
          if (begin >= 17) throw std::runtime_error("piece " + std::to_string(begin));
        });
      };
      EXPECT_EQ(message_of([&] {
                  if (nested)
                    tw::parallel_for(1, 1, [&](std::int64_t, std::int64_t) { call(); });
                  else
                    call();
                }),
                "piece 17");
      EXPECT_EQ(ended, 50);
    }
    EXPECT_EQ(stretches(9, 3).size(), 3U);
  }
}

TEST(ParallelTest, APieceCannotSetTheThreads) {
  const ThreadsKept kept(2);
  EXPECT_EQ(message_of([] {
              tw::parallel_for(2, 1, [](std::int64_t, std::int64_t) { tw::set_threads(3); });
            }),
            "[set_threads] a piece of parallel_for would wait for itself");
  EXPECT_EQ(tw::threads(), 2);
}

TEST(ParallelTest, CallsFromSeveralThreadsAreAllServed) {
  const ThreadsKept kept(3);
  std::atomic<std::int64_t> sum{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      for (int call = 0; call < 100; ++call)
        tw::parallel_for(20, 3, [&](std::int64_t begin, std::int64_t end) { sum += end - begin; });
    });
  }
  for (int count = 1; count < 20; ++count) tw::set_threads(1 + count % 4);
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(sum, 4 * 100 * 20);
}

// A caller whose pieces wait for those of another caller.
TEST(ParallelTest, NoCallWaitsForAnother) {
  const ThreadsKept kept(2);
  std::atomic<bool> done{false};
  std::thread other;
  tw::parallel_for(2, 1, [&](std::int64_t begin, std::int64_t) {
    if (begin != 0) return done.wait(false);
    other = std::thread([&] {
      tw::parallel_for(5, 1, [](std::int64_t, std::int64_t) {});
      done = true;
      done.notify_all();
    });
    done.wait(false);
  });
  other.join();
  EXPECT_TRUE(done);
}

TEST(ParallelTest, SetThreadsWaitsForRunningWork) {
  const ThreadsKept kept(2);
  std::atomic<bool> begun{false};
  std::atomic<int> ended{0};
  std::thread caller([&] {
    tw::parallel_for(8, 1, [&](std::int64_t, std::int64_t) {
      begun = true;
      begun.notify_all();
      for (int i = 0; i < 100; ++i) std::this_thread::yield();
      ++ended;
    });
  });
  begun.wait(false);
  tw::set_threads(1);
  EXPECT_EQ(ended, 8);
  caller.join();
}

TEST(ParallelTest, ProductsHaveTheSameBits) {
  const auto product = [](const Tensor& a, const Tensor& b) {
    return [=] { return tw::matmul(a, b); };
  };
  expect_same_bits<float>(product(floats({300, 200}), floats({200, 310})));
  expect_same_bits<double>(product(doubles({150, 130}), tw::transpose(doubles({140, 130}), 0, 1)));
  expect_same_bits<float>(product(floats({1500, 1500}), floats({1500})));
  expect_same_bits<float>(product(floats({1500}), floats({1500, 1500})));
  expect_same_bits<float>(product(floats({20, 30, 70}), floats({20, 70, 60})));
  expect_same_bits<float>(product(floats({2, 3, 130, 140}), floats({3, 140, 150})));
}

TEST(ParallelTest, LargeProductsAreRight) {
  expect_product(floats({300, 200}), floats({200, 310}));
  expect_product(tw::transpose(floats({200, 193}), 0, 1), tw::transpose(floats({257, 200}), 0, 1));
  expect_product(floats({2, 1100}), floats({1100, 1100}));
  expect_product(floats({1100, 1100}), floats({1100, 1}));
  expect_product(floats({900, 2}), floats({2, 1300}));
  expect_product(floats({40, 300}), floats({300, 500}));
  expect_product(floats({1, 70000}), floats({70000, 40}));
}

// Batches give what each of their products gives by itself; these are too small to be split.
TEST(ParallelTest, LargeBatchesAreRight) {
  const ThreadsKept kept(3);
  const Tensor a = floats({3, 7, 20, 60});
  const Tensor b = floats({7, 60, 90});
  const Tensor c = tw::matmul(a, b);
  for (std::int64_t i = 0; i < 3; ++i)
    for (std::int64_t j = 0; j < 7; ++j) {
      const auto at = [](const Tensor& x, std::int64_t index) { return tw::select(x, 0, index); };
      EXPECT_TRUE(same_bits<float>(at(at(c, i), j), tw::matmul(at(at(a, i), j), at(b, j))));
    }
}

TEST(ParallelTest, LargeLinearIsRight) {
  const Tensor weight = floats({90, 70});
  const Tensor bias = floats({90});
  const Tensor whole = floats({20, 100, 70});
  for (const Tensor& x : {whole, tw::slice(whole, 1, 0, 60), tw::slice(whole, 0, 0, 2)}) {
    expect_same_bits<float>([&] { return tw::linear(x, weight, bias); });
    const Tensor y = tw::linear(x, weight, bias);
    const Tensor product = tw::matmul(tw::contiguous(x), tw::transpose(weight, 0, 1));
    for (std::int64_t i = 0; i < y.numel(); ++i) {
      ASSERT_NEAR(y.data_as<float>()[i],
                  product.data_as<float>()[i] + bias.data_as<float>()[i % 90], 2e-3);
    }
  }
}

TEST(ParallelTest, ReductionsHaveTheSameBits) {
  const std::vector<std::vector<std::int64_t>> shapes{
      {300001}, {700, 300}, {3, 90000}, {90000, 3}, {60, 50, 70}};
  for (const std::vector<std::int64_t>& sizes : shapes) {
    const Tensor x = floats(sizes);
    const Tensor wide = doubles(sizes);
    expect_same_bits<float>([&] { return tw::sum(x); });
    expect_same_bits<double>([&] { return tw::sum(wide); });
    expect_same_bits<double>([&] { return tw::var(wide); });
    for (std::int64_t dim = 0; dim < x.rank(); ++dim) {
      expect_same_bits<float>([&] { return tw::sum(x, {{dim}}); });
      expect_same_bits<double>([&] { return tw::sum(wide, {{dim}}); });
      expect_same_bits<float>([&] { return tw::var(x, {{dim}}); });
      expect_same_bits<float>([&] { return tw::amax(tw::transpose(x, 0, -1), {{dim}}); });
    }
  }
}

// Whole numbers, whose sums are exact in any order.
TEST(ParallelTest, LargeReductionsAreRight) {
  const ThreadsKept kept(3);
  for (const auto& [rows, columns] : std::vector<std::pair<std::int64_t, std::int64_t>>{
           {1, 100001}, {100001, 1}, {300, 400}, {3, 50000}, {50000, 3}, {65, 1100}, {1100, 65}}) {
    Tensor x = tw::empty_tensor({rows, columns}, tw::Dtype::f64);
    std::vector<double> of_rows(static_cast<std::size_t>(rows));
    std::vector<double> of_columns(static_cast<std::size_t>(columns));
    double all = 0;
    for (std::int64_t i = 0; i < rows; ++i) {
      for (std::int64_t j = 0; j < columns; ++j) {
        const auto value = static_cast<double>((i * 7919 + j * 104729) % 1009);
        x.data_as<double>()[i * columns + j] = value;
        of_rows[static_cast<std::size_t>(i)] += value;
        of_columns[static_cast<std::size_t>(j)] += value;
        all += value;
      }
    }
    const auto values = [](const Tensor& y) {
      return std::vector<double>(y.data_as<double>(), y.data_as<double>() + y.numel());
    };
    EXPECT_EQ(values(tw::sum(x)), std::vector<double>{all});
    EXPECT_EQ(values(tw::sum(x, {{1}})), of_rows);
    EXPECT_EQ(values(tw::sum(x, {{0}})), of_columns);
    const Tensor turned = tw::transpose(x, 0, 1);
    EXPECT_EQ(values(tw::sum(turned, {{0}})), of_rows);
    EXPECT_EQ(values(tw::sum(turned, {{1}})), of_columns);
    EXPECT_EQ(values(tw::mean(x)), std::vector<double>{all / static_cast<double>(rows * columns)});

    for (const std::int64_t at : {std::int64_t{0}, x.numel() / 2, x.numel() - 1}) {
      double& one = x.data_as<double>()[at];
      const double before = std::exchange(one, 5000);
      EXPECT_EQ(values(tw::amax(x)), std::vector<double>{5000});
      one = -1;
      EXPECT_EQ(values(tw::amin(x)), std::vector<double>{-1});
      one = std::numeric_limits<double>::infinity();
      EXPECT_EQ(values(tw::sum(x)), std::vector<double>{one});
      one = before;
    }
  }
}

// What rounding takes from the sum of one stretch is not lost where the stretches are joined.
TEST(ParallelTest, SumsOfStretchesKeepTheirRest) {
  const ThreadsKept kept(2);
  Tensor x = tw::empty_tensor({200000}, tw::Dtype::f64);
  for (std::int64_t i = 0; i < x.numel(); ++i) x.data_as<double>()[i] = 0;
  x.data_as<double>()[0] = 1e16;
  x.data_as<double>()[500] = 1;
  x.data_as<double>()[199999] = -1e16;
  EXPECT_EQ(tw::sum(x).data_as<double>()[0], 1.0);
}

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <thread>
#include <vector>

#if defined(__GLIBC__)
#include <malloc.h>
#endif

#include "tw/autograd.h"
#include "tw/memory.h"
#include "tw/ops.h"

namespace {

using tw::Dtype;
using tw::Tensor;
using Numbers = std::vector<double>;
using Tensors = std::vector<Tensor>;

Tensor tensor(const Numbers& numbers) {
  const Tensor x = tw::empty_tensor({static_cast<std::int64_t>(numbers.size())}, Dtype::f64);
  std::copy(numbers.begin(), numbers.end(), x.data_as<double>());
  return x;
}

Tensor leaf(const Numbers& numbers) {
  Tensor x = tensor(numbers);
  tw::set_requires_grad(x);
  return x;
}

Numbers values(const Tensor& x) {
  return {x.data_as<double>(), x.data_as<double>() + x.numel()};
}

// Of the process, as far as the system's lists tell; 0 where they do not.
std::size_t bytes_in_use() {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
  const auto info = mallinfo2();
  return info.uordblks + info.hblkhd;
#else
  return 0;
#endif
}

// Of so many ops; every tenth one saves tensors and keeps its sizes.
Tensor chain(const Tensor& x, int count) {
  Tensor y = x;
  for (int i = 0; i < count; ++i) {
    y = tw::add(y, x);
    if (i % 10 == 0) y = tw::reshape(tw::mul(y, tensor({1, 1})), {2});
  }
  return y;
}

}  // namespace

TEST(GraphMemoryTest, AGraphThatIsGoneLeavesNothing) {
  constexpr int kCount = 1000;
  constexpr std::size_t kSlack = std::size_t{300} << 10;  // Far less than two graphs take.
  const Tensor x = leaf({1, 2});
  const Tensor ones = tensor({1, 1});
  const auto use = [&] {
    tw::backward(chain(x, kCount), ones);
    (void)chain(x, kCount);  // Dropped as it is.
    (void)tw::gradients(Tensors{chain(x, kCount)}, Tensors{x}, Tensors{ones});
    tw::backward(chain(x, kCount), ones, {.retain_graph = true});
    tw::clear_grad(x);
  };

  use();
  const std::size_t live = tw::memory_stats().live_bytes;
  const std::size_t kept = bytes_in_use();
  for (int i = 0; i < 8; ++i) use();
  EXPECT_EQ(tw::memory_stats().live_bytes, live);
  EXPECT_LE(bytes_in_use(), kept + kSlack);

  // What the lists kept goes back to the system.
  tw::release_memory();
  const std::size_t released = bytes_in_use();
  {
    const Tensor y = chain(x, kCount);
    if (tw::kKeepsMemory && kept != 0) {
      EXPECT_GT(bytes_in_use(), released + 100000);
    }
  }
  tw::release_memory();
  EXPECT_LE(bytes_in_use(), released + kSlack / 3);
  EXPECT_EQ(tw::memory_stats().live_bytes, live);
}

TEST(GraphMemoryTest, AResultMayGoBeforeItsNodeAndAfterIt) {
  const Tensor x = leaf({1, 2});
  const Tensor ones = tensor({1, 1});
  const std::size_t live = tw::memory_stats().live_bytes;
  {
    Tensor a = tw::exp(x);
    Tensor b = tw::mul(a, a);
    a = Tensor();
    const Tensor c = tw::add_(b, ones);  // Takes a second node.
    Tensor view = tw::reshape(b, {2, 1});
    tw::mul_(b, ones);  // The view's node is an old one.
    EXPECT_TRUE(tw::requires_grad(view));
    tw::backward(tw::reshape(view, {2}), ones);
    b = Tensor();
  }
  tw::clear_grad(x);
  EXPECT_EQ(tw::memory_stats().live_bytes, live);
}

TEST(GraphMemoryTest, NodesWithManyOwnersAreFoundOnce) {
  constexpr std::size_t kCount = 45;
  const Tensor x = leaf({1});
  Tensors all{x};
  for (std::size_t i = 1; i < kCount; ++i) all.push_back(tw::add(all[i - 1], all[i / 2]));
  Numbers expected(kCount, 0.0);
  expected[kCount - 1] = 1;
  for (std::size_t i = kCount - 1; i > 0; --i) {
    expected[i - 1] += expected[i];
    expected[i / 2] += expected[i];
  }

  const Tensors found =
      tw::gradients(Tensors{all.back()}, all, Tensors{tensor({1})}, {.retain_graph = true});
  for (std::size_t i = 0; i < kCount; ++i)
    EXPECT_EQ(values(found[i]), (Numbers{expected[i]})) << i;
  int seen = 0;
  for (const Tensor& one : all)
    tw::add_hook(one, [&](const Tensor&) {
      ++seen;
      return Tensor();
    });
  tw::backward(all.back(), tensor({1}));
  EXPECT_EQ(seen, static_cast<int>(kCount));
  EXPECT_EQ(values(tw::grad(x)), (Numbers{expected[0]}));
}

TEST(GraphMemoryTest, ThreadsMayGoThroughOneGraphAtATime) {
  constexpr int kCalls = 40;
  const Tensor x = leaf({1, 2});
  const Tensor w = leaf({2, 3});
  const Tensor ones = tensor({1, 1});
  Tensor y = x;
  for (int i = 0; i < 30; ++i) y = tw::add(y, tw::mul(x, w));
  const Tensor h = tw::mul(y, ones);
  const Tensor end = tw::add(h, h);
  const auto run = [&] {
    for (int i = 0; i < kCalls; ++i) {
      tw::backward(end, ones, {.retain_graph = true});
      const Tensors found =
          tw::gradients(Tensors{end}, Tensors{x, h}, Tensors{ones}, {.retain_graph = true});
      EXPECT_EQ(values(found[0]), (Numbers{122, 182}));
      EXPECT_EQ(values(found[1]), (Numbers{2, 2}));
    }
  };

  std::thread other(run);
  run();
  other.join();
  EXPECT_EQ(values(tw::grad(x)), (Numbers{2 * kCalls * 122, 2 * kCalls * 182}));
  EXPECT_EQ(values(tw::grad(w)), (Numbers{2 * kCalls * 60, 2 * kCalls * 120}));
}

TEST(GraphMemoryTest, AHookMayGoThroughTheSameGraph) {
  const Tensor x = leaf({1, 2});
  const Tensor ones = tensor({1, 1});
  const Tensor h = tw::mul(x, tensor({3, 3}));
  const Tensor y = tw::add(h, x);
  bool frees = false;
  bool inside = false;
  tw::add_hook(h, [&](const Tensor&) {
    if (inside) return Tensor();
    inside = true;
    tw::backward(y, ones, {.retain_graph = !frees});
    inside = false;
    return Tensor();
  });

  tw::backward(y, ones, {.retain_graph = true});
  EXPECT_EQ(values(tw::grad(x)), (Numbers{8, 8}));
  frees = true;
  try {
    tw::backward(y, ones);
    ADD_FAILURE() << "the hook freed the graph";
  } catch (const tw::Error& error) {
    EXPECT_STREQ(error.what(), "[backward] the graph was freed; retain_graph keeps it");
  }
}

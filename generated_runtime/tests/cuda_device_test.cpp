// On a CUDA device, or on the emulator.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tw/autograd.h"
#include "tw/device.h"
#include "tw/dispatch.h"
#include "tw/indexing.h"
#include "tw/layers.h"
#include "tw/memory.h"
#include "tw/ops.h"
#include "tw/random.h"

namespace {

using tw::Device;
using tw::DeviceGuard;
using tw::Dtype;
using tw::Tensor;
using Numbers = std::vector<double>;

constexpr Device kCpu;
constexpr Device kCuda{Device::Kind::cuda, 0};
constexpr Dtype kDtypes[] = {Dtype::boolean, Dtype::u8,  Dtype::i8,   Dtype::i16, Dtype::i32,
                             Dtype::i64,     Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64};

std::string error_of(const std::function<void()>& run) {
  try {
    run();
    return "no error";
  } catch (const tw::Error& error) {
    return error.what();
  }
}

#define TW_THROWS(call, message) EXPECT_EQ(error_of([&] { (void)(call); }), message)

Tensor by_name(const char* op, std::vector<tw::Value> arguments) {
  return std::get<Tensor>(tw::call(op, std::move(arguments)).at(0));
}

Tensor cuda(const Tensor& x) {
  return tw::to_device(x, kCuda);
}

Tensor cpu(const Tensor& x) {
  return tw::to_device(x, kCpu);
}

// 0, 1, 2 ..., as far as the dtype goes.
Tensor counted(tw::IntSpan sizes, Dtype dtype = Dtype::f32) {
  const Tensor numbers = tw::empty_tensor(sizes, Dtype::i64);
  for (std::int64_t i = 0; i < numbers.numel(); ++i) numbers.data_as<std::int64_t>()[i] = i;
  return tw::cast(numbers, dtype);
}

// Every byte of any kind but for bools.
Tensor drawn(tw::IntSpan sizes, Dtype dtype) {
  const Tensor x = tw::empty_tensor(sizes, dtype);
  auto* const bytes = x.data_as<unsigned char>();
  const auto count = x.numel() * static_cast<std::int64_t>(tw::bytes_of(dtype));
  for (std::int64_t i = 0; i < count; ++i)
    bytes[i] = static_cast<unsigned char>(dtype == Dtype::boolean ? i % 3 == 0 : i * 37 + i / 251);
  return x;
}

// Whether both have the same sizes, dtype and bits; one on the CPU at least.
bool same(const Tensor& got, const Tensor& expected) {
  const tw::NoGrad guard;
  if (got.dtype() != expected.dtype() || !std::ranges::equal(got.sizes(), expected.sizes()))
    return false;
  const Tensor a = tw::contiguous(cpu(got));
  const Tensor b = tw::contiguous(cpu(expected));
  const auto bytes = static_cast<std::size_t>(a.numel()) * tw::bytes_of(a.dtype());
  return bytes == 0 || std::memcmp(a.data(), b.data(), bytes) == 0;
}

Numbers values(const Tensor& x) {
  const tw::NoGrad guard;
  const Tensor y = tw::contiguous(tw::cast(cpu(x), Dtype::f64));
  return {y.data_as<double>(), y.data_as<double>() + y.numel()};
}

Tensor leaf(const Tensor& x) {
  const Tensor y = tw::clone(tw::detach(x));
  tw::set_requires_grad(y);
  return y;
}

std::vector<Tensor> layouts(const Tensor& x) {
  return {x, tw::transpose(x, 0, 1), tw::slice(x, 1, 1, std::nullopt, 2),
          tw::narrow(x, 0, 1, x.size(0) - 1), tw::expand(tw::select(x, 0, 1), {4, -1})};
}

}  // namespace

TEST(CudaDeviceTest, CopiesThereAndBackAreExact) {
  for (const Dtype dtype : kDtypes) {
    const std::vector<Tensor> xs = layouts(drawn({5, 33}, dtype));
    const std::vector<Tensor> views = layouts(cuda(xs[0]));
    for (std::size_t i = 0; i < xs.size(); ++i) {
      const Tensor there = by_name("cuda", {xs[i]});
      EXPECT_TRUE(there.device() == kCuda && there.is_contiguous());
      const Tensor back = by_name("cpu", {there});
      EXPECT_TRUE(back.device() == kCpu && back.is_contiguous());
      EXPECT_TRUE(same(back, xs[i])) << name_of(dtype) << " " << i;
      // The same view, made there, which is given back as it is.
      EXPECT_TRUE(views[i].device() == kCuda && views[i].shares_storage_with(views[0]));
      EXPECT_EQ(by_name("cuda", {views[i]}).impl(), views[i].impl());
      EXPECT_EQ(tw::detach(views[i]).device(), kCuda);
      EXPECT_FALSE(tw::requires_grad(views[i]));
      EXPECT_TRUE(same(views[i], xs[i])) << name_of(dtype) << " " << i;
    }
  }
}

TEST(CudaDeviceTest, SizesAroundABlock) {
  for (const std::int64_t n : {0, 1, 2, 255, 256, 257, 511, 513, 1025}) {
    const Tensor x = counted({n, 2}, Dtype::i16);
    EXPECT_TRUE(same(cuda(x), x)) << n;
    EXPECT_TRUE(same(tw::clone(tw::transpose(cuda(x), 0, 1)), tw::transpose(x, 0, 1))) << n;
    EXPECT_TRUE(same(tw::contiguous(tw::select(cuda(x), 1, 1)), tw::select(x, 1, 1))) << n;
    const Tensor sevens = tw::full({n}, 7.0, Dtype::u8);
    const DeviceGuard guard(kCuda);
    EXPECT_TRUE(same(tw::full({n}, 7.0, Dtype::u8), sevens)) << n;
  }
  const Tensor scalar = counted({}, Dtype::f64);
  EXPECT_TRUE(same(cuda(scalar), scalar));
  EXPECT_TRUE(same(tw::clone(tw::expand(cuda(scalar), {1, 3, 1})), tw::expand(scalar, {1, 3, 1})));
}

TEST(CudaDeviceTest, MoreThanEightDimsThatDoNotJoin) {
  const std::vector<std::int64_t> sizes(11, 2);
  const Tensor x = counted(sizes, Dtype::i32);
  std::vector<std::int64_t> dims;
  for (std::int64_t i = 10; i >= 0; --i) dims.push_back(i);
  const Tensor turned = tw::permute(x, dims);
  EXPECT_TRUE(same(tw::clone(tw::permute(cuda(x), dims)), turned));
  const Tensor most = tw::expand(tw::unsqueeze(turned, 3), {2, 2, 2, 3, 2, 2, 2, 2, 2, 2, 2, 2});
  EXPECT_TRUE(same(cuda(most), most));
  const Tensor to = cuda(tw::full(sizes, -1.0, Dtype::i32));
  tw::copy_(tw::permute(to, dims), cuda(x));
  EXPECT_TRUE(same(to, turned));
}

TEST(CudaDeviceTest, StoragesLieOnTheDevice) {
  const tw::MemoryStats before = tw::memory_stats();
  {
    const DeviceGuard guard(kCuda);
    std::vector<Tensor> kept;
    for (std::int64_t n = 1; n < 600; n += 97) {
      kept.push_back(tw::empty_tensor({n}, Dtype::u8));
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(kept.back().data()) % 512, 0U);
      EXPECT_EQ(kept.back().storage_numel(), n);
    }
  }
  EXPECT_EQ(tw::memory_stats().requests, before.requests);
  EXPECT_EQ(tw::memory_stats().live_bytes, before.live_bytes);
}

TEST(CudaDeviceTest, CopiesWithinTheDeviceHaveTheirOwnStorage) {
  const Tensor x = counted({3, 5});
  const Tensor there = cuda(x);
  const Tensor turned = tw::transpose(there, 0, 1);
  for (const Tensor& copy :
       {tw::clone(there), tw::clone(turned), tw::contiguous(turned), tw::reshape(turned, {15})}) {
    EXPECT_TRUE(copy.device() == kCuda && copy.is_contiguous());
    EXPECT_FALSE(copy.shares_storage_with(there));
  }
  EXPECT_TRUE(same(tw::clone(there), x));
  EXPECT_EQ(tw::contiguous(there).impl(), there.impl());
  EXPECT_TRUE(same(tw::reshape(turned, {15}), tw::reshape(tw::transpose(x, 0, 1), {15})));
  EXPECT_TRUE(tw::reshape(there, {5, 3}).shares_storage_with(there));
  const std::vector<Tensor> parts = tw::split(there, 2);
  EXPECT_TRUE(parts[1].shares_storage_with(there));
  EXPECT_TRUE(same(parts[1], tw::narrow(x, 0, 2, 1)));
}

TEST(CudaDeviceTest, CopiesInPlaceGoAcrossDevices) {
  const Tensor source = counted({3, 1}, Dtype::f32);
  for (const Device to : {kCpu, kCuda}) {
    for (const Device from : {kCpu, kCuda}) {
      for (const Dtype dtype : {Dtype::f32, Dtype::f16, Dtype::u8, Dtype::f64}) {
        const Tensor base = tw::to_device(tw::full({4, 6}, -1.0, dtype), to);
        const Tensor x = tw::transpose(tw::slice(base, 1, 0, std::nullopt, 2), 0, 1);
        const auto version = x.version();
        EXPECT_EQ(tw::copy_(x, tw::to_device(source, from)).impl(), x.impl());
        EXPECT_TRUE(x.version() == version + 1 && x.device() == to);
        EXPECT_TRUE(same(x, tw::cast(tw::expand(source, {3, 4}), dtype))) << name_of(dtype);
        EXPECT_TRUE(same(tw::slice(base, 1, 1, std::nullopt, 2), tw::full({4, 3}, -1.0, dtype)));
      }
      const Tensor two = tw::to_device(counted({2}), from);
      const Tensor one = tw::to_device(counted({1}), to);
      TW_THROWS(tw::copy_(one, two), "[copy_] sizes [2] do not expand to [1]");
      TW_THROWS(tw::copy_(tw::expand(one, {2}), two), "[copy_] elements of x overlap");
      EXPECT_EQ(tw::copy_(tw::to_device(counted({0, 2}), to), two).numel(), 0);
    }
  }
}

TEST(CudaDeviceTest, ASourceThatSharesElementsIsReadFirst) {
  const Tensor x = counted({6});
  const Tensor there = cuda(x);
  for (const Tensor& t : {x, there}) tw::copy_(tw::narrow(t, 0, 1, 5), tw::narrow(t, 0, 0, 5));
  tw::copy_(there, there);
  EXPECT_EQ(values(there), (Numbers{0, 0, 1, 2, 3, 4}));
  EXPECT_TRUE(same(there, x));
}

TEST(CudaDeviceTest, GradientsComeBackToWhereTheArgumentLives) {
  const Tensor g = counted({2, 3});
  const Tensor x = leaf(counted({2, 3}));
  tw::backward(by_name("cuda", {x}), cuda(g));
  EXPECT_TRUE(tw::grad(x).device() == kCpu && same(tw::grad(x), g));
  const Tensor y = leaf(cuda(x));
  tw::backward(by_name("cpu", {y}), g);
  EXPECT_TRUE(tw::grad(y).device() == kCuda && same(tw::grad(y), g));
  // There, back and there again, also with a graph of its own.
  const Tensor z = leaf(counted({2, 3}));
  const Tensor y2 = tw::sum(tw::mul(cpu(cuda(z)), z));
  const std::vector<Tensor> first = tw::gradients({{y2}}, {{z}}, {}, {.create_graph = true});
  EXPECT_EQ(values(first[0]), (Numbers{0, 2, 4, 6, 8, 10}));
  tw::backward(tw::sum(first[0]));
  EXPECT_EQ(values(tw::grad(z)), (Numbers{2, 2, 2, 2, 2, 2}));
}

TEST(CudaDeviceTest, CopiesHaveTheirGradientsOnBothDevices) {
  const Tensor g = counted({2, 3});
  for (const Device to : {kCpu, kCuda}) {
    const Tensor cloned = leaf(tw::to_device(counted({2, 3}), to));
    tw::backward(tw::clone(cloned), tw::to_device(g, to));
    EXPECT_TRUE(tw::grad(cloned).device() == to && same(tw::grad(cloned), g));
    for (const Device from : {kCpu, kCuda}) {
      for (const bool named : {false, true}) {
        const Tensor source = leaf(tw::to_device(counted({2, 3}), from));
        const Tensor x = tw::to_device(tw::full({2, 3}, 9.0), to);
        (void)(named ? by_name("copy_", {x, source}) : tw::copy_(x, source));
        tw::backward(x, tw::to_device(g, to));
        EXPECT_TRUE(tw::grad(source).device() == from && same(tw::grad(source), g));
      }
    }
  }
  // Of another dtype.
  const Tensor source = leaf(counted({3}, Dtype::f64));
  const Tensor x = cuda(tw::full({3}, 0.0));
  tw::copy_(x, source);
  tw::backward(x, cuda(tw::full({3}, 0.5)));
  EXPECT_TRUE(same(tw::grad(source), tw::full({3}, 0.5, Dtype::f64)));
  TW_THROWS(tw::copy_(leaf(x), counted({3})),
            "[copy_] a leaf that requires its gradient cannot be changed in place; use NoGrad");
}

TEST(CudaDeviceTest, ViewsHaveTheirGradientsThere) {
  using View = std::function<Tensor(const Tensor&)>;
  const std::vector<View> views = {
      [](const Tensor& x) { return tw::transpose(x, 0, 1); },
      [](const Tensor& x) { return tw::permute(x, {1, 0}); },
      [](const Tensor& x) { return tw::reshape(tw::transpose(x, 0, 1), {2, 6}); },
      [](const Tensor& x) { return tw::narrow(x, 1, 1, 2); },
      [](const Tensor& x) { return tw::slice(x, 0, 0, std::nullopt, 2); },
      [](const Tensor& x) { return tw::select(x, 1, 2); },
      [](const Tensor& x) { return tw::squeeze(tw::unsqueeze(x, 1), 1); },
      [](const Tensor& x) { return tw::as_strided(x, {2, 2}, {1, 1}, 3); },
      [](const Tensor& x) { return tw::contiguous(tw::transpose(x, 0, 1)); },
  };
  for (std::size_t i = 0; i < views.size(); ++i) {
    const Tensor x = leaf(counted({3, 4}));
    const Tensor there = leaf(cuda(counted({3, 4})));
    const Tensor y = views[i](x);
    const Tensor g = tw::add(counted(y.sizes()), tw::full({}, 1.0));
    tw::backward(y, g);
    tw::backward(views[i](there), cuda(g));
    EXPECT_TRUE(tw::grad(there).device() == kCuda && same(tw::grad(there), tw::grad(x))) << i;
    // The gradient of the gradient.
    const Tensor h = leaf(cuda(g));
    const std::vector<Tensor> first =
        tw::gradients({{views[i](there)}}, {{there}}, {{h}}, {.create_graph = true});
    tw::backward(first[0], there);
    EXPECT_TRUE(same(tw::grad(h), tw::detach(y))) << i;
  }
}

TEST(CudaDeviceTest, TensorsOfTwoDevicesAreRefused) {
  const Tensor here = counted({2});
  const Tensor there = cuda(here);
  const std::vector<Tensor> both{there, here};
  TW_THROWS(tw::add(there, here), "[add] b is on cpu, a on cuda:0");
  TW_THROWS(tw::add(here, cuda(tw::full({}, 1.0))), "[add] b is on cuda:0, a on cpu");
  TW_THROWS(by_name("add", {there, here}), "[add] b is on cpu, a on cuda:0");
  TW_THROWS(tw::add(leaf(there), leaf(here)), "[add] b is on cpu, a on cuda:0");
  TW_THROWS(tw::cat({{here, Tensor(), here, there}}), "[cat] xs[3] is on cuda:0, xs[0] on cpu");
  TW_THROWS(by_name("cat", {both}), "[cat] xs[1] is on cpu, xs[0] on cuda:0");
  TW_THROWS(tw::linear(here, here, there), "[linear] bias is on cuda:0, x on cpu");
  TW_THROWS(tw::add(Tensor(), there), "[add] has no kernel for cuda:0");
}

TEST(CudaDeviceTest, OpsWithoutAKernelAreRefused) {
  tw::Library library;
  constexpr auto kDraw = +[](const Tensor& x) { return tw::uniform(x.sizes()); };
  const tw::Op op = library.define("draw(Tensor x) -> Tensor", kDraw);  // For the CPU alone.
  library.record("draw", kDraw);
  const tw::RandomState state = tw::random_state();
  TW_THROWS(op.call({cuda(counted({2}))}), "[draw] has no kernel for cuda:0");
  TW_THROWS(op.call({tw::clone(leaf(cuda(counted({2}))))}), "[draw] has no kernel for cuda:0");
  EXPECT_EQ(tw::random_state(), state);
}

TEST(CudaDeviceTest, TheGuardSaysWhereNewTensorsAreMade) {
  tw::manual_seed(7);
  const auto draw = [] {
    return std::vector<Tensor>{tw::uniform({3, 5}), tw::normal({7}, 1.0, 2.0, Dtype::f64),
                               tw::randperm(9)};
  };
  const std::vector<Tensor> here = draw();
  tw::manual_seed(7);
  {
    const DeviceGuard guard(kCuda);
    EXPECT_EQ(tw::current_device(), kCuda);
    const std::vector<Tensor> there = draw();
    for (std::size_t i = 0; i < there.size(); ++i)
      EXPECT_TRUE(there[i].device() == kCuda && same(there[i], here[i])) << i;
    EXPECT_EQ(tw::empty_tensor({3}).device(), kCuda);
    EXPECT_EQ(by_name("full", {std::vector<std::int64_t>{3}, 1.0}).device(), kCuda);
    for (const Dtype dtype : kDtypes)
      EXPECT_EQ(values(tw::full({3, 2}, 1.0, dtype)), Numbers(6, 1.0));
    TW_THROWS(tw::full({-1}, 1.0), "[full] sizes [-1] hold the negative -1");
    try {
      const DeviceGuard inner(kCpu);
      EXPECT_EQ(tw::full({3}, 1.0).device(), kCpu);
      throw std::runtime_error("leaves the scope");
    } catch (const std::runtime_error&) {
      EXPECT_EQ(tw::current_device(), kCuda);
    }
    std::thread([] { EXPECT_EQ(tw::full({3}, 1.0).device(), kCpu); }).join();
  }
  EXPECT_EQ(tw::full({3}, 1.0).device(), kCpu);
}

TEST(CudaDeviceTest, OpsRunWhereTheirTensorsLiveWhateverTheGuardSays) {
  const Tensor x = leaf(counted({1, 3, 4}));
  const Tensor plain = tw::attention(x, x, x, true);
  const Tensor there = cuda(counted({2, 2}));
  const DeviceGuard guard(kCuda);
  EXPECT_TRUE(same(tw::attention(x, x, x, true), plain));
  EXPECT_EQ(tw::add(x, x).device(), kCpu);
  EXPECT_EQ(tw::relu_(tw::clone(x)).device(), kCpu);
  EXPECT_EQ(tw::current_device(), kCuda);
  const DeviceGuard inner(kCpu);
  EXPECT_EQ(tw::clone(there).device(), kCuda);
}

TEST(CudaDeviceTest, WhatCudaRefusesIsThrown) {
  const std::int64_t huge = std::int64_t{1} << 45;
  const Device none{Device::Kind::cuda, 127};
  const DeviceGuard guard(kCuda);
  TW_THROWS(tw::empty_tensor({huge}), "[cuda] cudaMalloc: out of memory");
  EXPECT_EQ(values(tw::full({3}, 1.0)), Numbers(3, 1.0));
  TW_THROWS(DeviceGuard(none), "[cuda] there is no CUDA device");
  TW_THROWS(tw::to_device(tw::full({3}, 1.0), none), "[cuda] there is no CUDA device");
  EXPECT_EQ(tw::current_device(), kCuda);
}

TEST(CudaDeviceTest, ALibraryKeepsKernelsForDevices) {
  using Maybe = const std::optional<Tensor>&;
  tw::Library library;
  library.define_for(Device::Kind::cuda, "f", +[](Maybe, Maybe) {
    EXPECT_EQ(tw::current_device(), kCuda);
    return std::int64_t{2};
  });
  const tw::Op op = library.define("f(Tensor? a, Tensor? b) -> int", +[](Maybe, Maybe) {
    EXPECT_EQ(tw::current_device(), kCpu);
    return std::int64_t{1};
  });
  const auto f = op.typed<std::int64_t(Maybe, Maybe)>();
  const auto boxed = [&](const tw::Value& a, const tw::Value& b) {
    return std::get<std::int64_t>(op.call({a, b}).at(0));
  };
  const Tensor here = counted({2});
  const Tensor there = cuda(here);
  EXPECT_EQ(f(here, here) + boxed(here, here), 2);
  EXPECT_EQ(f(there, std::nullopt) + boxed(there, tw::None{}), 4);
  EXPECT_EQ(f(Tensor(), there) + boxed(Tensor(), there), 4);
  EXPECT_EQ(f(std::nullopt, Tensor()) + boxed(tw::None{}, Tensor()), 2);
  TW_THROWS(f(there, here), "[f] b is on cpu, a on cuda:0");
  library.define_across("f", +[](Maybe, Maybe) { return std::int64_t{3}; });
  EXPECT_EQ(f(there, here) + boxed(there, here), 6);
  const DeviceGuard guard(kCuda);
  EXPECT_EQ(f(std::nullopt, Tensor()) + boxed(tw::None{}, Tensor()), 4);
  EXPECT_EQ(f(here, here) + boxed(here, here), 2);
}

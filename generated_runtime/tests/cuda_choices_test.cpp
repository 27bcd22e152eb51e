// Comparisons, choices and ops in place on a CUDA device, or on the emulator, against the CPU's.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tw/autograd.h"
#include "tw/device.h"
#include "tw/ops.h"

namespace tw::cuda {

// As in src/cuda/elementwise.h.
struct Frame {
  Device device;
  unsigned threads = 256;
  std::int64_t blocks = 0;
  std::int64_t near = std::numeric_limits<std::int32_t>::max();
};

struct Elements {
  void* data = nullptr;
  Dims strides;
};

// The sizes are followed by the result and the arguments.
using BinaryKernel = void(const Frame&, Dtype, const Dims&, const Elements&, const Elements&,
                          const Elements&);
BinaryKernel eq, ne, lt, le, gt, ge, add;
void logical_not(const Frame&, Dtype, const Dims&, const Elements&, const Elements&);
void where(const Frame&, std::size_t element_bytes, const Dims&, const Elements&, const Elements&,
           const Elements&, const Elements&);
void clamp(const Frame&, Dtype, const Dims&, const Elements&, const Elements&,
           std::optional<double> low, std::optional<double> high);
void copy(const Frame&, std::size_t element_bytes, const Dims&, const Elements&, const Elements&);

}  // namespace tw::cuda

namespace {

using tw::Device;
using tw::Dims;
using tw::Dtype;
using tw::Tensor;
using tw::cuda::Elements;
using tw::cuda::Frame;
using Sizes = std::vector<std::int64_t>;

constexpr Device kCpu;
constexpr Device kCuda{Device::Kind::cuda, 0};
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr Dtype kDtypes[] = {Dtype::boolean, Dtype::u8,  Dtype::i8,   Dtype::i16, Dtype::i32,
                             Dtype::i64,     Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64};

struct Comparison {
  const char* name;
  Tensor (*op)(const Tensor&, const Tensor&);
  tw::cuda::BinaryKernel* kernel;
};
constexpr Comparison kComparisons[] = {
    {"eq", &tw::eq, &tw::cuda::eq}, {"ne", &tw::ne, &tw::cuda::ne}, {"lt", &tw::lt, &tw::cuda::lt},
    {"le", &tw::le, &tw::cuda::le}, {"gt", &tw::gt, &tw::cuda::gt}, {"ge", &tw::ge, &tw::cuda::ge}};

// What changes its first argument; those of one argument leave the second alone.
struct Change {
  const char* name;
  Tensor (*op)(const Tensor&, const Tensor&);
};
constexpr Change kArithmetic[] = {
    {"add_", &tw::add_}, {"sub_", &tw::sub_}, {"mul_", &tw::mul_}, {"div_", &tw::div_}};
constexpr Change kOthers[] = {
    {"copy_", &tw::copy_},
    {"fill_", [](const Tensor& x, const Tensor&) { return tw::fill_(x, -2.5); }},
    {"relu_", [](const Tensor& x, const Tensor&) { return tw::relu_(x); }},
    {"clamp_", [](const Tensor& x, const Tensor&) { return tw::clamp_(x, -1.5, 90.5); }}};

std::string error_of(const std::function<void()>& run) try {
  run();
  return "no error";
} catch (const tw::Error& error) {
  return error.what();
}
#define TW_THROWS(call, message) EXPECT_EQ(error_of([&] { (void)(call); }), message)

Tensor cuda(const Tensor& x) {
  return tw::to_device(x, kCuda);
}

// Numbers of every kind that the dtype has; with another seed many are the same.
Tensor drawn(tw::IntSpan sizes, Dtype dtype, std::uint64_t seed = 1) {
  constexpr double kSpecial[] = {0.0,    -0.0,    1.0,     -1.0,   kInfinity, -kInfinity, kNan,
                                 3.4e38, -65504., 6e-8,    5e-324, 0.5,       -1.5,       255.5,
                                 -9e18,  -128.5,  1.2e-40, 90.5,   100.0,     2147483648.0};
  const Tensor floats = tw::empty_tensor(sizes, Dtype::f64);
  const Tensor integers = tw::empty_tensor(sizes, Dtype::i64);
  std::uint64_t state = seed * 0x9e3779b97f4a7c15U + 1;
  for (std::int64_t i = 0; i < floats.numel(); ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    const auto number = static_cast<std::int64_t>(state);
    integers.data_as<std::int64_t>()[i] = number >> (state >> 5 & 3 ? 61 : 0);
    floats.data_as<double>()[i] = state >> 40 & 3 ? kSpecial[(state >> 42) % std::size(kSpecial)]
                                                  : static_cast<double>(number >> 61);
  }
  if (dtype == Dtype::boolean)  // Not of integers, of which few are 0.
    return tw::cast(tw::relu(tw::cast(floats, Dtype::i8)), dtype);
  return tw::cast(is_float(dtype) ? floats : integers, dtype);
}

// Of which no element is reached twice.
std::vector<Tensor> views(const Tensor& x) {
  return {x, tw::transpose(x, 0, 1), tw::slice(x, 1, 1, std::nullopt, 2),
          tw::narrow(x, 0, 1, x.size(0) - 1)};  // Without gaps, where no vector begins.
}

// Views of x and the same of a copy on the device.
std::pair<std::vector<Tensor>, std::vector<Tensor>> layouts(const Tensor& x) {
  const auto list = [](const Tensor& y) {
    std::vector<Tensor> all = views(y);
    all.push_back(tw::expand(tw::select(y, 0, 1), {4, -1}));
    return all;
  };
  return {list(x), list(cuda(x))};
}

// Whether both have the same sizes, dtype and bits; NaNs may differ from each other where told so.
bool same(const Tensor& got, const Tensor& expected, bool any_nan = true) {
  if (got.dtype() != expected.dtype() || !std::ranges::equal(got.sizes(), expected.sizes()))
    return false;
  const Tensor a = tw::contiguous(tw::to_device(got, kCpu));
  const Tensor b = tw::contiguous(tw::to_device(expected, kCpu));
  const Tensor numbers = tw::cast(a, Dtype::f64);
  const Tensor others = tw::cast(b, Dtype::f64);
  const std::size_t bytes = tw::bytes_of(a.dtype());
  for (std::int64_t i = 0; i < a.numel(); ++i) {
    const auto is_nan = [i](const Tensor& x) { return std::isnan(x.data_as<double>()[i]); };
    if (any_nan && is_nan(numbers) && is_nan(others)) continue;
    const std::size_t at = static_cast<std::size_t>(i) * bytes;
    if (std::memcmp(a.data_as<char>() + at, b.data_as<char>() + at, bytes) != 0) return false;
  }
  return true;
}

Elements elements_of(const Tensor& x) {
  return {x.data(), Dims(x.strides())};
}

// One warp, two, and a block; grids that are too small, and every index in 64 bits.
std::vector<Frame> frames() {
  return {{kCuda, 32, 1},         {kCuda, 32, 3},    {kCuda, 64, 2},   {kCuda, 256, 1},
          {kCuda, 1024, 1 << 20}, {kCuda, 32, 2, 0}, {kCuda, 256, 0, 0}};
}

// Changes a view of `whole` here and there: all of it is the same then, and its version one more.
void expect_changed(const Change& change, const Tensor& whole, std::size_t view, const Tensor& b) {
  const Tensor there = cuda(whole);
  const Tensor here = tw::clone(whole);
  const Tensor x = views(there)[view];
  const std::uint64_t version = there.version();
  const std::string refused = error_of([&] { change.op(views(here)[view], b); });
  EXPECT_EQ(error_of([&] { EXPECT_EQ(change.op(x, cuda(b)).impl(), x.impl()); }), refused);
  EXPECT_EQ(there.version(), version + (refused == "no error" ? 1 : 0)) << change.name;
  EXPECT_TRUE(same(there, here)) << change.name << " " << name_of(whole.dtype()) << " "
                                 << name_of(b.dtype()) << " " << view;
}

}  // namespace

TEST(CudaChoicesTest, ComparisonsReadEveryLayout) {
  for (const Dtype dtype : kDtypes) {
    const auto [as, there_as] = layouts(drawn({6, 66}, dtype));
    const auto [bs, there_bs] = layouts(drawn({6, 66}, dtype, 2));
    for (std::size_t i = 0; i < as.size(); ++i) {
      for (const Comparison& one : kComparisons) {
        const Tensor got = one.op(there_as[i], there_bs[i]);
        EXPECT_TRUE(got.device() == kCuda && same(got, one.op(as[i], bs[i])))
            << one.name << " " << name_of(dtype) << " " << i;
      }
      EXPECT_TRUE(same(tw::logical_not(there_as[i]), tw::logical_not(as[i]))) << name_of(dtype);
    }
  }
}

TEST(CudaChoicesTest, ComparisonsBroadcastAndPromote) {
  const std::vector<std::pair<Sizes, Sizes>> pairs = {
      {{5, 33}, {33}}, {{257}, {}}, {{}, {}}, {{}, {3, 1}}, {{1, 3}, {0, 1}}, {{4, 1}, {1, 4}}};
  for (const auto& [first, second] : pairs) {
    const Tensor a = drawn(first, Dtype::f32);
    const Tensor b = drawn(second, Dtype::f32, 2);
    for (const Comparison& one : kComparisons)
      EXPECT_TRUE(same(one.op(cuda(a), cuda(b)), one.op(a, b))) << tw::to_text(b.sizes());
  }
  for (const Dtype first : kDtypes) {
    for (const Dtype second : kDtypes) {
      const Tensor a = drawn({3, 15}, first);
      const Tensor b = drawn({15, 3}, second, 2);
      const Tensor there = cuda(b);
      const Tensor turned = tw::transpose(cuda(a), 0, 1);
      EXPECT_TRUE(same(tw::eq(turned, there), tw::eq(tw::transpose(a, 0, 1), b)))
          << name_of(first) << " " << name_of(second);
      EXPECT_TRUE(same(tw::gt(there, turned), tw::gt(b, tw::transpose(a, 0, 1))));
    }
  }
}

TEST(CudaChoicesTest, WhereReadsEveryLayoutAndBroadcasts) {
  const auto [conditions, there_conditions] = layouts(drawn({6, 66}, Dtype::boolean, 3));
  for (const Dtype dtype : kDtypes) {
    const auto [as, there_as] = layouts(drawn({6, 66}, dtype));
    const auto [bs, there_bs] = layouts(drawn({6, 66}, dtype, 2));
    for (std::size_t i = 0; i < as.size(); ++i)
      EXPECT_TRUE(same(tw::where(there_conditions[i], there_as[i], there_bs[i]),
                       tw::where(conditions[i], as[i], bs[i]), false))
          << name_of(dtype) << " " << i;
    for (const Dtype other : kDtypes) {
      const Tensor flags = drawn({7, 1, 1}, Dtype::boolean);
      const Tensor a = drawn({4, 1}, dtype);
      for (const Tensor& b : {drawn({5}, other, 2), drawn({}, other), drawn({0}, other)})
        EXPECT_TRUE(same(tw::where(cuda(flags), cuda(a), cuda(b)), tw::where(flags, a, b)))
            << name_of(dtype) << " " << name_of(other);
    }
  }
}

TEST(CudaChoicesTest, WhatIsNotComputedKeepsItsBits) {
  for (const Dtype dtype : {Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64}) {
    const Tensor x = tw::full({70}, kNan, dtype);
    const auto bytes = static_cast<std::int64_t>(tw::bytes_of(dtype));
    for (std::int64_t i = 0; i < 70; ++i)  // NaNs that are all different.
      x.data_as<unsigned char>()[i * bytes] = static_cast<unsigned char>(i + 1);
    const Tensor there = cuda(x);
    const Tensor condition = drawn({70}, Dtype::boolean);
    const Tensor chosen = tw::where(cuda(condition), there, cuda(tw::full({}, 1.0, dtype)));
    EXPECT_TRUE(same(chosen, tw::where(condition, x, tw::full({}, 1.0, dtype)), false));
    for (const std::int64_t step : {1, 2}) {
      const Tensor to = tw::slice(cuda(tw::full({140}, 1.0, dtype)), 0, 0, 70 * step, step);
      EXPECT_TRUE(same(tw::copy_(to, there), x, false)) << name_of(dtype);
    }
  }
}

TEST(CudaChoicesTest, ClampHoldsEveryBound) {
  const std::pair<std::optional<double>, std::optional<double>> bounds[] = {
      {-0.5, 0.5},    {-3.0, std::nullopt}, {std::nullopt, 1.25},   {2.0, -2.0},
      {1e300, 1e300}, {-65519.0, 65519.0},  {-kInfinity, kInfinity}, {0.0, -0.0},
      {kNan, 1.0},    {0.1, kNan},          {-1e300, 1e300}};
  for (const Dtype dtype : kDtypes) {
    if (dtype == Dtype::boolean) continue;
    const auto [xs, there] = layouts(drawn({6, 66}, dtype));
    for (std::size_t i = 0; i < xs.size(); ++i) {
      for (const auto& [low, high] : bounds) {
        if (!is_float(dtype) && (std::isnan(low.value_or(0)) || std::isnan(high.value_or(0))))
          continue;  // Is refused.
        EXPECT_TRUE(same(tw::clamp(there[i], low, high), tw::clamp(xs[i], low, high)))
            << name_of(dtype) << " " << low.value_or(9) << " " << high.value_or(9);
      }
    }
  }
}

TEST(CudaChoicesTest, SizesAroundAVectorAWarpAndABlock) {
  for (const std::int64_t n : {0, 1, 3, 15, 16, 17, 31, 32, 33, 255, 256, 257, 1023, 1025, 4099}) {
    const Tensor condition = drawn({n}, Dtype::boolean);
    for (const Dtype dtype : {Dtype::i8, Dtype::bf16, Dtype::f32, Dtype::f64}) {
      const Tensor x = drawn({n}, dtype);
      const Tensor y = drawn({n}, dtype, 2);
      const Tensor there = cuda(x);
      const Tensor other = cuda(y);
      EXPECT_TRUE(same(tw::le(there, other), tw::le(x, y))) << n;
      EXPECT_TRUE(same(tw::where(cuda(condition), there, other), tw::where(condition, x, y))) << n;
      EXPECT_TRUE(same(tw::clamp(there, -1.0, 2.0), tw::clamp(x, -1.0, 2.0))) << n;
      EXPECT_TRUE(same(tw::add_(tw::clone(there), other), tw::add(x, y))) << n;
      EXPECT_TRUE(same(tw::copy_(tw::clone(there), other), y)) << n;
      EXPECT_TRUE(same(tw::relu_(there), tw::relu(x))) << n;
    }
  }
}

TEST(CudaChoicesTest, ChangesGoThroughTheStridesOfX) {
  for (const Dtype dtype : kDtypes) {
    const Tensor whole = drawn({5, 34}, dtype);
    for (const Dtype other : kDtypes) {
      const std::size_t view = static_cast<std::size_t>(other) % 4;
      const Tensor x = views(whole)[view];
      for (const Change& change : kArithmetic)
        for (const Tensor& b : {drawn(x.sizes(), other, 2), drawn({x.size(1)}, other, 2)})
          expect_changed(change, whole, view, b);
      expect_changed(kOthers[0], whole, view, drawn({x.size(0), 1}, other, 2));
    }
    for (std::size_t view = 0; view < 4; ++view)
      for (const Change& change : {kArithmetic[2], kOthers[0], kOthers[1], kOthers[2], kOthers[3]})
        expect_changed(change, whole, view, drawn({}, dtype, 2));
  }
  for (const Change& change : {kArithmetic[0], kOthers[0], kOthers[1], kOthers[2], kOthers[3]})
    expect_changed(change, drawn({1, 0}, Dtype::f32), 1, drawn({1}, Dtype::f32));
}

TEST(CudaChoicesTest, AnArgumentThatOverlapsIsReadAsItWas) {
  for (const Change& change : {kArithmetic[0], kArithmetic[1], kArithmetic[3], kOthers[0]}) {
    for (const Dtype dtype : {Dtype::f16, Dtype::f32}) {
      const Tensor here = drawn({40, 40}, dtype);
      const Tensor there = cuda(here);
      for (const Tensor& x : {here, there}) {
        change.op(tw::narrow(x, 0, 1, 39), tw::narrow(x, 0, 0, 39));
        change.op(x, tw::transpose(x, 0, 1));
        change.op(x, tw::select(x, 1, 7));
        change.op(tw::slice(x, 1, 0, 40, 2), tw::slice(x, 1, 1, 40, 2));
        change.op(x, x);
      }
      EXPECT_EQ(there.version(), 5U);
      EXPECT_TRUE(same(there, here)) << change.name << " " << name_of(dtype);
    }
  }
}

TEST(CudaChoicesTest, AnyBlockAndAnyGridGiveTheSame) {
  for (const Frame& frame : frames()) {
    for (const std::int64_t n : {1, 33, 257, 2051}) {
      const Dims sizes(Sizes{2, n});
      const Tensor condition = drawn(sizes, Dtype::boolean);
      const Tensor a = drawn(sizes, Dtype::f32);
      const Tensor b = drawn(sizes, Dtype::f32, 2);
      const Tensor turned = tw::transpose(cuda(tw::transpose(b, 0, 1)), 0, 1);
      const Tensor there = cuda(a);
      for (const Tensor& other : {cuda(b), turned}) {
        const Tensor flags = cuda(tw::full(sizes, 1.0, Dtype::boolean));
        const Tensor out = cuda(tw::full(sizes, 9.0));
        const Elements to = elements_of(out);
        for (const Comparison& one : kComparisons) {
          one.kernel(frame, Dtype::f32, sizes, elements_of(flags), elements_of(there),
                     elements_of(other));
          EXPECT_TRUE(same(flags, one.op(a, b))) << one.name << " " << n;
        }
        tw::cuda::logical_not(frame, Dtype::f32, sizes, elements_of(flags), elements_of(other));
        EXPECT_TRUE(same(flags, tw::logical_not(b))) << n;
        tw::cuda::where(frame, 4, sizes, to, elements_of(cuda(condition)), elements_of(there),
                        elements_of(other));
        EXPECT_TRUE(same(out, tw::where(condition, a, b))) << n;
        tw::cuda::clamp(frame, Dtype::f32, sizes, to, elements_of(other), -1.0, std::nullopt);
        EXPECT_TRUE(same(out, tw::clamp(b, -1.0))) << n;
        tw::cuda::copy(frame, 4, sizes, to, elements_of(other));
        EXPECT_TRUE(same(out, b)) << n;
        tw::cuda::add(frame, Dtype::f32, sizes, to, to, elements_of(there));
        EXPECT_TRUE(same(out, tw::add(b, a))) << n;
      }
    }
  }
}

TEST(CudaChoicesTest, WhatIsRefusedChangesNothing) {
  const Tensor here = drawn({2, 3}, Dtype::f32);
  const Tensor there = cuda(here);
  const Tensor bools = cuda(drawn({2, 3}, Dtype::boolean));
  const Tensor row = cuda(tw::full({3}, 2.0));
  const Tensor whole = cuda(tw::full({3}, 2.0, Dtype::i32));
  TW_THROWS(tw::lt(there, tw::full({}, 2.0)), "[lt] b is on cpu, a on cuda:0");
  TW_THROWS(tw::where(bools, there, here), "[where] b is on cpu, condition on cuda:0");
  TW_THROWS(tw::mul_(here, there), "[mul_] b is on cuda:0, x on cpu");
  TW_THROWS(tw::eq(Tensor(), there), "[eq] the tensor is undefined");
  TW_THROWS(tw::where(bools, there, Tensor()), "[where] the tensor is undefined");
  TW_THROWS(tw::gt(there, cuda(tw::full({2}, 1.0))), "[gt] sizes [2, 3] and [2] do not broadcast");
  TW_THROWS(tw::where(row, row, row), "[where] condition must be bool, got f32");
  TW_THROWS(tw::clamp(bools, 0.0), "[clamp] dtype bool is not supported");
  TW_THROWS(tw::clamp(whole, kNan), "[clamp] a bound of integers must not be NaN");
  TW_THROWS(tw::sub_(bools, bools), "[sub_] dtype bool is not supported");
  TW_THROWS(tw::add_(row, there), "[add_] sizes [2, 3] do not expand to [3]");
  TW_THROWS(tw::div_(bools, bools), "[div_] f32 does not convert to bool");
  TW_THROWS(tw::relu_(tw::expand(row, {2, 3})), "[relu_] elements of x overlap");
  EXPECT_TRUE(there.version() == 0 && bools.version() == 0 && row.version() == 0);
  EXPECT_TRUE(same(there, here) && same(row, tw::full({3}, 2.0)));
}

TEST(CudaChoicesTest, GradientsArriveOnTheDevice) {
  const Tensor g = drawn({3, 5}, Dtype::f64, 3), x = drawn({3, 5}, Dtype::f64);
  const Tensor other = drawn({3, 5}, Dtype::f32, 2);
  const auto gradients = [&](Device device) {
    const Tensor a = tw::clone(tw::to_device(x, device));
    const Tensor b = tw::clone(tw::to_device(other, device));
    for (const Tensor& leaf : {a, b}) tw::set_requires_grad(leaf);
    const tw::DeviceGuard guard(device);  // The rules make their zeros where that says.
    const Tensor y = tw::clone(tw::where(tw::lt(a, b), tw::clamp(a, -1.5, 0.5), tw::mul(a, b)));
    tw::clamp_(tw::relu_(tw::mul_(tw::add_(y, a), b)), std::nullopt, 50.0);
    tw::backward(y, tw::to_device(g, device));
    EXPECT_TRUE(tw::grad(a).device() == device && tw::grad(b).device() == device);
    return std::pair(tw::detach(tw::grad(a)), tw::detach(tw::grad(b)));
  };
  const auto [to_a, to_b] = gradients(kCuda);
  const auto [a, b] = gradients(kCpu);
  EXPECT_TRUE(same(to_a, a) && same(to_b, b));
}

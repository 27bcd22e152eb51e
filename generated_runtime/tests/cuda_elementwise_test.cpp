// Elementwise ops on a CUDA device, or on the emulator, against those of the CPU.
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
#include "tw/layers.h"
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

using UnaryKernel = void(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
                         const Elements& x);
UnaryKernel neg;
using BinaryKernel = void(const Frame& frame, Dtype dtype, const Dims& sizes, const Elements& out,
                          const Elements& a, const Elements& b);
BinaryKernel sub;
void cast(const Frame& frame, Dtype to, Dtype from, const Dims& sizes, const Elements& out,
          const Elements& x);
void fill(const Frame& frame, std::size_t element_bytes, const Dims& sizes, const Elements& out,
          std::uint64_t bits);

}  // namespace tw::cuda

namespace {

using tw::Device;
using tw::DeviceGuard;
using tw::Dims;
using tw::Dtype;
using tw::Tensor;
using tw::cuda::Elements;
using tw::cuda::Frame;

constexpr Device kCpu;
constexpr Device kCuda{Device::Kind::cuda, 0};
constexpr Dtype kDtypes[] = {Dtype::boolean, Dtype::u8,  Dtype::i8,   Dtype::i16, Dtype::i32,
                             Dtype::i64,     Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64};

struct Binary {
  const char* name;
  Tensor (*op)(const Tensor&, const Tensor&);
};
constexpr Binary kBinary[] = {{"add", &tw::add},         {"sub", &tw::sub},
                              {"mul", &tw::mul},         {"div", &tw::div},
                              {"maximum", &tw::maximum}, {"minimum", &tw::minimum}};

struct Unary {
  const char* name;
  Tensor (*op)(const Tensor&);
};
constexpr Unary kExact[] = {{"neg", &tw::neg}, {"abs", &tw::abs}, {"sign", &tw::sign},
                            {"square", &tw::square}, {"relu", &tw::relu}};
constexpr Unary kFloats[] = {
    {"sqrt", &tw::sqrt},   {"rsqrt", &tw::rsqrt},         {"exp", &tw::exp},
    {"expm1", &tw::expm1}, {"log", &tw::log},             {"log1p", &tw::log1p},
    {"sin", &tw::sin},     {"cos", &tw::cos},             {"tanh", &tw::tanh},
    {"gelu", &tw::gelu},   {"gelu_tanh", &tw::gelu_tanh}, {"silu", &tw::silu},
    {"sigmoid", &tw::sigmoid}};

std::string error_of(const std::function<void()>& run) {
  try {
    run();
    return "no error";
  } catch (const tw::Error& error) {
    return error.what();
  }
}

#define TW_THROWS(call, message) EXPECT_EQ(error_of([&] { (void)(call); }), message)

Tensor cuda(const Tensor& x) {
  return tw::to_device(x, kCuda);
}

Tensor cpu(const Tensor& x) {
  return tw::to_device(x, kCpu);
}

// Numbers of every kind that the dtype has, from the smallest to the largest.
Tensor drawn(tw::IntSpan sizes, Dtype dtype, std::uint64_t seed = 1) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  constexpr double kSpecial[] = {0.0,      -0.0,    1.0,  -1.0,     kInfinity, -kInfinity, kNan,
                                 3.4e38,   -65504., 6e-8, -1.2e-40, 0.5,       65520.,     255.5,
                                 -9.3e18,  -128.5,  -88.5, 5e-324,  100.0,     2147483648.0};
  const Tensor floats = tw::empty_tensor(sizes, Dtype::f64);
  const Tensor integers = tw::empty_tensor(sizes, Dtype::i64);
  std::uint64_t state = seed * 0x9e3779b97f4a7c15U + 1;
  for (std::int64_t i = 0; i < floats.numel(); ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    const double part = static_cast<double>(state >> 11) * 0x1p-53;  // From 0 to 1.
    floats.data_as<double>()[i] =
        state >> 40 & 1 ? kSpecial[(state >> 42) % std::size(kSpecial)] : 16 * part - 8;
    integers.data_as<std::int64_t>()[i] =
        static_cast<std::int64_t>(state) >> (state >> 5 & 1 ? 0 : 58);
  }
  if (dtype == Dtype::boolean)  // Not of integers, of which few are 0.
    return tw::cast(tw::relu(tw::cast(floats, Dtype::i8)), dtype);
  return tw::cast(is_float(dtype) ? floats : integers, dtype);
}

std::vector<Tensor> layouts(const Tensor& x) {
  return {x,
          tw::transpose(x, 0, 1),
          tw::slice(x, 1, 1, std::nullopt, 2),
          tw::narrow(x, 0, 1, x.size(0) - 1),  // Without gaps, where no vector begins.
          tw::expand(tw::select(x, 0, 1), {4, -1})};
}

std::vector<double> values(const Tensor& x) {
  const Tensor y = tw::contiguous(tw::cast(cpu(x), Dtype::f64));
  return {y.data_as<double>(), y.data_as<double>() + y.numel()};
}

// Whether both have the same sizes, dtype and numbers: the same bits, or both are NaN.
bool same(const Tensor& got, const Tensor& expected) {
  if (got.dtype() != expected.dtype() || !std::ranges::equal(got.sizes(), expected.sizes()))
    return false;
  const Tensor a = tw::contiguous(cpu(got));
  const Tensor b = tw::contiguous(cpu(expected));
  const std::size_t bytes = tw::bytes_of(a.dtype());
  const std::vector<double> numbers = values(a);
  const std::vector<double> others = values(b);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (std::isnan(numbers[i]) && std::isnan(others[i])) continue;
    const std::size_t at = i * bytes;
    if (std::memcmp(a.data_as<char>() + at, b.data_as<char>() + at, bytes) != 0) return false;
  }
  return true;
}

// The same within what both may be wrong by: 4 units for each, of two bytes half a unit.
bool close(const Tensor& got, const Tensor& expected) {
  if (got.dtype() != expected.dtype() || !std::ranges::equal(got.sizes(), expected.sizes()))
    return false;
  double error = 0x1p-7;  // One unit of bf16.
  double least = 1e-40;
  if (got.dtype() == Dtype::f16) error = 0x1p-10, least = 6e-8;
  if (got.dtype() == Dtype::f32) error = 8 * 0x1p-23;
  if (got.dtype() == Dtype::f64) error = 8 * 0x1p-52, least = 1e-320;
  const std::vector<double> a = values(got);
  const std::vector<double> b = values(expected);
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] == b[i] || (std::isnan(a[i]) && std::isnan(b[i]))) continue;
    if (!(std::fabs(a[i] - b[i]) <= error * std::fabs(b[i]) + least)) return false;
  }
  return true;
}

Tensor leaf(const Tensor& x) {
  const Tensor y = tw::clone(tw::detach(x));
  tw::set_requires_grad(y);
  return y;
}

Elements elements_of(const Tensor& x) {
  return {x.data(), Dims(x.strides())};
}

// One warp, two, and a block; grids that are too small, and every index in 64 bits.
std::vector<Frame> frames() {
  return {{kCuda, 32, 1},         {kCuda, 32, 3},    {kCuda, 64, 2},    {kCuda, 256, 1},
          {kCuda, 1024, 1 << 20}, {kCuda, 32, 2, 0}, {kCuda, 256, 0, 0}};
}

}  // namespace

TEST(CudaElementwiseTest, BinaryOpsReadEveryLayout) {
  for (const Dtype dtype : kDtypes) {
    const std::vector<Tensor> as = layouts(drawn({6, 66}, dtype));
    const std::vector<Tensor> bs = layouts(drawn({6, 66}, dtype, 2));
    const std::vector<Tensor> there_as = layouts(cuda(as[0]));
    const std::vector<Tensor> there_bs = layouts(cuda(bs[0]));
    for (const Binary& binary : kBinary) {
      if (dtype == Dtype::boolean && binary.op == &tw::sub) continue;
      for (std::size_t i = 0; i < as.size(); ++i) {
        const Tensor got = binary.op(there_as[i], there_bs[i]);
        EXPECT_TRUE(got.device() == kCuda && got.is_contiguous());
        EXPECT_TRUE(same(got, binary.op(as[i], bs[i])))
            << binary.name << " " << name_of(dtype) << " " << i;
      }
    }
  }
}

TEST(CudaElementwiseTest, BinaryOpsBroadcast) {
  using Sizes = std::vector<std::int64_t>;
  const std::vector<std::pair<Sizes, Sizes>> pairs = {
      {{5, 33}, {33}}, {{2, 1, 7}, {3, 7}}, {{257}, {}}, {{}, {}},
      {{}, {3, 1}},    {{1, 3}, {0, 1}},    {{0}, {}},   {{4, 1}, {1, 4}}};
  for (const auto& [first, second] : pairs) {
    for (const Dtype dtype : {Dtype::u8, Dtype::f16, Dtype::f32}) {
      const Tensor a = drawn(first, dtype);
      const Tensor b = drawn(second, dtype, 2);
      for (const Binary& binary : kBinary)
        EXPECT_TRUE(same(binary.op(cuda(a), cuda(b)), binary.op(a, b)))
            << binary.name << " " << tw::to_text(a.sizes()) << " " << tw::to_text(b.sizes());
    }
  }
}

TEST(CudaElementwiseTest, ArgumentsOfTwoDtypesArePromoted) {
  for (const Dtype first : kDtypes) {
    for (const Dtype second : kDtypes) {
      const Tensor a = drawn({3, 5}, first);
      const Tensor b = drawn({5, 3}, second, 2);
      for (const Binary& binary : {kBinary[0], kBinary[3], kBinary[4]})
        EXPECT_TRUE(same(binary.op(tw::transpose(cuda(a), 0, 1), cuda(b)),
                         binary.op(tw::transpose(a, 0, 1), b)))
            << binary.name << " " << name_of(first) << " " << name_of(second);
    }
  }
}

TEST(CudaElementwiseTest, FunctionsReadEveryLayout) {
  for (const Dtype dtype : kDtypes) {
    const std::vector<Tensor> xs = layouts(drawn({6, 66}, dtype));
    const std::vector<Tensor> there = layouts(cuda(xs[0]));
    for (std::size_t i = 0; i < xs.size(); ++i) {
      for (const Unary& unary : kExact)
        if (dtype != Dtype::boolean)
          EXPECT_TRUE(same(unary.op(there[i]), unary.op(xs[i])))
              << unary.name << " " << name_of(dtype) << " " << i;
      for (const Unary& unary : kFloats)
        EXPECT_TRUE(close(unary.op(there[i]), unary.op(xs[i])))
            << unary.name << " " << name_of(dtype) << " " << i;
    }
  }
}

TEST(CudaElementwiseTest, SizesAroundAVectorAWarpAndABlock) {
  for (const std::int64_t n : {0, 1, 3, 4, 5, 31, 32, 33, 255, 256, 257, 1023, 1025, 4099}) {
    for (const Dtype dtype : {Dtype::i8, Dtype::bf16, Dtype::f32, Dtype::f64}) {
      const Tensor x = drawn({n}, dtype);
      EXPECT_TRUE(same(tw::neg(cuda(x)), tw::neg(x))) << n;
      EXPECT_TRUE(same(tw::add(cuda(x), cuda(x)), tw::add(x, x))) << n;
      EXPECT_TRUE(same(tw::cast(cuda(x), Dtype::i16), tw::cast(x, Dtype::i16))) << n;
    }
  }
}

TEST(CudaElementwiseTest, CastsBetweenAllDtypes) {
  for (const Dtype from : kDtypes) {
    const std::vector<Tensor> xs = layouts(drawn({6, 66}, from));
    const std::vector<Tensor> there = layouts(cuda(xs[0]));
    for (const Dtype to : kDtypes) {
      for (std::size_t i = 0; i < xs.size(); ++i) {
        const Tensor got = tw::cast(there[i], to);
        EXPECT_TRUE(got.device() == kCuda && !got.shares_storage_with(there[i]));
        EXPECT_TRUE(same(got, tw::cast(xs[i], to)))
            << name_of(from) << " " << name_of(to) << " " << i;
      }
    }
  }
}

TEST(CudaElementwiseTest, CastsRoundOnce) {
  // Every float of two bytes, what lies halfway between neighbours, and what is nearly there.
  const Tensor bits = tw::empty_tensor({1 << 16}, Dtype::i16);
  for (int i = 0; i < 1 << 16; ++i)
    bits.data_as<std::int16_t>()[i] = static_cast<std::int16_t>(i);
  for (const Dtype half : {Dtype::f16, Dtype::bf16}) {
    const Tensor x = tw::empty_tensor({1 << 16}, half);
    std::memcpy(x.data(), bits.data(), 2 << 16);
    const Tensor wide = tw::cast(x, Dtype::f64);
    EXPECT_TRUE(same(tw::cast(cuda(x), Dtype::f32), tw::cast(x, Dtype::f32)));
    EXPECT_TRUE(same(tw::cast(cuda(x), Dtype::f64), wide));
    const double unit = half == Dtype::f16 ? 0x1p-11 : 0x1p-8;
    for (const double factor : {1 + unit, 1 + unit + 0x1p-40, 1 + unit - 0x1p-40}) {
      const Tensor y = tw::mul(wide, tw::full({}, factor, Dtype::f64));
      const Tensor z = tw::cast(y, Dtype::f32);
      EXPECT_TRUE(same(tw::cast(cuda(y), half), tw::cast(y, half))) << name_of(half);
      EXPECT_TRUE(same(tw::cast(cuda(z), half), tw::cast(z, half))) << name_of(half);
    }
  }
  const Tensor large = tw::empty_tensor({3, 61}, Dtype::i64);
  for (std::int64_t i = 0; i < large.numel(); ++i) {
    const std::int64_t power = std::int64_t{1} << (i % 61 + 1);
    large.data_as<std::int64_t>()[i] = power + (power >> 8) + i / 61 - 1;
  }
  for (const Dtype to : {Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64})
    for (const Tensor& x : {large, tw::neg(large)})
      EXPECT_TRUE(same(tw::cast(cuda(x), to), tw::cast(x, to))) << name_of(to);
}

TEST(CudaElementwiseTest, FullFillsEveryDtype) {
  for (const std::int64_t n : {0, 1, 7, 8, 9, 255, 257, 4099}) {
    for (const Dtype dtype : kDtypes) {
      for (const double value : {-3.75, 1e300, 0.0}) {
        const Tensor expected = tw::full({n, 1}, value, dtype);
        const DeviceGuard guard(kCuda);
        const Tensor x = tw::full({n, 1}, value, dtype);
        EXPECT_TRUE(x.device() == kCuda && same(x, expected)) << n << " " << name_of(dtype);
      }
    }
  }
}

TEST(CudaElementwiseTest, MoreThanEightDimsThatDoNotJoin) {
  const std::vector<std::int64_t> sizes = {2, 1, 2, 2, 3, 2, 2, 2, 2, 2, 2};
  const std::vector<std::int64_t> turn = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0};
  for (const Dtype dtype : {Dtype::u8, Dtype::f64}) {
    const Tensor a = drawn(sizes, dtype);
    const Tensor b = tw::permute(drawn({2, 2, 2, 2, 2, 2, 3, 2, 2, 1, 2}, dtype, 2), turn);
    const Tensor there = tw::permute(cuda(tw::permute(b, turn)), turn);
    EXPECT_TRUE(same(tw::sub(cuda(a), there), tw::sub(a, b)));
    EXPECT_TRUE(same(tw::cast(there, Dtype::i16), tw::cast(b, Dtype::i16)));
  }
}

TEST(CudaElementwiseTest, AnyBlockAndAnyGridGiveTheSame) {
  for (const Frame& frame : frames()) {
    for (const std::int64_t n : {1, 33, 257, 4099}) {
      const Tensor a = drawn({2, n}, Dtype::f32);
      const Tensor b = drawn({n, 2}, Dtype::f32, 2);
      const Tensor there_a = cuda(a);
      const Tensor there_b = tw::transpose(cuda(b), 0, 1);
      const Tensor out = cuda(tw::full({2, n}, 9.0));
      const Dims sizes(out.sizes());
      tw::cuda::neg(frame, Dtype::f32, sizes, elements_of(out), elements_of(there_a));
      EXPECT_TRUE(same(out, tw::neg(a))) << n;
      tw::cuda::sub(frame, Dtype::f32, sizes, elements_of(out), elements_of(there_a),
                    elements_of(there_b));
      EXPECT_TRUE(same(out, tw::sub(a, tw::transpose(b, 0, 1)))) << n;
      const Tensor bytes = cuda(tw::full({n, 2}, 9.0, Dtype::i8));
      tw::cuda::cast(frame, Dtype::i8, Dtype::f32, Dims(bytes.sizes()), elements_of(bytes),
                     elements_of(tw::transpose(there_a, 0, 1)));
      EXPECT_TRUE(same(bytes, tw::cast(tw::transpose(a, 0, 1), Dtype::i8))) << n;
    }
  }
}

TEST(CudaElementwiseTest, ResultsMayHaveGaps) {
  for (const Frame& frame : frames()) {
    for (const Dtype dtype : {Dtype::u8, Dtype::i16, Dtype::f32, Dtype::i64}) {
      const Tensor base = cuda(tw::full({6, 67}, 1.0, dtype));
      const Tensor x = tw::slice(base, 1, 1, std::nullopt, 3);
      tw::cuda::fill(frame, tw::bytes_of(dtype), Dims(x.sizes()), elements_of(x), 0);
      const Tensor expected = tw::full({6, 67}, 1.0, dtype);
      tw::fill_(tw::slice(expected, 1, 1, std::nullopt, 3), 0.0);
      EXPECT_TRUE(same(base, expected)) << name_of(dtype);
    }
  }
}

TEST(CudaElementwiseTest, WhatIsRefused) {
  const Tensor bools = cuda(tw::full({2}, 1.0, Dtype::boolean));
  const Tensor there = cuda(tw::full({2, 3}, 1.0));
  TW_THROWS(tw::sub(bools, bools), "[sub] dtype bool is not supported");
  TW_THROWS(tw::neg(bools), "[neg] dtype bool is not supported");
  TW_THROWS(tw::mul(there, bools), "[mul] sizes [2, 3] and [2] do not broadcast");
  TW_THROWS(tw::mul(there, tw::full({}, 2.0)), "[mul] b is on cpu, a on cuda:0");
  TW_THROWS(tw::add(there, Tensor()), "[add] has no kernel for cuda:0");
  const DeviceGuard guard(kCuda);
  TW_THROWS(tw::exp(Tensor()), "[exp] the tensor is undefined");
  TW_THROWS(tw::cast(Tensor(), Dtype::f32), "[cast] the tensor is undefined");
}

TEST(CudaElementwiseTest, GradientsArriveOnTheDevice) {
  const auto gradients = [](Device device) {
    const Tensor a = leaf(tw::to_device(drawn({3, 5}, Dtype::f64), device));
    const Tensor b = leaf(tw::to_device(drawn({3, 5}, Dtype::f32, 2), device));
    const Tensor y = tw::exp(tw::sub(tw::mul(a, b), tw::neg(tw::sin(tw::add(a, b)))));
    tw::backward(tw::cast(y, Dtype::f32), tw::to_device(drawn({3, 5}, Dtype::f32, 3), device));
    EXPECT_TRUE(tw::grad(a).device() == device && tw::grad(b).device() == device);
    return std::vector<Tensor>{tw::detach(tw::grad(a)), tw::detach(tw::grad(b))};
  };
  const std::vector<Tensor> got = gradients(kCuda);
  const std::vector<Tensor> expected = gradients(kCpu);
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_TRUE(close(got[i], expected[i])) << i;
}

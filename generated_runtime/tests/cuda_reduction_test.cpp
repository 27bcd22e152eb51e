// Reductions on a CUDA device, or on the emulator, against those of the CPU.
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
#include <vector>

#include "tw/device.h"
#include "tw/error.h"
#include "tw/ops.h"

namespace tw::cuda {

// As in src/cuda/reduction.h.
struct Cut {
  Device device;
  unsigned threads = 256;
  std::int64_t blocks = 65'536;
};

struct Rows {
  const void* data = nullptr;
  Dtype dtype = Dtype::f32;
  Dims sizes;
  Dims strides;
  Dims row_sizes;
  Dims row_strides;
};

using Reduction = void(const Cut& cut, const Rows& rows, void* to);
Reduction sum;
Reduction argmax;
void var(const Cut& cut, const Rows& rows, void* to, std::int64_t correction);

}  // namespace tw::cuda

namespace {

using tw::Device;
using tw::DeviceGuard;
using tw::Dtype;
using tw::IntSpan;
using tw::Tensor;
using tw::cuda::Cut;
using tw::cuda::Rows;
using List = std::vector<std::int64_t>;
using Spans = std::optional<IntSpan>;

constexpr Device kCpu;
constexpr Device kCuda{Device::Kind::cuda, 0};
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr Dtype kDtypes[] = {Dtype::boolean, Dtype::u8,  Dtype::i8,   Dtype::i16, Dtype::i32,
                             Dtype::i64,     Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64};
constexpr Dtype kFloats[] = {Dtype::f16, Dtype::bf16, Dtype::f32, Dtype::f64};

struct Op {
  const char* name;
  Tensor (*op)(const Tensor&, Spans, bool);
};
// Rounded at the end, of floats.
constexpr Op kSums[] = {
    {"sum", &tw::sum},
    {"mean", &tw::mean},
    {"var",
     [](const Tensor& x, Spans dims, bool keepdim) { return tw::var(x, dims, keepdim, 0); }}};
constexpr Op kExact[] = {
    {"amax", &tw::amax}, {"amin", &tw::amin}, {"any", &tw::any}, {"all", &tw::all}};

struct Choice {
  const char* name;
  Tensor (*op)(const Tensor&, std::optional<std::int64_t>, bool);
};
constexpr Choice kChoices[] = {{"argmax", &tw::argmax}, {"argmin", &tw::argmin}};

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

std::vector<double> values(const Tensor& x) {
  const Tensor y = tw::contiguous(tw::cast(tw::to_device(x, kCpu), Dtype::f64));
  return {y.data_as<double>(), y.data_as<double>() + y.numel()};
}

// Numbers from -8 to 8, and none that is not finite.
Tensor drawn(IntSpan sizes, Dtype dtype, std::uint64_t seed = 1) {
  const Tensor x = tw::empty_tensor(sizes, Dtype::f64);
  std::uint64_t state = seed * 0x9e3779b97f4a7c15U + 1;
  for (std::int64_t i = 0; i < x.numel(); ++i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    x.data_as<double>()[i] = 16 * (static_cast<double>(state >> 11) * 0x1p-53) - 8;
  }
  return tw::cast(x, dtype);
}

// Some are extremes of their dtype, NaN where it has one, or 0.
Tensor drawn_with_extremes(IntSpan sizes, Dtype dtype, std::uint64_t seed = 1) {
  const double special[] = {kNan, kInfinity, -kInfinity, 0, 0, 0, 0, 0};
  const Tensor x = tw::cast(tw::cast(drawn(sizes, Dtype::f64, seed), Dtype::i32), Dtype::f64);
  for (std::int64_t i = 0; i < x.numel(); ++i) {
    const std::uint64_t at = static_cast<std::uint64_t>(i) * 2654435761U % 1009;
    if (at < 3 * std::size(special)) x.data_as<double>()[i] = special[at % std::size(special)];
  }
  return tw::cast(x, dtype);
}

bool is_alike(const Tensor& got, const Tensor& expected) {
  return got.device() == kCuda && got.is_contiguous() && got.dtype() == expected.dtype() &&
         std::ranges::equal(got.sizes(), expected.sizes());
}

// The same numbers, or both NaN.
bool same(const Tensor& got, const Tensor& expected) {
  return is_alike(got, expected) &&
         std::ranges::equal(values(got), values(expected), [](double a, double b) {
           return a == b || (std::isnan(a) && std::isnan(b));
         });
}

// But for the last bit, as both add in another order and round once.
bool close(const Tensor& got, const Tensor& expected) {
  double error = 0x1p-7;
  double least = 0;
  if (got.dtype() == Dtype::f16) error = 0x1p-10;
  if (got.dtype() == Dtype::f32) error = 0x1p-23;
  // Parts of a sum may be larger than the sum.
  if (got.dtype() == Dtype::f64) error = 0x1p-50, least = 1e-12;
  if (!is_float(got.dtype())) error = 0;
  return is_alike(got, expected) &&
         std::ranges::equal(values(got), values(expected), [&](double a, double b) {
           return a == b || std::fabs(a - b) <= error * std::fabs(b) + least ||
                  (std::isnan(a) && std::isnan(b));
         });
}

bool same_bits(const Tensor& got, const Tensor& expected) {
  const Tensor a = tw::contiguous(tw::to_device(got, kCpu));
  const Tensor b = tw::contiguous(tw::to_device(expected, kCpu));
  return a.dtype() == b.dtype() && a.numel() == b.numel() &&
         std::memcmp(a.data(), b.data(), a.numel() * tw::bytes_of(a.dtype())) == 0;
}

std::vector<Tensor> layouts(const Tensor& x) {
  return {x, tw::transpose(x, 0, 1), tw::slice(x, 1, 1, std::nullopt, 2),
          tw::narrow(x, 0, 1, x.size(0) - 1), tw::expand(tw::select(x, 0, 1), {4, -1})};
}

// All ops of all elements, and over each dim.
void expect_as_on_cpu(const Tensor& x, const Tensor& there, const std::string& what) {
  std::vector<std::optional<List>> lists = {std::nullopt, List{}};
  for (std::int64_t dim = 0; dim < x.rank(); ++dim) lists.push_back(List{dim});
  for (const auto& list : lists) {
    const Spans dims = list ? Spans(IntSpan(*list)) : Spans();
    const std::string which = what + " over " + (list ? tw::to_text(*list) : "all");
    const bool keepdim = list.has_value() && x.dtype() != Dtype::f32;
    for (const Op& op : kExact)
      EXPECT_TRUE(same(op.op(there, dims, keepdim), op.op(x, dims, keepdim)))
          << op.name << " " << which;
    if (list && list->empty()) continue;
    const auto dim = list ? std::optional<std::int64_t>(list->front()) : std::nullopt;
    for (const Choice& op : kChoices)
      EXPECT_TRUE(same(op.op(there, dim, keepdim), op.op(x, dim, keepdim)))
          << op.name << " " << which;
  }
}

void expect_sums_as_on_cpu(const Tensor& x, const Tensor& there, const List& dims) {
  for (const Op& op : kSums)
    if (is_float(x.dtype()) || op.op == &tw::sum)
      EXPECT_TRUE(close(op.op(there, IntSpan(dims), false), op.op(x, IntSpan(dims), false)))
          << op.name << " " << name_of(x.dtype()) << " " << tw::to_text(x.sizes()) << " over "
          << tw::to_text(dims);
}

// What the last dim of x, a matrix on the device, is reduced from.
Rows rows_of(const Tensor& x) {
  return {x.data(), x.dtype(), tw::Dims(1, x.size(0)), tw::Dims(1, x.strides()[0]),
          tw::Dims(1, x.size(1)), tw::Dims(1, x.strides()[1])};
}

std::vector<Cut> cuts() {
  return {{kCuda, 32, 1 << 20}, {kCuda, 96, 1}, {kCuda, 160, 3}, {kCuda, 1024, 2}};
}

double joined(std::vector<double> parts) {
  for (std::size_t by = parts.size() / 2; by > 0; by /= 2)
    for (std::size_t i = 0; i < by; ++i) parts[i] += parts[i + by];
  return parts[0];
}

// A chunk by 32 lanes.
double chunk_of(const std::vector<double>& x, std::size_t begin, std::size_t count) {
  std::vector<double> lanes(32, 0.0);
  for (std::size_t i = begin; i < std::min(x.size(), begin + count); ++i)
    lanes[(i - begin) % 32] += x[i];
  return joined(lanes);
}

// The tree as src/cuda/reduction.cuh describes it, for pieces of `chunk` * 8 elements.
double tree_of(const std::vector<double>& x, std::size_t chunk) {
  std::vector<double> pieces;
  for (std::size_t begin = 0; begin < x.size(); begin += 8 * chunk) {
    std::vector<double> chunks;
    for (std::size_t i = 0; i < 8; ++i) chunks.push_back(chunk_of(x, begin + i * chunk, chunk));
    pieces.push_back(joined(chunks));
  }
  return pieces.size() == 1 ? pieces[0] : chunk_of(pieces, 0, pieces.size());
}

}  // namespace

TEST(CudaReductionTest, EveryDtypeAndLayout) {
  for (const Dtype dtype : kDtypes) {
    const std::vector<Tensor> xs = layouts(drawn_with_extremes({6, 66}, dtype));
    const std::vector<Tensor> there = layouts(cuda(xs[0]));
    const std::vector<Tensor> ys = layouts(drawn({6, 66}, dtype));
    const std::vector<Tensor> ys_there = layouts(cuda(ys[0]));
    for (std::size_t i = 0; i < xs.size(); ++i) {
      expect_as_on_cpu(xs[i], there[i], std::string(name_of(dtype)) + " " + std::to_string(i));
      for (const List& dims : {List{0}, List{-1}, List{0, 1}, List{1, 0}, List{}})
        expect_sums_as_on_cpu(ys[i], ys_there[i], dims);
    }
  }
}

TEST(CudaReductionTest, LengthsAroundAWarpAChunkAndAPiece) {
  for (const std::int64_t n : {1, 31, 32, 33, 1024, 1025, 4097}) {
    for (const Dtype dtype : {Dtype::i8, Dtype::f32, Dtype::f64}) {
      const Tensor x = drawn({n, 5}, dtype);
      const Tensor y = drawn_with_extremes({3, n}, dtype, 2);
      for (const List& dims : {List{0}, List{1}, List{0, 1}})
        expect_sums_as_on_cpu(x, cuda(x), dims);
      expect_sums_as_on_cpu(y, cuda(y), {1});
      for (const Choice& op : kChoices) {
        EXPECT_TRUE(same(op.op(cuda(y), 1, false), op.op(y, 1, false))) << op.name << " " << n;
        EXPECT_TRUE(same(op.op(cuda(x), 0, false), op.op(x, 0, false))) << op.name << " " << n;
      }
    }
  }
}

TEST(CudaReductionTest, TheTreeIsThatOfTheLength) {
  struct Case {
    std::int64_t n;
    std::size_t chunk;
  };
  for (const auto& [n, chunk] : {Case{7, 1024}, Case{100, 1024}, Case{1024, 1024}, Case{1025, 160},
                                 Case{4097, 288}, Case{20000, 512}}) {
    // Magnitudes between which almost every addition rounds.
    const Tensor x = drawn({n, 1}, Dtype::f32);
    for (std::int64_t i = 0; i < n; ++i)
      x.data_as<float>()[i] = std::ldexp(x.data_as<float>()[i], static_cast<int>(i * 31 % 53));
    // What is left after some elements take the sum away is what was rounded off.
    for (std::int64_t i = 0; i < 3; ++i) {
      x.data_as<float>()[i] = 0;
      x.data_as<float>()[i] = static_cast<float>(-tree_of(values(x), chunk));
    }
    const auto left = static_cast<float>(tree_of(values(x), chunk));
    EXPECT_EQ(values(tw::sum(cuda(x)))[0], left) << n;
    EXPECT_EQ(values(tw::sum(cuda(tw::expand(x, {n, 3})), IntSpan{0})),
              std::vector<double>(3, left)) << n;
  }
}

TEST(CudaReductionTest, AnyLayoutGivesTheSameBits) {
  for (const std::int64_t n : {5, 40, 1025, 5000}) {
    for (const std::int64_t width : {1, 3, 33}) {
      for (const Dtype dtype : {Dtype::f32, Dtype::f64}) {
        const Tensor there = cuda(drawn({n, width}, dtype));
        const Tensor turned = tw::contiguous(tw::transpose(there, 0, 1));
        for (const Op& op : kSums)
          EXPECT_TRUE(same_bits(op.op(there, IntSpan{0}, false), op.op(turned, IntSpan{1}, false)))
              << op.name << " " << n << " " << width;
        EXPECT_TRUE(same_bits(tw::argmax(there, 0), tw::argmax(turned, 1))) << n << " " << width;
      }
    }
  }
}

TEST(CudaReductionTest, AnyCutGivesTheSameBits) {
  for (const std::int64_t n : {33, 1500, 5000}) {
    for (const Dtype dtype : {Dtype::f16, Dtype::f64}) {
      const Tensor rows = cuda(drawn({3, n}, dtype));
      const Tensor columns = tw::transpose(cuda(drawn({n, 34}, dtype)), 0, 1);
      for (const Tensor& x : {rows, columns}) {
        const Tensor sums = tw::sum(x, IntSpan{1});
        const Tensor vars = tw::var(x, IntSpan{1});
        const Tensor places = tw::argmax(x, 1);
        for (const Cut& cut : cuts()) {
          const Tensor out = cuda(tw::full({x.size(0)}, 9.0, dtype));
          const Tensor indices = cuda(tw::full({x.size(0)}, 9.0, Dtype::i64));
          tw::cuda::sum(cut, rows_of(x), out.data());
          EXPECT_TRUE(same_bits(out, sums)) << n << " " << cut.threads;
          tw::cuda::var(cut, rows_of(x), out.data(), 1);
          EXPECT_TRUE(same_bits(out, vars)) << n << " " << cut.threads;
          tw::cuda::argmax(cut, rows_of(x), indices.data());
          EXPECT_TRUE(same_bits(indices, places)) << n << " " << cut.threads;
        }
      }
    }
  }
}

TEST(CudaReductionTest, TheFirstOfEqualExtremesIsChosen) {
  for (const std::int64_t n : {40, 2000, 9000}) {
    for (const double special : {7.0, kInfinity, kNan}) {
      const Tensor x = tw::full({n, 2}, 1.0);
      for (const std::int64_t at : {n / 3, n / 2, n - 1})
        x.data_as<float>()[2 * at] = static_cast<float>(special);
      const auto first = static_cast<double>(n / 3);
      EXPECT_EQ(values(tw::argmax(cuda(x), 0)), (std::vector<double>{first, 0}));
      EXPECT_EQ(values(tw::argmin(cuda(tw::neg(x)), 0)), (std::vector<double>{first, 0}));
      EXPECT_EQ(values(tw::argmax(cuda(x))), (std::vector<double>{2 * first}));
    }
  }
}

TEST(CudaReductionTest, ManyDimsThatDoNotJoin) {
  const List sizes = {2, 1, 2, 2, 3, 2, 2, 2, 2, 2, 2};
  const List turn = {10, 3, 8, 7, 0, 5, 4, 9, 2, 1, 6};
  for (const Dtype dtype : {Dtype::u8, Dtype::f64}) {
    const Tensor x = drawn(sizes, dtype);
    const Tensor y = tw::permute(x, turn);
    const Tensor there = tw::permute(cuda(x), turn);
    for (const List& dims : {List{0, 2, 4, 6, 8, 10}, List{1, 3, 5, 7, 9}, List{10, 0}, List{5}}) {
      expect_sums_as_on_cpu(y, there, dims);
    }
    EXPECT_TRUE(same(tw::argmin(there, 4), tw::argmin(y, 4)));
  }
}

TEST(CudaReductionTest, ARowOfMorePiecesThanAreJoinedAtOnce) {
  constexpr std::int64_t kLength = 4096 * 1024 + 1;
  const Tensor x = tw::expand(cuda(tw::full({1}, 3.0, Dtype::u8)), {kLength});
  EXPECT_EQ(values(tw::sum(x)), (std::vector<double>{3.0 * kLength}));
  EXPECT_EQ(values(tw::argmax(x)), (std::vector<double>{0}));
}

TEST(CudaReductionTest, ALargeMeanDoesNoHarmToVar) {
  for (const double mean : {0.0, 1e9, 1e15, -4e15}) {
    const Tensor x = tw::empty_tensor({4, 2}, Dtype::f64);
    for (int i = 0; i < 8; ++i) x.data_as<double>()[i] = mean + i / 2;
    EXPECT_NEAR(values(tw::var(cuda(x), IntSpan{0}))[1], 5.0 / 3, 1e-14);
    EXPECT_NEAR(values(tw::var(cuda(x), std::nullopt, false, 0))[0], 1.25, 1e-14);
  }
  const Tensor x = tw::full({3}, kInfinity, Dtype::f64);
  for (const Op& op : kSums)
    EXPECT_TRUE(same(op.op(cuda(x), IntSpan{0}, false), op.op(x, IntSpan{0}, false))) << op.name;
}

TEST(CudaReductionTest, NoElementsAndTooFew) {
  for (const Dtype dtype : kDtypes) {
    const Tensor x = tw::empty_tensor({0, 2}, dtype);
    for (const Op& op : {kSums[0], kExact[2], kExact[3]})
      EXPECT_TRUE(same(op.op(cuda(x), IntSpan{0}, true), op.op(x, IntSpan{0}, true))) << op.name;
    EXPECT_TRUE(same(tw::amax(cuda(x), IntSpan{1}), tw::amax(x, IntSpan{1})));
    EXPECT_TRUE(same(tw::argmin(cuda(x), 1), tw::argmin(x, 1)));
  }
  for (const Dtype dtype : kFloats) {
    const Tensor none = tw::empty_tensor({2, 0}, dtype);
    const Tensor few = tw::full({2, 1}, 3, dtype);
    EXPECT_TRUE(same(tw::mean(cuda(none), IntSpan{1}), tw::mean(none, IntSpan{1})));
    for (const std::int64_t correction : {-1, 0, 1, 3}) {
      EXPECT_TRUE(same(tw::var(cuda(none), IntSpan{1}, false, correction),
                       tw::var(none, IntSpan{1}, false, correction)));
      EXPECT_TRUE(same(tw::var(cuda(few), IntSpan{1}, false, correction),
                       tw::var(few, IntSpan{1}, false, correction)));
    }
  }
  EXPECT_EQ(values(tw::sum(cuda(tw::full({}, 4.0)))), std::vector<double>{4});
}

TEST(CudaReductionTest, WhatIsRefused) {
  const Tensor x = cuda(tw::full({3, 0}, 1.0));
  const Tensor numbers = cuda(tw::full({2}, 1.0, Dtype::i32));
  TW_THROWS(tw::mean(numbers), "[mean] dtype i32 is not supported");
  TW_THROWS(tw::var(numbers), "[var] dtype i32 is not supported");
  TW_THROWS(tw::amax(x), "[amax] no elements to reduce");
  const DeviceGuard guard(kCuda);
  TW_THROWS(tw::sum(Tensor()), "[sum] the tensor is undefined");
}

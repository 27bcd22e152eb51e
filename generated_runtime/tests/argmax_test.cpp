#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tw/dispatch.h"
#include "tw/error.h"
#include "tw/ops.h"

namespace {

using tw::IntSpan;
using Floats = std::vector<float>;
using List = std::vector<std::int64_t>;

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInf = std::numeric_limits<float>::infinity();
constexpr tw::Dtype kDtypes[] = {
    tw::Dtype::boolean, tw::Dtype::u8,  tw::Dtype::i8,   tw::Dtype::i16, tw::Dtype::i32,
    tw::Dtype::i64,     tw::Dtype::f16, tw::Dtype::bf16, tw::Dtype::f32, tw::Dtype::f64};

tw::Tensor tensor(IntSpan sizes, const Floats& values) {
  tw::Tensor x = tw::empty_tensor(sizes);
  EXPECT_EQ(x.numel(), static_cast<std::int64_t>(values.size()));
  std::copy(values.begin(), values.end(), x.data_as<float>());
  return x;
}

List sizes_of(const tw::Tensor& x) {
  return List(x.sizes().begin(), x.sizes().end());
}

List indices_of(const tw::Tensor& x) {
  EXPECT_EQ(x.dtype(), tw::Dtype::i64);
  EXPECT_TRUE(x.is_contiguous());
  return List(x.data_as<std::int64_t>(), x.data_as<std::int64_t>() + x.numel());
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

// By a plain loop over the rows of a contiguous copy in which `dim` is the last.
List plain(const tw::Tensor& x, std::int64_t dim, bool largest) {
  List order;
  for (std::int64_t i = 0; i < x.rank(); ++i)
    if (i != dim) order.push_back(i);
  order.push_back(dim);
  const tw::Tensor rows = tw::clone(tw::permute(x, order));
  const std::int64_t count = x.size(dim);
  List indices;
  for (std::int64_t start = 0; start < rows.numel(); start += count) {
    const float* row = rows.data_as<float>() + start;
    indices.push_back((largest ? std::max_element(row, row + count)
                               : std::min_element(row, row + count)) -
                      row);
  }
  return indices;
}

}  // namespace

TEST(ArgmaxTest, GivesTheFirstExtreme) {
  const tw::Tensor x = tensor({2, 4}, {1, 3, 3, 2, 5, 0, 7, 0});

  EXPECT_EQ(indices_of(tw::argmax(x, 1)), (List{1, 2}));
  EXPECT_EQ(indices_of(tw::argmin(x, -1)), (List{0, 1}));
  EXPECT_EQ(indices_of(tw::argmax(x, 0)), (List{1, 0, 1, 0}));
  EXPECT_EQ(indices_of(tw::argmax(x)), (List{6}));
  EXPECT_EQ(indices_of(tw::argmin(x)), (List{5}));
  // In row-major order of the view and not of memory.
  const tw::Tensor y = tw::transpose(tensor({2, 2}, {0, 9, 9, 0}), 0, 1);
  EXPECT_EQ(indices_of(tw::argmax(tw::slice(y, 0, 0, 2))), (List{1}));
  const tw::Tensor z = tw::transpose(tensor({2, 3}, {0, 0, 9, 9, 0, 0}), 0, 1);
  EXPECT_EQ(indices_of(tw::argmax(z)), (List{1}));
  EXPECT_EQ(indices_of(tw::argmin(z)), (List{0}));
}

TEST(ArgmaxTest, ANanIsTheExtreme) {
  const tw::Tensor x = tensor({2, 4}, {1, kNan, 3, kNan, kInf, 0, kNan, -kInf});
  for (const tw::Dtype dtype : {tw::Dtype::f16, tw::Dtype::bf16, tw::Dtype::f32, tw::Dtype::f64}) {
    const tw::Tensor y = tw::cast(x, dtype);
    EXPECT_EQ(indices_of(tw::argmax(y, 1)), (List{1, 2}));
    EXPECT_EQ(indices_of(tw::argmin(y, 1)), (List{1, 2}));
    EXPECT_EQ(indices_of(tw::argmax(y, 0)), (List{1, 0, 1, 0}));
    EXPECT_EQ(indices_of(tw::argmin(y, 0)), (List{0, 0, 1, 0}));
    EXPECT_EQ(indices_of(tw::argmin(tw::transpose(y, 0, 1))), (List{2}));
  }
}

TEST(ArgmaxTest, OfTheLeastValuesTheFirst) {
  EXPECT_EQ(indices_of(tw::argmax(tensor({3}, {-kInf, -kInf, -kInf}))), (List{0}));
  EXPECT_EQ(indices_of(tw::argmin(tensor({3, 1}, {kInf, kInf, kInf}), 0)), (List{0}));
  for (const tw::Dtype dtype : kDtypes) {
    const tw::Tensor x = tw::full({2, 3}, 0, dtype);
    EXPECT_EQ(indices_of(tw::argmax(x, 0)), (List{0, 0, 0}));
    EXPECT_EQ(indices_of(tw::argmin(tw::full({2, 3}, kInf, dtype), 1)), (List{0, 0}));
    EXPECT_EQ(indices_of(tw::argmax(tw::full({2, 3}, -kInf, dtype), 1)), (List{0, 0}));
  }
}

TEST(ArgmaxTest, TakesEveryDtype) {
  const tw::Tensor values = tensor({2, 3}, {0, 1, 0, 1, 0, 1});
  for (const tw::Dtype dtype : kDtypes) {
    const tw::Tensor x = tw::cast(values, dtype);
    EXPECT_EQ(indices_of(tw::argmax(x)), (List{1}));
    EXPECT_EQ(indices_of(tw::argmax(x, 1)), (List{1, 0}));
    EXPECT_EQ(indices_of(tw::argmin(x, 0)), (List{0, 1, 0}));
  }
}

TEST(ArgmaxTest, ReducedDimsGoAwayOrStay) {
  const tw::Tensor x = tw::full({2, 3, 4}, 1);

  EXPECT_EQ(sizes_of(tw::argmax(x)), (List{}));
  EXPECT_EQ(sizes_of(tw::argmax(x, std::nullopt, true)), (List{1, 1, 1}));
  EXPECT_EQ(sizes_of(tw::argmin(x, 1)), (List{2, 4}));
  EXPECT_EQ(sizes_of(tw::argmin(x, -1, true)), (List{2, 3, 1}));
  EXPECT_EQ(indices_of(tw::argmax(tensor({}, {3}))), (List{0}));
}

TEST(ArgmaxTest, AnyStridesGiveWhatPlainLoopsGive) {
  tw::Tensor x = tw::empty_tensor({4, 5, 6, 7});
  for (std::int64_t i = 0; i < x.numel(); ++i)
    x.data_as<float>()[i] = static_cast<float>(i * 7919 % 53);  // Many ties.
  const std::vector<tw::Tensor> views = {
      x,
      tw::permute(x, {3, 1, 0, 2}),
      tw::slice(tw::transpose(x, 1, 3), 2, 1, 6, 2),
      tw::expand(tw::narrow(x, 1, 2, 1), {4, 3, 6, 7}),
      tw::as_strided(x, {3, 4, 5, 6}, {1, 2, 0, 1}, 11),
  };
  for (const tw::Tensor& view : views) {
    for (std::int64_t dim = 0; dim < 4; ++dim) {
      EXPECT_EQ(indices_of(tw::argmax(view, dim)), plain(view, dim, true));
      EXPECT_EQ(indices_of(tw::argmin(view, dim)), plain(view, dim, false));
    }
    const tw::Tensor flat = tw::reshape(tw::clone(view), {view.numel()});
    EXPECT_EQ(indices_of(tw::argmax(view)), plain(flat, 0, true));
    EXPECT_EQ(indices_of(tw::argmin(view)), plain(flat, 0, false));
  }
}

TEST(ArgmaxTest, WhatIsWrongThrows) {
  const tw::Tensor x = tw::empty_tensor({3, 0});

  EXPECT_EQ(message_of([&] { (void)tw::argmax(x, 2); }), "[argmax] dim 2 out of range for 2 dims");
  EXPECT_EQ(message_of([&] { (void)tw::argmin(x, -3); }),
            "[argmin] dim -3 out of range for 2 dims");
  EXPECT_EQ(message_of([&] { (void)tw::argmax(x, 1); }), "[argmax] no elements to reduce");
  EXPECT_EQ(message_of([&] { (void)tw::argmin(x); }), "[argmin] no elements to reduce");
  EXPECT_EQ(indices_of(tw::argmax(x, 0)), (List{}));
  EXPECT_EQ(sizes_of(tw::argmin(x, 0, true)), (List{1, 0}));
  EXPECT_EQ(message_of([] { (void)tw::argmax(tw::Tensor()); }),
            "[argmax] the tensor is undefined");
}

TEST(ArgmaxTest, IsCalledByName) {
  const tw::Tensor x = tensor({2, 2}, {1, 2, 4, 3});

  EXPECT_EQ(indices_of(std::get<tw::Tensor>(tw::call("argmax", {x})[0])), (List{2}));
  EXPECT_EQ(indices_of(std::get<tw::Tensor>(tw::call("argmin", {x, std::int64_t{1}})[0])),
            (List{0, 1}));
}

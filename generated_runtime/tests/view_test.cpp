#include "tw/view.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "tw/error.h"

namespace {

namespace view = tw::view;
using List = std::vector<std::int64_t>;

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();

List list_of(tw::IntSpan span) {
  return List(span.begin(), span.end());
}

// 0, 1, 2, ...
tw::Tensor counted(tw::IntSpan sizes) {
  const tw::Tensor x = tw::empty_tensor(sizes, tw::Dtype::i64);
  for (std::int64_t i = 0; i < x.numel(); ++i) x.data_as<std::int64_t>()[i] = i;
  return x;
}

// Where the i-th element in row-major order lies, from the first one on.
std::int64_t place_of(const tw::Tensor& x, std::int64_t i) {
  std::int64_t place = 0;
  for (int dim = x.rank() - 1; dim >= 0; --dim) {
    place += i % x.size(dim) * x.stride(dim);
    i /= x.size(dim);
  }
  return place;
}

List values_of(const tw::Tensor& x) {
  List values;
  for (std::int64_t i = 0; i < x.numel(); ++i)
    values.push_back(x.data_as<std::int64_t>()[place_of(x, i)]);
  return values;
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

}  // namespace

TEST(ViewTest, TransposeSwapsTwoDims) {
  const tw::Tensor x = counted({2, 3, 4});
  const tw::Tensor y = view::transpose(x, 0, -1);

  EXPECT_TRUE(y.shares_storage_with(x));
  EXPECT_EQ(list_of(y.sizes()), (List{4, 3, 2}));
  EXPECT_EQ(list_of(y.strides()), (List{1, 4, 12}));
  EXPECT_EQ(list_of(x.sizes()), (List{2, 3, 4}));
  EXPECT_EQ(message_of([&] { (void)view::transpose(x, 0, 3); }),
            "[transpose] dim 3 out of range for 3 dims");
  EXPECT_THROW((void)view::transpose(x, -4, 0), tw::Error);
}

TEST(ViewTest, PermuteNamesEachDimOnce) {
  const tw::Tensor x = counted({2, 3, 4});
  const tw::Tensor y = view::permute(view::narrow(x, 0, 1, 1), {-1, 0, 1});

  EXPECT_TRUE(y.shares_storage_with(x));
  EXPECT_EQ(y.offset(), 12);
  EXPECT_EQ(list_of(y.sizes()), (List{4, 1, 3}));
  EXPECT_EQ(list_of(y.strides()), (List{1, 12, 4}));
  EXPECT_EQ(view::permute(counted({}), {}).rank(), 0);
  EXPECT_THROW((void)view::permute(x, {0, 1, -2}), tw::Error);
  EXPECT_THROW((void)view::permute(x, {0, 1}), tw::Error);
  EXPECT_THROW((void)view::permute(x, {0, 1, 2, 2}), tw::Error);
  EXPECT_EQ(message_of([&] { (void)view::permute(x, {0, 1, 3}); }),
            "[permute] dim 3 out of range for 3 dims");
}

TEST(ViewTest, ReshapeIsAViewWhereverStridesCanExpressIt) {
  const tw::Tensor x = counted({4, 6});
  const tw::Tensor rows = view::narrow(x, 1, 0, 4);  // Strides 6, 1: no joint stride.
  const tw::Tensor split = view::reshape(rows, {2, 2, 2, 2});
  EXPECT_TRUE(split.shares_storage_with(x));
  EXPECT_EQ(list_of(split.strides()), (List{12, 6, 2, 1}));
  EXPECT_EQ(values_of(split), values_of(rows));

  const tw::Tensor joined = view::reshape(view::slice(x, 1, 1, std::nullopt, 2), {-1});
  EXPECT_TRUE(joined.shares_storage_with(x));
  EXPECT_EQ(list_of(joined.strides()), List{2});
  EXPECT_EQ(joined.offset(), 1);

  const tw::Tensor stretched = view::reshape(view::expand(counted({1, 2}), {6, 2}), {2, 3, 2});
  EXPECT_EQ(list_of(stretched.strides()), (List{0, 0, 1}));

  const tw::Tensor odd = view::as_strided(x, {2, 1, 3, 1}, {3, 99, 1, 77}, 0);
  EXPECT_EQ(list_of(view::reshape(odd, {6}).strides()), List{1});
  EXPECT_TRUE(view::reshape(odd, {6}).shares_storage_with(x));
  EXPECT_EQ(list_of(view::reshape(view::select(rows, 0, 1), {1, 1, 4, 1}).sizes()),
            (List{1, 1, 4, 1}));
}

TEST(ViewTest, ReshapeCopiesWhereNoStridesExpressIt) {
  const tw::Tensor x = counted({4, 6});
  const tw::Tensor rows = view::narrow(x, 1, 1, 4);
  for (const List& sizes : {List{16}, List{2, 8}, List{8, 2, 1}, List{16, 1}}) {
    const tw::Tensor y = view::reshape(rows, sizes);
    EXPECT_FALSE(y.shares_storage_with(x));
    EXPECT_TRUE(y.is_contiguous());
    EXPECT_EQ(y.offset(), 0);
    EXPECT_EQ(values_of(y), values_of(rows));
  }
}

TEST(ViewTest, ReshapeInfersOneSizeWhereItIsDetermined) {
  const tw::Tensor x = counted({2, 3});
  const tw::Tensor none = counted({0, 3});

  EXPECT_EQ(list_of(view::reshape(x, {-1, 2}).sizes()), (List{3, 2}));
  EXPECT_EQ(list_of(view::reshape(none, {-1, 5}).sizes()), (List{0, 5}));
  EXPECT_EQ(list_of(view::reshape(none, {7, 0}).sizes()), (List{7, 0}));
  EXPECT_TRUE(view::reshape(none, {7, 0}).shares_storage_with(none));
  EXPECT_EQ(list_of(view::reshape(counted({1}), {}).sizes()), List{});
  EXPECT_EQ(message_of([&] { (void)view::reshape(x, {4, -1}); }),
            "[reshape] sizes [4, -1] do not hold 6 elements");
  EXPECT_EQ(message_of([&] { (void)view::reshape(x, {}); }),
            "[reshape] sizes [] do not hold 6 elements");
  EXPECT_THROW((void)view::reshape(x, {-1, -1}), tw::Error);
  EXPECT_THROW((void)view::reshape(x, {-1, 0}), tw::Error);
  EXPECT_THROW((void)view::reshape(none, {-1, 0}), tw::Error);
  EXPECT_THROW((void)view::reshape(x, {-2, -3}), tw::Error);
  EXPECT_THROW((void)view::reshape(none, {0, kMax, 2}), tw::Error);
  EXPECT_THROW((void)view::reshape(counted({}), List(17, 1)), tw::Error);
}

TEST(ViewTest, ExpandGivesStrideZeroToStretchedDimsOnly) {
  const tw::Tensor x = counted({3, 1});
  const tw::Tensor y = view::expand(x, {2, -1, 4});

  EXPECT_TRUE(y.shares_storage_with(x));
  EXPECT_EQ(list_of(y.sizes()), (List{2, 3, 4}));
  EXPECT_EQ(list_of(y.strides()), (List{0, 1, 0}));
  EXPECT_EQ(list_of(view::expand(x, {3, 0}).sizes()), (List{3, 0}));
  EXPECT_EQ(list_of(view::expand(x, {3, 1}).strides()), (List{1, 1}));
  EXPECT_EQ(message_of([&] { (void)view::expand(x, {2, 1}); }),
            "[expand] sizes [3, 1] do not expand to [2, 1]");
  EXPECT_THROW((void)view::expand(x, {3}), tw::Error);
  EXPECT_THROW((void)view::expand(x, {-1, 3, 1}), tw::Error);
  EXPECT_THROW((void)view::expand(x, {3, -2}), tw::Error);
  EXPECT_THROW((void)view::expand(x, {kMax, 3, 1}), tw::Error);
  EXPECT_THROW((void)view::expand(counted({}), List(17, 1)), tw::Error);
  EXPECT_THROW((void)view::expand(counted({0}), {2}), tw::Error);
}

TEST(ViewTest, NarrowTakesOnlyRangesInside) {
  const tw::Tensor x = counted({3, 4});
  const tw::Tensor y = view::narrow(x, -1, 1, 2);

  EXPECT_TRUE(y.shares_storage_with(x));
  EXPECT_EQ(values_of(y), (List{1, 2, 5, 6, 9, 10}));
  EXPECT_EQ(view::narrow(y, 0, 1, 2).offset(), 5);
  EXPECT_EQ(view::narrow(x, 0, 3, 0).numel(), 0);
  EXPECT_THROW((void)view::narrow(x, 0, -1, 1), tw::Error);
  EXPECT_THROW((void)view::narrow(x, 0, 0, -1), tw::Error);
  EXPECT_THROW((void)view::narrow(x, 0, 2, 2), tw::Error);
  EXPECT_THROW((void)view::narrow(x, 0, kMax, kMax), tw::Error);
  EXPECT_THROW((void)view::narrow(counted({}), 0, 0, 0), tw::Error);
}

TEST(ViewTest, SliceFollowsPython) {
  const tw::Tensor x = counted({6});
  const std::optional<std::int64_t> none;
  const auto slice = [&](auto start, auto end, std::int64_t step) {
    return values_of(view::slice(x, 0, start, end, step));
  };

  EXPECT_EQ(slice(none, none, 1), (List{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(slice(1, none, 2), (List{1, 3, 5}));
  EXPECT_EQ(slice(1, 5, 2), (List{1, 3}));
  EXPECT_EQ(slice(-2, none, 1), (List{4, 5}));
  EXPECT_EQ(slice(none, -4, 1), (List{0, 1}));
  EXPECT_EQ(slice(-100, 100, 4), (List{0, 4}));
  EXPECT_EQ(slice(-kMax - 1, kMax, kMax), List{0});
  EXPECT_EQ(slice(4, 2, 1), List{});
  EXPECT_EQ(slice(9, none, 1), List{});
  EXPECT_EQ(view::slice(counted({4, 6}), 0, 1, none, 2).stride(0), 12);
  EXPECT_THROW((void)slice(0, 1, 0), tw::Error);
  EXPECT_THROW((void)slice(0, 1, -1), tw::Error);
  EXPECT_THROW((void)view::slice(x, 1, none, none, 1), tw::Error);
}

TEST(ViewTest, SelectDropsTheDim) {
  const tw::Tensor x = counted({3, 4});
  const tw::Tensor y = view::select(x, 1, -1);

  EXPECT_TRUE(y.shares_storage_with(x));
  EXPECT_EQ(values_of(y), (List{3, 7, 11}));
  EXPECT_EQ(values_of(view::select(y, 0, 1)), List{7});
  EXPECT_EQ(view::select(y, 0, 1).rank(), 0);
  EXPECT_EQ(message_of([&] { (void)view::select(x, 0, 3); }),
            "[select] index 3 out of range for size 3");
  EXPECT_THROW((void)view::select(x, 0, -4), tw::Error);
  EXPECT_THROW((void)view::select(counted({0}), 0, 0), tw::Error);
  EXPECT_THROW((void)view::select(counted({}), 0, 0), tw::Error);
}

TEST(ViewTest, SqueezeDropsAndUnsqueezeInsertsADimOfSizeOne) {
  const tw::Tensor x = counted({2, 1, 3});

  EXPECT_EQ(list_of(view::squeeze(x, -2).sizes()), (List{2, 3}));
  EXPECT_EQ(list_of(view::squeeze(x, 1).strides()), (List{3, 1}));
  EXPECT_EQ(list_of(view::squeeze(x, 0).sizes()), (List{2, 1, 3}));
  EXPECT_EQ(view::squeeze(counted({}), 0).rank(), 0);
  EXPECT_EQ(view::squeeze(counted({}), -1).rank(), 0);
  EXPECT_THROW((void)view::squeeze(counted({}), 1), tw::Error);
  EXPECT_THROW((void)view::squeeze(x, 3), tw::Error);

  EXPECT_EQ(list_of(view::unsqueeze(x, 0).sizes()), (List{1, 2, 1, 3}));
  EXPECT_EQ(list_of(view::unsqueeze(x, 3).sizes()), (List{2, 1, 3, 1}));
  EXPECT_EQ(list_of(view::unsqueeze(x, -1).sizes()), (List{2, 1, 3, 1}));
  EXPECT_EQ(list_of(view::unsqueeze(x, -4).sizes()), (List{1, 2, 1, 3}));
  EXPECT_EQ(values_of(view::unsqueeze(view::transpose(x, 0, 2), 1)), (List{0, 3, 1, 4, 2, 5}));
  EXPECT_TRUE(view::unsqueeze(x, 1).shares_storage_with(x));
  EXPECT_THROW((void)view::unsqueeze(x, 4), tw::Error);
  EXPECT_THROW((void)view::unsqueeze(x, -5), tw::Error);
  EXPECT_THROW((void)view::unsqueeze(counted(List(16, 1)), 0), tw::Error);
}

TEST(ViewTest, AsStridedTakesWhatTheStorageHolds) {
  const tw::Tensor x = counted({6});
  const tw::Tensor tail = view::narrow(x, 0, 4, 2);

  EXPECT_EQ(values_of(view::as_strided(x, {2, 3}, {1, 2}, 0)), (List{0, 2, 4, 1, 3, 5}));
  EXPECT_EQ(values_of(view::as_strided(x, {3}, {0}, 5)), (List{5, 5, 5}));
  EXPECT_EQ(values_of(view::as_strided(tail, {2}, {1}, 0)), (List{0, 1}));
  EXPECT_EQ(view::as_strided(x, {0, 5}, {kMax, kMax}, kMax).numel(), 0);
  EXPECT_EQ(view::as_strided(x, {}, {}, 5).rank(), 0);
  EXPECT_THROW((void)view::as_strided(x, {}, {}, 6), tw::Error);
  EXPECT_THROW((void)view::as_strided(x, {2, 3}, {1, 2}, 1), tw::Error);
  EXPECT_THROW((void)view::as_strided(x, {3}, {kMax}, 0), tw::Error);
  EXPECT_THROW((void)view::as_strided(x, {2, 2}, {kMax, kMax}, 0), tw::Error);
  EXPECT_THROW((void)view::as_strided(x, {2}, {-1}, 3), tw::Error);
  EXPECT_THROW((void)view::as_strided(x, {2}, {1}, -1), tw::Error);
  EXPECT_THROW((void)view::as_strided(x, {2}, {1, 1}, 0), tw::Error);
  EXPECT_THROW((void)view::as_strided(x, {-2}, {1}, 0), tw::Error);
}

TEST(ViewTest, ViewsOfNoElementsTakeAnyStrides) {
  const tw::Tensor x = view::as_strided(counted({1}), {0, 5}, {kMax, kMax}, kMax);

  EXPECT_EQ(view::select(x, 1, 4).numel(), 0);
  EXPECT_EQ(view::narrow(x, 1, 3, 2).numel(), 0);
  EXPECT_EQ(view::slice(x, 1, 1, std::nullopt, 2).size(1), 2);
  EXPECT_EQ(view::unsqueeze(x, 1).numel(), 0);
  EXPECT_EQ(view::clone(x).offset(), 0);
  EXPECT_EQ(view::reshape(x, {5, -1}).numel(), 0);
}

TEST(ViewTest, ContiguousCopiesOnlyWhatIsNot) {
  const tw::Tensor x = counted({3, 4});
  const tw::Tensor t = view::transpose(x, 0, 1);
  const tw::Tensor c = view::contiguous(t);

  EXPECT_EQ(view::contiguous(x).impl(), x.impl());
  EXPECT_FALSE(c.shares_storage_with(x));
  EXPECT_EQ(list_of(c.strides()), (List{3, 1}));
  EXPECT_EQ(values_of(c), values_of(t));
  EXPECT_EQ(message_of([] {
              (void)view::contiguous(view::expand(counted({1}), {kMax}));
            }).rfind("[contiguous] ", 0), 0U);
}

TEST(ViewTest, CloneAlwaysHasAStorageOfItsOwn) {
  const tw::Tensor x = counted({2, 3});
  const tw::Tensor part = view::narrow(x, 0, 1, 1);
  const tw::Tensor y = view::clone(part);
  y.data_as<std::int64_t>()[0] = 50;

  EXPECT_FALSE(y.shares_storage_with(x));
  EXPECT_EQ(y.storage_numel(), 3);
  EXPECT_EQ(values_of(y), (List{50, 4, 5}));
  EXPECT_EQ(values_of(x), (List{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(values_of(view::clone(view::select(part, 1, 2))), List{5});
  EXPECT_EQ(view::clone(counted({2, 0})).numel(), 0);
}

TEST(ViewTest, AnUndefinedTensorThrows) {
  EXPECT_THROW((void)view::clone(tw::Tensor()), tw::Error);
}

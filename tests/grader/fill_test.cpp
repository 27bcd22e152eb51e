#include "grader/fill.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace wright {
namespace {

TensorLiteral literal(const std::string& dtype, Sizes sizes, Fill fill,
                      Layout layout = Layout::contiguous) {
  return {dtype, std::move(sizes), std::nullopt, fill, layout};
}

Storage drawn(const TensorLiteral& what, const std::string& key) {
  Stream stream(key);
  return storage_of(what, stream);
}

TEST(FillTest, DataIsAFunctionOfTheKey) {
  const TensorLiteral what = literal("f32", {4, 5}, Fill::normal);

  EXPECT_EQ(drawn(what, "seed/a/0"), drawn(what, "seed/a/0"));
  EXPECT_NE(drawn(what, "seed/a/0"), drawn(what, "seed/a/1"));
  EXPECT_NE(drawn(what, "seed/a/0"), drawn(what, "other/a/0"));
}

TEST(FillTest, ALayoutDoesNotChangeTheElements) {
  const Tensor plain = tensor_of(drawn(literal("f32", {3, 4, 5}, Fill::normal), "k"));

  for (const Layout layout : {Layout::transposed, Layout::sliced}) {
    const Storage storage = drawn(literal("f32", {3, 4, 5}, Fill::normal, layout), "k");
    EXPECT_EQ(tensor_of(storage), plain);
    EXPECT_NE(storage.strides, (Sizes{20, 5, 1}));
  }
}

TEST(FillTest, ElementsThatNoIndexReachesArePoison) {
  const Storage storage = drawn(literal("f32", {2}, Fill::index, Layout::sliced), "k");

  const Tensor all{"f32", {storage.elements}, storage.bytes, false};
  EXPECT_EQ(storage.elements, 7);
  EXPECT_EQ(storage.offset, 3);
  EXPECT_EQ(element(all, 3), 0);
  EXPECT_EQ(element(all, 5), 1);
  for (const std::int64_t i : {0, 1, 2, 4, 6}) EXPECT_TRUE(std::isnan(element(all, i)));
}

TEST(FillTest, ExpandedRowsAreTheSameMemory) {
  const Storage storage = drawn(literal("i32", {3, 2}, Fill::index, Layout::expanded), "k");

  EXPECT_EQ(storage.strides, (Sizes{0, 1}));
  EXPECT_EQ(storage.elements, 2);
  EXPECT_EQ(element(tensor_of(storage), 5), 1);
}

TEST(FillTest, NormalsHaveMeanZeroAndVarianceOne) {
  Stream stream("moments");
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < 100000; ++i) {
    const double x = stream.normal();
    sum += x;
    squares += x * x;
  }

  EXPECT_NEAR(sum / 1e5, 0, 0.02);
  EXPECT_NEAR(squares / 1e5, 1, 0.02);
}

TEST(FillTest, SpecialHoldsTheCorners) {
  const Tensor tensor = tensor_of(drawn(literal("f32", {400}, Fill::special), "k"));
  int nans = 0;
  int infinities = 0;
  int denormals = 0;
  for (std::int64_t i = 0; i < 400; ++i) {
    const double x = element(tensor, i);
    nans += std::isnan(x) ? 1 : 0;
    infinities += std::isinf(x) ? 1 : 0;
    denormals += x != 0 && std::fabs(x) < 1e-38 ? 1 : 0;
  }

  EXPECT_GT(nans, 0);
  EXPECT_GT(infinities, 0);
  EXPECT_GT(denormals, 0);
}

TEST(FillTest, AShuffleHoldsEveryIndexOnce) {
  Stream stream("order");

  const std::vector<std::size_t> order = shuffled(50, stream);

  EXPECT_EQ(std::set<std::size_t>(order.begin(), order.end()).size(), 50U);
}

}  // namespace
}  // namespace wright

#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

#include "tw/dispatch.h"
#include "tw/ops.h"

namespace {

double scaled_sum(std::span<const double> values, double scale, std::optional<std::int64_t> extra) {
  double total = static_cast<double>(extra.value_or(0));
  for (const double value : values) total += value;
  return total * scale;
}

}  // namespace

TEST(VisibleDispatchTest, AnOpOfOnesOwnIsCalledByNameAndByHandle) {
  tw::Library library;
  const tw::Op op = library.define(
      "scaled_sum(float[] values, float scale=2.0, int? extra=None) -> float", &scaled_sum);

  const std::vector<tw::Value> boxed = op.call({std::vector<double>{1.0, 2.5}});
  const auto typed =
      op.typed<double(std::span<const double>, double, std::optional<std::int64_t>)>();

  EXPECT_EQ(std::get<double>(boxed.at(0)), 7.0);
  EXPECT_EQ(typed(std::vector<double>{1.0}, 3.0, 4), 15.0);
  EXPECT_EQ(library.find("scaled_sum"), op);
  EXPECT_EQ(library.names(), std::vector<std::string>{"scaled_sum"});
}

TEST(VisibleDispatchTest, AFunctionCallsItsOp) {
  const tw::Tensor x = tw::empty_tensor({2, 3});

  const tw::Tensor y = tw::transpose(x, 0, 1);

  EXPECT_EQ(y.size(0), 3);
  EXPECT_TRUE(y.shares_storage_with(x));
  EXPECT_EQ(std::get<tw::Tensor>(tw::call("contiguous", {x}).at(0)).impl(), x.impl());
}

TEST(VisibleSchemaTest, DefaultsKeepTheirKinds) {
  const tw::Schema schema =
      tw::parse_schema("f(Tensor x, float a=1, int[] b=[], str c=\"a b\", Dtype d=i8) -> Tensor");

  ASSERT_EQ(schema.parameters.size(), 5U);
  EXPECT_FALSE(schema.parameters[0].has_default);
  EXPECT_EQ(std::get<double>(schema.parameters[1].default_value), 1.0);
  EXPECT_TRUE(std::get<std::vector<std::int64_t>>(schema.parameters[2].default_value).empty());
  EXPECT_EQ(std::get<std::string>(schema.parameters[3].default_value), "a b");
  EXPECT_EQ(std::get<tw::Dtype>(schema.parameters[4].default_value), tw::Dtype::i8);
  EXPECT_EQ(schema.returns, std::vector<tw::Type>{tw::Type{}});
}

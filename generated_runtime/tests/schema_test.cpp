#include "tw/schema.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <variant>
#include <vector>

#include "tw/error.h"

namespace {

std::string canonical(const std::string& text) {
  return to_text(tw::parse_schema(text));
}

std::string error_of(const std::string& text) {
  try {
    return "no error: " + canonical(text);
  } catch (const tw::Error& error) {
    return error.what();
  }
}

std::string with_default(double value) {
  tw::Schema schema = tw::parse_schema("f(float a=1) -> int");
  schema.parameters[0].default_value = value;
  return to_text(schema);
}

}  // namespace

TEST(SchemaTest, PartsAreParsed) {
  const tw::Schema schema =
      tw::parse_schema("a_1(Tensor[]? x, int y=-3) -> (Tensor, float[], str?)");

  EXPECT_EQ(schema.name, "a_1");
  ASSERT_EQ(schema.parameters.size(), 2U);
  EXPECT_EQ(schema.parameters[0].name, "x");
  EXPECT_EQ(schema.parameters[0].type, (tw::Type{tw::Type::Kind::tensor, true, true}));
  EXPECT_FALSE(schema.parameters[0].has_default);
  EXPECT_TRUE(std::holds_alternative<tw::None>(schema.parameters[0].default_value));
  EXPECT_EQ(schema.parameters[1].type, (tw::Type{tw::Type::Kind::integer, false, false}));
  EXPECT_TRUE(schema.parameters[1].has_default);
  EXPECT_EQ(std::get<std::int64_t>(schema.parameters[1].default_value), -3);
  EXPECT_EQ(schema.returns, (std::vector<tw::Type>{{tw::Type::Kind::tensor, false, false},
                                                   {tw::Type::Kind::floating, true, false},
                                                   {tw::Type::Kind::string, false, true}}));
}

TEST(SchemaTest, CanonicalTextIsKept) {
  for (const std::string text : {
           "slice(Tensor x, int dim, int? start=None, int? end=None, int step=1) -> Tensor",
           "f() -> Tensor",
           "_f0(bool a=True, bool? b=False, bool? c=None) -> (bool, float[]?)",
           "f(str a=\"\", str? b=\"(x, y) -> =1\", Dtype c=bool, Dtype? d=bf16) -> Dtype",
           "f(int[] a=[], int[]? b=[-1, 2], float[] c=[1.0, -0.5], Tensor[] d=[]) -> int[]",
           "f(float a=1e-05, float b=0.1, float c=-2.0, float d=1e+300, float e=5e-324) -> float",
           "f(int a=-9223372036854775808, int b=9223372036854775807, Tensor? c=None) -> str",
       }) {
    EXPECT_EQ(canonical(text), text);
  }
}

TEST(SchemaTest, SpacesAreMadeCanonical) {
  EXPECT_EQ(canonical("f  (  Tensor x  ,int   n  =  3  )  ->  (  Tensor  ,int  )  "),
            "f(Tensor x, int n=3) -> (Tensor, int)");
  EXPECT_EQ(canonical("f(int[] a=[1 ,2,  3],int b=4)->int"), "f(int[] a=[1, 2, 3], int b=4) -> int");
  EXPECT_EQ(canonical("f( )->(Tensor)"), "f() -> Tensor");
}

TEST(SchemaTest, DefaultsTakeTheKindOfTheirType) {
  const tw::Schema schema = tw::parse_schema(
      "f(float a=2, float[] b=[1, 2.5], float[] c=[], Tensor[] d=[], Dtype e=bool, bool g=False, "
      "str h=\"None\", float? i=3, int? j=None) -> int");
  const auto value = [&](std::size_t i) { return schema.parameters.at(i).default_value; };

  EXPECT_EQ(std::get<double>(value(0)), 2.0);
  EXPECT_EQ(std::get<std::vector<double>>(value(1)), (std::vector<double>{1.0, 2.5}));
  EXPECT_TRUE(std::get<std::vector<double>>(value(2)).empty());
  EXPECT_TRUE(std::get<std::vector<tw::Tensor>>(value(3)).empty());
  EXPECT_EQ(std::get<tw::Dtype>(value(4)), tw::Dtype::boolean);
  EXPECT_FALSE(std::get<bool>(value(5)));
  EXPECT_EQ(std::get<std::string>(value(6)), "None");
  EXPECT_EQ(std::get<double>(value(7)), 3.0);
  EXPECT_TRUE(std::holds_alternative<tw::None>(value(8)));
  EXPECT_TRUE(schema.parameters[8].has_default);
}

TEST(SchemaTest, FloatsReadBackTheSame) {
  for (const double value : {0.1, 1.0 / 3, 1e22, 123456789.0, -0.0, 1e-300,
                             std::numeric_limits<double>::max(),
                             std::numeric_limits<double>::denorm_min()}) {
    const std::string text = with_default(value);
    const double back = std::get<double>(tw::parse_schema(text).parameters[0].default_value);

    EXPECT_EQ(back, value) << text;
    EXPECT_EQ(std::signbit(back), std::signbit(value)) << text;
    EXPECT_EQ(canonical(text), text);
  }
  EXPECT_EQ(with_default(1.0), "f(float a=1.0) -> int");
  EXPECT_EQ(with_default(0.00001), "f(float a=1e-05) -> int");
}

TEST(SchemaTest, WhatCannotBeReadBackIsNotWritten) {
  EXPECT_THROW((void)with_default(std::numeric_limits<double>::quiet_NaN()), tw::Error);
  EXPECT_THROW((void)with_default(-std::numeric_limits<double>::infinity()), tw::Error);
  tw::Schema schema = tw::parse_schema("f(str a=\"x\") -> int");
  schema.parameters[0].default_value = std::string("a\"b");
  EXPECT_THROW((void)to_text(schema), tw::Error);
  schema.parameters[0].default_value = tw::Tensor();
  EXPECT_THROW((void)to_text(schema), tw::Error);
}

TEST(SchemaTest, TextThatIsNoSchemaThrows) {
  for (const std::string text : {
           "", "f", "f(", "f()", "f() ->", "f() -> ()", "f() -> (Tensor", "f() -> Tensor x",
           "f() -> (int,)", "f() - > int", "() -> int", "F() -> int", "1f() -> int",
           "f(int) -> int", "f(int a,) -> int", "f(, int a) -> int", "f(int a int b) -> int",
           "f(inta) -> int", "f(int 1a) -> int", "f(int A) -> int", "f(ints a) -> int",
           "f(Matrix a) -> int", "f(int?[] a) -> int", "f(int[][] a) -> int", "f(int?? a) -> int",
           "f(str[] a) -> int", "f(Dtype[] a) -> int", "f(bool[] a) -> int", "f(int [] a) -> int",
           "f(int a=) -> int", "f(int a=1.0) -> int", "f(int a=None) -> int",
           "f(int a=True) -> int", "f(int a=[1]) -> int", "f(int a=+1) -> int",
           "f(int a=1-2) -> int", "f(int a=9223372036854775808) -> int", "f(int[] a=1) -> int",
           "f(int[] a=[1.5]) -> int", "f(int[] a=[1,]) -> int", "f(int[] a=[1) -> int",
           "f(float a=nan) -> int", "f(float a=inf) -> int", "f(float a=-inf) -> int",
           "f(float a=1e999) -> int", "f(float a=\"1\") -> int", "f(float a=1.0.0) -> int",
           "f(bool a=1) -> int", "f(bool a=true) -> int", "f(str a=x) -> int",
           "f(str a=\"x) -> int", "f(str a=\"x\\\") -> int", "f(str a=\"x\"\") -> int",
           "f(Dtype a=f33) -> int", "f(Dtype a=\"f32\") -> int", "f(Tensor a=1) -> int",
           "f(Tensor? a=[]) -> int", "f(Tensor[] a=[1]) -> int", "f(int? a=Nonesuch) -> int",
           "f(int a, int a) -> int", "f(Tensor a, int b, float? a=None) -> int",
           "f(int a=1, int b) -> int", " f() -> int", "f() -> int ", "f(int\ta) -> int",
       })
    EXPECT_TRUE(error_of(text).starts_with("[schema] ")) << text << ": " << error_of(text);
}

TEST(SchemaTest, ErrorsNameTheOffendingPart) {
  EXPECT_EQ(error_of("f(Matrix x) -> int"), "[schema] expected a type, got \"Matrix x) -> int\"");
  EXPECT_EQ(error_of("f()"), "[schema] expected ->, got the end");
  EXPECT_EQ(error_of("f(int a=1, int b) -> int"),
            "[schema] parameter b without a default follows one with a default");
  EXPECT_EQ(error_of("f(int b, int a, Tensor b) -> int"), "[schema] two parameters are named b");
  EXPECT_EQ(error_of("f(Dtype? a=no) -> int"),
            "[schema] expected a default of type Dtype?, got \"no) -> int\"");
}

TEST(SchemaTest, TypesAreWritten) {
  EXPECT_EQ(to_text(tw::Type{}), "Tensor");
  EXPECT_EQ(to_text(tw::Type{tw::Type::Kind::integer, true, true}), "int[]?");
  EXPECT_EQ(to_text(tw::Type{tw::Type::Kind::dtype, false, true}), "Dtype?");
}

#include "cuda_adversarial/gcov_report.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace wright {
namespace {

// As gcov 12 writes it, without the keys that nobody reads: two instances of a template and a
// function of the host.
constexpr const char* kReport =
    R"({"files":[{"file":"/src/a.cu","functions":[)"
    R"({"name":"k1","start_line":2,"end_line":4},{"name":"k2","start_line":2,"end_line":4},)"
    R"({"name":"h","start_line":6,"end_line":8}],"lines":[)"
    R"({"line_number":3,"function_name":"k1","branches":[)"
    R"({"count":0,"throw":false},{"count":5,"throw":false},{"count":0,"throw":true}]},)"
    R"({"line_number":3,"function_name":"k2","branches":[)"
    R"({"count":2,"throw":false},{"count":0,"throw":false},{"count":0,"throw":true}]},)"
    R"({"line_number":4,"function_name":"k1","branches":[{"count":0,"throw":false}]},)"
    R"({"line_number":7,"function_name":"h","branches":[{"count":0,"throw":false}]}]}]})";

TEST(GcovReportTest, ABranchCountsWhereAnInstanceTookItAndFunctionsOfTheHostDoNot) {
  BranchReport report;

  const Result<void> added = add_gcov(
      std::string(kReport) + "\n",
      [](const std::string& file, const Span& span) {
        return file == "/src/a.cu" && span.first == 2;
      },
      report);

  ASSERT_TRUE(added) << added.error().message;
  const Branches expected{{{3, 0}, true}, {{3, 1}, true}, {{4, 0}, false}};
  EXPECT_EQ(report.files.at("/src/a.cu"), expected);
  EXPECT_EQ(report.functions, 2U);
}

TEST(GcovReportTest, WhatIsNoReportIsAnError) {
  BranchReport report;
  const IsDevice any = [](const std::string&, const Span&) { return true; };

  EXPECT_FALSE(add_gcov("{}", any, report));
  EXPECT_FALSE(add_gcov("no counts", any, report));
  EXPECT_FALSE(add_gcov(R"({"files":[{"file":1}]})", any, report));
}

TEST(DeviceCodeTest, TheWordStandsBetweenWhatIsBeforeAndTheBody) {
  const std::vector<std::string> lines = split(
      "template <class T>\n"
      "__global__ void sum(const T* x,\n"
      "                    T* out) {\n"
      "}\n"
      "struct Add {\n"
      "  __device__ float operator()(float a) const { return a; }\n"
      "};\n"
      "__device__ int x; void host() {\n"
      "}\n"
      "__launch_bounds__(64) __global__\n"
      "void late() {\n"
      "}\n",
      '\n');

  EXPECT_TRUE(is_device_function(lines, {2, 4}));
  EXPECT_TRUE(is_device_function(lines, {6, 6}));
  EXPECT_TRUE(is_device_function(lines, {11, 12}));
  EXPECT_FALSE(is_device_function(lines, {8, 9}));
  EXPECT_FALSE(is_device_function(lines, {0, 3}));
  EXPECT_FALSE(is_device_function(lines, {99, 100}));
}

}  // namespace
}  // namespace wright

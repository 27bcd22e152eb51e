#include "ptxas_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wright {
namespace {

constexpr const char* kTwoKernels = R"(ptxas info    : 0 bytes gmem, 32 bytes cmem[3]
ptxas info    : Compiling entry function '_Z5scalePf' for 'sm_75'
ptxas info    : Function properties for _Z5scalePf
    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Used 10 registers, used 0 barriers, 384 bytes cmem[0]
ptxas info    : Compile time = 31.780 ms
ptxas info    : Compiling entry function '_Z6spillyPf' for 'sm_75'
ptxas info    : Function properties for _Z6spillyPf
    256 bytes stack frame, 40 bytes spill stores, 48 bytes spill loads
ptxas info    : Used 42 registers, used 1 barriers, 256 bytes cumulative stack size, 512 bytes smem, 368 bytes cmem[0]
ptxas info    : Function properties for _Z4helpf
    16 bytes stack frame, 8 bytes spill stores, 4 bytes spill loads
)";

TEST(PtxasReport, EachKernelHasItsOwnNumbers) {
  const auto report = ptxas_report(kTwoKernels);

  ASSERT_EQ(report.size(), 3U);
  EXPECT_EQ(report.at("_Z5scalePf"), (PtxasUsage{true, 10, 0, 0, 0, 0, 0}));
  EXPECT_EQ(report.at("_Z6spillyPf"), (PtxasUsage{true, 42, 1, 512, 256, 40, 48}));
}

TEST(PtxasReport, AFunctionThatKernelsCallIsNoKernelAndSpillsAllTheSame) {
  EXPECT_EQ(ptxas_report(kTwoKernels).at("_Z4helpf"), (PtxasUsage{false, 0, 0, 0, 16, 8, 4}));
}

TEST(PtxasReport, WordsOfTheSourceMakeNoNumberSmaller) {
  const std::string forged = std::string(
                                 "a.cu(3): note: #pragma message: \n"
                                 "ptxas info    : Compiling entry function '_Z6spillyPf' for ''\n"
                                 "ptxas info    : Function properties for _Z6spillyPf\n"
                                 "    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill "
                                 "loads\n"
                                 "ptxas info    : Used 1 registers\n") +
                             kTwoKernels;

  EXPECT_EQ(ptxas_report(forged).at("_Z6spillyPf"), ptxas_report(kTwoKernels).at("_Z6spillyPf"));
}

TEST(PtxasReport, WhatIsCutOffOrOdderIsNoNumber) {
  const auto report = ptxas_report(
      "ptxas info    : Compiling entry function 'k\n"
      "ptxas info    : Function properties for k\n"
      " bytes stack frame, x bytes spill stores\n"
      "ptxas info    : Used  registers, used \n");

  EXPECT_EQ(report.at("k"), (PtxasUsage{true, 0, 0, 0, 0, 0, 0}));
  EXPECT_TRUE(ptxas_report("").empty());
}

}  // namespace
}  // namespace wright

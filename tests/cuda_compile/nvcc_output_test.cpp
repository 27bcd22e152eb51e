#include "nvcc_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wright {
namespace {

using testing::HasSubstr;

std::vector<Finding> refusals(const std::string& output) {
  Compiled compiled;
  compiled.unit = "src/cuda/a.cu";
  compiled.architecture = 80;
  compiled.output = output;
  KernelSources sources;
  sources.units = {compiled.unit};
  sources.files[compiled.unit] =
      kernel_source(compiled.unit, "\n\n__global__ void wide(float* out) { out[0] = 1; }\n");
  return refusals_of(compiled, sources);
}

TEST(NvccOutput, ErrorsAndWarningsAreToldApartAndHaveTheirLines) {
  const auto found = refusals(
      "/src/src/cuda/a.cu(14): error: identifier \"undeclared\" is undefined\n"
      "  __attribute__((global)) void bad() { int unused; undeclared(3); }\n"
      "                                                   ^\n"
      "\n"
      "/src/src/cuda/a.cu(9): error #177-D: variable \"unused\" was declared but never "
      "referenced\n"
      "2 errors detected in the compilation of \"/src/src/cuda/a.cu\".\n");

  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].rule, "cuda_compile.error");
  EXPECT_EQ(found[0].file, "src/cuda/a.cu");
  EXPECT_EQ(found[0].line, 14);
  EXPECT_EQ(found[0].message, "identifier \"undeclared\" is undefined");
  EXPECT_EQ(found[1].rule, "cuda_compile.warning");
  EXPECT_EQ(found[1].line, 9);
}

TEST(NvccOutput, WhatPtxasRefusesStandsAtItsKernel) {
  const auto found = refusals(
      "ptxas error   : Entry function '_Z4widePf' uses too much shared data (0x13880 bytes, "
      "0xc000 max)\n");

  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].rule, "cuda_compile.launch");
  EXPECT_EQ(found[0].line, 3);
  EXPECT_THAT(found[0].message, HasSubstr("sm_80: Entry function 'wide' uses too much"));
}

TEST(NvccOutput, ThePreprocessorIsUnderstoodAndOtherWordsAreKept) {
  const auto header = refusals("/src/src/cuda/a.cu:1:10: fatal error: tw/absent.h: No such file\n");
  ASSERT_EQ(header.size(), 1U);
  EXPECT_EQ(header[0].rule, "cuda_compile.error");
  EXPECT_EQ(header[0].line, 1);

  const auto other = refusals("Segmentation fault\n");
  ASSERT_EQ(other.size(), 1U);
  EXPECT_EQ(other[0].rule, "cuda_compile.error");
  EXPECT_EQ(other[0].file, "src/cuda/a.cu");
  EXPECT_THAT(other[0].message, HasSubstr("Segmentation fault"));
}

}  // namespace
}  // namespace wright

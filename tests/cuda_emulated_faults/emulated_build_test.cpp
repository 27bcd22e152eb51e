#include "emulated_build.h"

#include <gtest/gtest.h>

#include "builder/diagnostics.h"

namespace wright {
namespace {

std::string rule_of(const std::string& output) {
  return findings_of_build(diagnostics_of(output, "build")).at(0).rule;
}

TEST(EmulatedBuildTest, WhatTheEmulatorDoesNotDefineIsUnsupported) {
  EXPECT_EQ(rule_of("/usr/bin/ld: a.cu:(.text+0x9): undefined reference to `cudaMallocArray'"),
            "cuda_emulated.unsupported");
  EXPECT_EQ(rule_of("/usr/bin/ld: a.cu:(.text+0x9): undefined reference to `cublasZgemm_v2'"),
            "cuda_emulated.unsupported");
  EXPECT_EQ(rule_of("/usr/bin/ld: a.cu:(.text+0x9): undefined reference to `toy::blocks(int)'"),
            "cuda_emulated.build");
}

TEST(EmulatedBuildTest, AStatusThatIsThrownAwayIsUnchecked) {
  EXPECT_EQ(rule_of("/src/src/cuda/a.cu:9:3: error: ignoring return value of 'cudaError_t "
                    "cudaFree(void*)' declared with attribute 'warn_unused_result' "
                    "[-Werror=unused-result]"),
            "cuda_emulated.unchecked");
}

TEST(EmulatedBuildTest, AnythingElseIsTheBuild) {
  EXPECT_EQ(rule_of("/src/src/cuda/a.cu:9:3: error: 'x' was not declared in this scope"),
            "cuda_emulated.build");
}

}  // namespace
}  // namespace wright

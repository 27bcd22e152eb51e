#include "contract.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kernel_name.h"

namespace wright {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> told(const std::string& text, const Plan& plan = {}) {
  std::vector<std::string> all;
  for (const Finding& finding : check_contract(kernel_source("src/cuda/op.cu", text), plan)) {
    all.push_back(std::to_string(finding.line) + ": " + finding.message.substr(0, 11) +
                  (finding.severity == Severity::note ? " (note)" : ""));
  }
  return all;
}

TEST(Contract, CommentsStringsAndShiftsAreNoBreach) {
  EXPECT_THAT(told("// fill<<<1, 2>>>(out), asm, __activemask\n"
                   "const char* const name = \"cudaLaunchKernel<<<\";\n"
                   "int shifted(int a) { return a << 2 << 1; }\n"),
              IsEmpty());
}

TEST(Contract, ALaunchBehindAMacroIsOne) {
  EXPECT_THAT(told("#define RUN(k) k<<<1, 2>>>()\n"), ElementsAre("1: contract 2:"));
}

TEST(Contract, ACounterBehindAFenceIsWorthANote) {
  EXPECT_THAT(told("__global__ void last(int* counter, float* out, int n) {\n"
                   "  __threadfence();\n"
                   "  if (threadIdx.x < n) out[atomicAdd(counter, 1)] = 1;\n"
                   "}\n"),
              ElementsAre("1: contract 8: (note)"));
}

TEST(Contract, AKernelThatComparesItsIndexIsBounded) {
  const std::string head =
      "__global__ void k(float* out, int n) {\n"
      "  const int i = blockIdx.x * blockDim.x + threadIdx.x;\n";
  EXPECT_THAT(told(head + "  if (i < n) out[i] = 1;\n}\n"), IsEmpty());
  EXPECT_THAT(told(head + "  out[min(i, n)] = 1;\n}\n"), IsEmpty());
  EXPECT_THAT(told(head + "  out[i] = static_cast<float>(n);\n}\n"), ElementsAre("1: contract 10"));
}

TEST(Contract, FastMathIsForTheFilesAndFunctionsThatAreNamed) {
  const std::string text = "__device__ float fast(float x) { return __expf(x); }\n";
  Plan by_file;
  by_file.fast_math = {"op"};
  Plan by_function;
  by_function.fast_math = {"fast"};

  EXPECT_THAT(told(text), ElementsAre("1: contract 13"));
  EXPECT_THAT(told(text, by_file), IsEmpty());
  EXPECT_THAT(told(text, by_function), IsEmpty());
}

TEST(Contract, HostCodeOfAKernelFileMayDoWhatHostCodeDoes) {
  EXPECT_THAT(told("#include <vector>\n"
                   "std::vector<int> sizes() { static int calls = 0; return {++calls}; }\n"
                   "__device__ float twice(float x);\n"),
              IsEmpty());
}

TEST(DeviceFunctions, QualifiersTemplatesAndLambdasAreSeenThrough) {
  const KernelSource source =
      kernel_source("a.cu",
                    "template <class T, int N = 4>\n"
                    "__global__ void __launch_bounds__(256, 2) first(T* out) { out[0] = N; }\n"
                    "__host__ __device__ inline float second(float x) { return x; }\n"
                    "auto third = [=] __device__(int i) { return i; };\n"
                    "__device__ float declared(float x);\n"
                    "__device__ int variable;\n");

  std::vector<std::string> names;
  for (const DeviceFunction& one : source.functions) {
    names.push_back(one.name + (one.is_kernel ? "!" : "") + (one.end > one.begin ? "" : ";"));
  }
  EXPECT_THAT(names, ElementsAre("first!", "second", "", "declared;"));
  EXPECT_EQ(source.variables.size(), 1U);
}

TEST(KernelName, ParametersAndUnnamedNamespacesAreLeftOut) {
  EXPECT_EQ(readable_name("_ZN2tw36_GLOBAL__N__e714cc32_4_a_cu_cef0c16f5scaleIfEEvPT_PKS2_S2_l"),
            "tw::scale<float>");
  EXPECT_EQ(readable_name("pressed"), "pressed");
  EXPECT_EQ(base_name("tw::scale<tw::Pair<int, float>>"), "scale");
  EXPECT_EQ(base_name("pressed"), "pressed");
}

}  // namespace
}  // namespace wright

// A spec's candidates are compiled with its copies of the headers, by nvcc and for the emulator.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/files.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

class ContractHeadersTest : public testing::TestWithParam<const char*> {};

TEST_P(ContractHeadersTest, TheSpecHasTheEmulatorsOwnByteForByte) {
  const fs::path root = WRIGHT_SOURCE_DIR;

  const auto own = read_file(root / "verifiers/cuda_emulated/emulator/include/tw" / GetParam());
  const auto of_spec = read_file(root / "specs/tensor_cuda/scaffold/include/tw" / GetParam());

  ASSERT_TRUE(own) << own.error().message;
  ASSERT_TRUE(of_spec) << of_spec.error().message;
  EXPECT_TRUE(*own == *of_spec) << "copy the emulator's " << GetParam() << " into the spec";
}

INSTANTIATE_TEST_SUITE_P(Headers, ContractHeadersTest,
                         testing::Values("cuda.h", "cuda_nvcc.h", "ptx.h", "ptx_nvcc.h", "wmma.h"),
                         [](const auto& one) {
                           const std::string name = one.param;
                           return name.substr(0, name.find('.'));
                         });

}  // namespace
}  // namespace wright

// A spec's candidates are compiled with its copies of the headers, by nvcc and for the emulator.
// A later spec may bring a newer copy of one.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/files.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

// Of the specs that bring the header the newest.
fs::path newest_copy(const std::string& header) {
  for (const char* spec : {"tensor_gpu", "tensor_cuda"}) {
    const fs::path copy =
        fs::path(WRIGHT_SOURCE_DIR) / "specs" / spec / "scaffold/include/tw" / header;
    if (fs::exists(copy)) return copy;
  }
  return header;
}

class ContractHeadersTest : public testing::TestWithParam<const char*> {};

TEST_P(ContractHeadersTest, TheSpecHasTheEmulatorsOwnByteForByte) {
  const fs::path headers =
      fs::path(WRIGHT_SOURCE_DIR) / "verifiers/cuda_emulated/emulator/include/tw";

  const auto own = read_file(headers / GetParam());
  const auto of_spec = read_file(newest_copy(GetParam()));

  ASSERT_TRUE(own) << own.error().message;
  ASSERT_TRUE(of_spec) << of_spec.error().message;
  EXPECT_TRUE(*own == *of_spec) << "copy the emulator's " << GetParam() << " into the spec";
}

INSTANTIATE_TEST_SUITE_P(Headers, ContractHeadersTest,
                         testing::Values("cuda.h", "cuda_nvcc.h", "ptx.h", "ptx_nvcc.h", "wmma.h",
                                         "wmma_before_sm_80.h"),
                         [](const auto& one) {
                           const std::string name = one.param;
                           return name.substr(0, name.find('.'));
                         });

}  // namespace
}  // namespace wright

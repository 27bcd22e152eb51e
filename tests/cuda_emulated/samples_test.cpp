// The samples use most of what kernels may say: no tier finds a fault in them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cuda_emulated/tiers.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

class SamplesTest : public testing::TestWithParam<const char*> {};

TEST_P(SamplesTest, EachIsRightAndSilentOnEachDevice) {
  const test::Tier& tier = test::tier(GetParam());
  for (const fs::path& sample : test::kernel_files("samples")) {
    const fs::path program = fs::path(WRIGHT_PLANTED_BUILD) / "samples" / tier.name / sample.stem();
    ASSERT_EQ(test::build(tier, sample, program), "");
    for (const char* profile : {"sm_75", "sm_80", "sm_90", "sm_100"}) {
      const test::Run run = test::run(program, {}, {{"EMU_PROFILE", profile}});
      SCOPED_TRACE(sample.string() + " on " + profile + "\n" + run.output);
      ASSERT_EQ(run.trouble, "");
      EXPECT_EQ(run.exit_code, 0);
      EXPECT_THAT(run.faults, testing::IsEmpty());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Tiers, SamplesTest, testing::Values("plain", "asan", "hooks"),
                         [](const auto& one) { return std::string(one.param); });

}  // namespace
}  // namespace wright

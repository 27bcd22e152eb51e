// The samples use most of what kernels may say: no tier finds a fault in them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cuda_emulated/tiers.h"
#include "support/part.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

class SamplesTest : public testing::TestWithParam<std::string> {};

// All tiers, or the one whose turn it is.
std::vector<std::string> tiers_today() {
  const std::vector<std::string> all{"plain", "asan", "hooks"};
  const std::optional<int> third = test::part_of_today(3, std::nullopt);
  return third ? std::vector<std::string>{all[static_cast<std::size_t>(*third)]} : all;
}

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

INSTANTIATE_TEST_SUITE_P(Tiers, SamplesTest, testing::ValuesIn(tiers_today()),
                         [](const auto& one) { return one.param; });

}  // namespace
}  // namespace wright

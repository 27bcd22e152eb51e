// Each barrier of the clean kernels is needed, and the tier "hooks" says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "cuda_emulated/mutate_barriers/barrier_mutants.h"
#include "cuda_emulated/tiers.h"
#include "support/part.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

TEST(BarrierMutantsTest, ABarrierInACommentOrStringIsNone) {
  const std::string source =
      "// __syncthreads();\n/* __syncwarp(); */ const char* a = \"__syncthreads();\";\n"
      "int n = 1'000; const char* b = R\"x(__syncwarp(); )\")x\";\n  __syncthreads();\n";

  const std::vector<BarrierMutant> mutants = barrier_mutants(source);

  ASSERT_EQ(mutants.size(), 1U);
  EXPECT_EQ(mutants[0].line, 4);
  EXPECT_EQ(mutants[0].what, "__syncthreads()");
}

TEST(BarrierMutantsTest, LinesStayAndTheArgumentsGoToo) {
  const std::vector<BarrierMutant> mutants =
      barrier_mutants("if (all)\n  __syncwarp(\n      mask(1));\nelse __syncthreads();\n");

  ASSERT_EQ(mutants.size(), 2U);
  EXPECT_EQ(mutants[0].text, "if (all)\n  ((void)0)\n;\nelse __syncthreads();\n");
  EXPECT_EQ(mutants[1].text, "if (all)\n  __syncwarp(\n      mask(1));\nelse ((void)0);\n");
}

TEST(BarrierMutantsTest, ACallWhoseResultIsUsedIsNoBarrierAlone) {
  EXPECT_THAT(barrier_mutants("int n = __syncthreads_count(1); my__syncwarp();"),
              testing::IsEmpty());
}

// Of all of them, or of those whose turn it is.
TEST(BarrierMutantsTest, EachMutantOfACleanKernelIsFlagged) {
  const test::Tier& hooks = test::tier("hooks");
  const fs::path to = fs::path(WRIGHT_PLANTED_BUILD) / "mutants";
  fs::create_directories(to);
  const std::optional<int> third = test::part_of_today(3, std::nullopt);
  int mutants = 0;
  for (const fs::path& kernel : test::kernel_files("mutated")) {
    const fs::path clean = to / kernel.stem();
    ASSERT_EQ(test::build(hooks, kernel, clean), "");
    ASSERT_EQ(test::run(clean, {}, {}).exit_code, 0) << kernel;
    for (const BarrierMutant& mutant : barrier_mutants(read_file(kernel).value())) {
      const bool is_todays = !third || mutants % 3 == *third;
      const fs::path source = to / (kernel.stem().string() + std::to_string(++mutants) + ".cu");
      if (!is_todays) continue;
      ASSERT_TRUE(write_file(source, mutant.text));
      ASSERT_EQ(test::build(hooks, source, fs::path(source).replace_extension()), "");
      const test::Run run = test::run(fs::path(source).replace_extension(), {}, {});
      EXPECT_EQ(run.exit_code, 86) << kernel << ":" << mutant.line << " without " << mutant.what;
    }
  }
  EXPECT_GE(mutants, 8);
}

}  // namespace
}  // namespace wright

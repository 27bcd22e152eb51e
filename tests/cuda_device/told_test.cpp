#include "told.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "elsewhere.h"

namespace wright {
namespace {

TEST(ElsewhereTest, AShellsExitCodeIsAnOutcome) {
  EXPECT_EQ(describe(outcome_of("0\n").value()), "exit 0");
  EXPECT_EQ(describe(outcome_of("139").value()), "signal 11");
  for (const char* text : {"", "x", "-1", "256", "1 2"}) EXPECT_FALSE(outcome_of(text)) << text;
}

TEST(ToldTest, APassSaysWhatRanAndWhatDidNot) {
  CheckReport report;
  report.status = CheckStatus::pass;

  EXPECT_EQ(
      told_summary(report, "NVIDIA H100", {"memcheck"}, {"racecheck", "initcheck"}),
      "right values on the tested shapes, on NVIDIA H100; no error told by memcheck; not run: "
      "racecheck, initcheck");
}

TEST(ToldTest, NvccsVersionIsItsRelease) {
  EXPECT_EQ(nvcc_version("Cuda compilation tools, release 13.0, V13.0.88\nBuild x\n"),
            "nvcc 13.0, V13.0.88");
  EXPECT_EQ(nvcc_version("?"), "nvcc of an unknown version");
}

}  // namespace
}  // namespace wright

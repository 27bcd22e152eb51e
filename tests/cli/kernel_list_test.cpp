#include "cli/kernel_list.h"

#include <gtest/gtest.h>

namespace wright {
namespace {

CheckReport compiled() {
  CheckReport report;
  report.metrics = {{"sm_75.scale.registers", {16, "a thread"}},
                    {"sm_75.scale.shared", {1024, "bytes a block"}},
                    {"sm_75.scale.threads", {256, "a block"}},
                    {"sm_75.scale.occupancy", {1, "of the warps"}},
                    {"sm_100.scale.registers", {20, "a thread"}},
                    {"sm_100.scale.occupancy", {0.875, "of the warps"}},
                    {"sm_100.sum.registers", {8, "a thread"}},
                    {"compile", {3.5, "s"}},
                    {"sm_75", {1, ""}}};
  return report;
}

TEST(KernelListTest, WhatAKernelTakesComesFromTheMetricsOfTheCheck) {
  const KernelUses uses = kernel_uses(compiled());

  ASSERT_EQ(uses.size(), 2U);
  EXPECT_EQ(uses.at("scale").at(75).registers, 16);
  EXPECT_EQ(uses.at("scale").at(75).shared, 1024);
  EXPECT_EQ(uses.at("scale").at(75).threads, 256);
  EXPECT_EQ(uses.at("scale").at(100).occupancy, 0.875);
  EXPECT_EQ(architectures_of(uses), (std::vector<int>{75, 100}));
}

TEST(KernelListTest, ARowHasACellForEachArchitectureAlsoWhereTheKernelIsNotMade) {
  const KernelUses uses = kernel_uses(compiled());

  const auto rows = kernel_rows(uses, architectures_of(uses));

  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0],
            (std::vector<std::string>{"scale", "256", "16 / 1024 / 100%", "20 / 0 / 88%"}));
  EXPECT_EQ(rows[1], (std::vector<std::string>{"sum", "0", "-", "8 / 0 / 0%"}));
}

}  // namespace
}  // namespace wright

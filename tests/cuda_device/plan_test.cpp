#include "plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/files.h"
#include "core/json.h"

namespace wright {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

CheckRequest asking(json more = json::object()) {
  json config{{"calls", {"twice(f32[3])"}}, {"why", "exact"}};
  config.update(more);
  CheckRequest request;
  request.check = "cuda_device";
  request.task.value = "toy";
  request.config = canonical(config);
  request.seed = std::string(64, '7');
  return request;
}

TEST(DevicePlanTest, ByDefaultAllToolsRunHere) {
  const Result<Plan> plan = plan_of(asking());

  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_THAT(plan->tools, ElementsAre("memcheck", "racecheck", "initcheck", "synccheck"));
  EXPECT_EQ(plan->where, Where::here);
  EXPECT_EQ(plan->sweep.repeat, 1);
  EXPECT_FALSE(plan->cases);
}

TEST(DevicePlanTest, WhatTheConfigurationSaysIsTaken) {
  const Result<Plan> plan = plan_of(asking({{"tools", {"racecheck"}},
                                            {"where", "elsewhere"},
                                            {"programs", {"tw_*"}},
                                            {"cases", true},
                                            {"repeat", 3}}));

  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_THAT(plan->tools, ElementsAre("racecheck"));
  EXPECT_THAT(plan->programs, ElementsAre("tw_*"));
  EXPECT_EQ(plan->where, Where::elsewhere);
  EXPECT_EQ(plan->sweep.repeat, 3);
  EXPECT_TRUE(plan->cases);
}

TEST(DevicePlanTest, AWrongValueIsNamed) {
  const auto fault = [](json more) {
    const Result<Plan> plan = plan_of(asking(std::move(more)));
    return plan ? "" : plan.error().message;
  };

  EXPECT_THAT(fault({{"tools", {"leakcheck"}}}), HasSubstr("\"tools\" is a list of memcheck"));
  EXPECT_THAT(fault({{"tools", {"memcheck", "memcheck"}}}), HasSubstr("each once"));
  EXPECT_THAT(fault({{"tools", 1}}), HasSubstr("\"tools\" has the wrong type"));
  EXPECT_THAT(fault({{"where", "there"}}), HasSubstr("\"where\" is here"));
  EXPECT_THAT(fault({{"files", json::array()}}), HasSubstr("\"files\" is a list"));
}

TEST(DevicePlanTest, EachSetOfCasesIsAGrading) {
  const TempDirectory spec = TempDirectory::make("/tmp", "wright-device-").value();
  for (const char* folder : {"visible", "held_out"}) {
    ASSERT_TRUE(make_directories(spec.path() / folder));
    ASSERT_TRUE(write_file(spec.path() / folder / "toy.cases",
                           std::string("case \"") + folder + "\" [R1]\n  twice(2) == 4\n"));
  }
  CheckRequest request = asking({{"cases", true}, {"repeat", 2}});
  request.spec = spec.path();

  const Result<std::vector<Grading>> gradings = gradings_of(request, plan_of(request).value());

  ASSERT_TRUE(gradings) << gradings.error().message;
  ASSERT_THAT(*gradings, SizeIs(3));
  EXPECT_EQ((*gradings)[0].rounds, 2);
  EXPECT_EQ((*gradings)[1].cases.at(0).name, "visible");
  EXPECT_FALSE((*gradings)[1].held_out);
  EXPECT_EQ((*gradings)[2].cases.at(0).name, "held_out");
  EXPECT_TRUE((*gradings)[2].held_out);
}

TEST(DevicePlanTest, ATreeWithoutKernelsIsAFinding) {
  const TempDirectory tree = TempDirectory::make("/tmp", "wright-device-").value();
  CheckRequest request = asking();
  request.tree = tree.path();
  const Plan plan = plan_of(request).value();

  EXPECT_THAT(missing_kernels(request, plan).value(), SizeIs(1));

  ASSERT_TRUE(make_directories(tree.path() / "src/cuda"));
  ASSERT_TRUE(write_file(tree.path() / "src/cuda/a.cu", ""));
  EXPECT_THAT(missing_kernels(request, plan).value(), IsEmpty());
}

}  // namespace
}  // namespace wright

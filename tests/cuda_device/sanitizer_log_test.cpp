// Logs in the forms that NVIDIA's manual of compute-sanitizer shows, new and old.
#include "sanitizer_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wright {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* kBounds =
    "========= COMPUTE-SANITIZER\n"
    "========= Invalid __global__ write of size 4 bytes\n"
    "=========     at twice_kernel(const float *, float *, unsigned int)+0x70 in "
    "/src/src/cuda/twice.cu:11\n"
    "=========     by thread (33,0,0) in block (0,0,0)\n"
    "=========     Address 0x7f3c7ec00084 is out of bounds\n"
    "=========     Saved host backtrace up to driver entry point at kernel launch time\n"
    "=========         Host Frame: main [0x1754] in host\n"
    "========= \n"
    "========= Program hit cudaErrorLaunchFailure (error 719) due to \"unspecified launch "
    "failure\" "
    "on CUDA API call to cudaMemcpy.\n"
    "=========     Saved host backtrace up to driver entry point at error\n"
    "========= \n"
    "========= ERROR SUMMARY: 2 errors\n";

TEST(SanitizerLogTest, ACleanLogHasNoFinding) {
  EXPECT_THAT(findings_of_log("========= COMPUTE-SANITIZER\n========= ERROR SUMMARY: 0 errors\n",
                              "memcheck"),
              IsEmpty());
  EXPECT_THAT(findings_of_log("========= COMPUTE-SANITIZER\n========= RACECHECK SUMMARY: 0 hazards "
                              "displayed (0 errors, 0 warnings)\n",
                              "racecheck"),
              IsEmpty());
}

TEST(SanitizerLogTest, AnErrorHasItsPlaceAndItsThread) {
  const std::vector<Finding> findings = findings_of_log(kBounds, "memcheck");

  ASSERT_THAT(findings, SizeIs(2));
  EXPECT_EQ(findings[0].rule, "cuda_device.memcheck");
  EXPECT_EQ(findings[0].file, "src/cuda/twice.cu");
  EXPECT_EQ(findings[0].line, 11);
  EXPECT_THAT(findings[0].message, HasSubstr("Invalid __global__ write of size 4 bytes"));
  EXPECT_THAT(findings[0].message, HasSubstr("thread (33,0,0) in block (0,0,0)"));
  EXPECT_THAT(findings[0].message, Not(HasSubstr("Host Frame")));
  EXPECT_THAT(findings[1].message, HasSubstr("cudaErrorLaunchFailure"));
}

TEST(SanitizerLogTest, TheOldFormNamesThePlaceFirst) {
  const std::vector<Finding> findings = findings_of_log(
      "========= Uninitialized __global__ memory read of size 4 bytes\n"
      "=========     at 0x100 in /src/src/cuda/total.cu:30:total_kernel(const float *, float *, "
      "unsigned int)\n"
      "=========     by thread (0,0,0) in block (0,0,0)\n"
      "========= ERROR SUMMARY: 1 error\n",
      "initcheck");

  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].rule, "cuda_device.initcheck");
  EXPECT_EQ(findings[0].file, "src/cuda/total.cu");
  EXPECT_EQ(findings[0].line, 30);
}

TEST(SanitizerLogTest, ARaceHasBothAccessesAndAWarningIsNone) {
  const std::vector<Finding> findings = findings_of_log(
      "========= COMPUTE-SANITIZER\n"
      "========= Error: Race reported between Write access at total_kernel(const float *, float *, "
      "unsigned int)+0x1f0 in total.cu:15\n"
      "=========     and Read access at total_kernel(const float *, float *, unsigned int)+0x200 "
      "in "
      "total.cu:17 [32 hazards]\n"
      "========= \n"
      "========= Warning: Race reported between Read access at f()+0x10 in other.cu:3\n"
      "=========     and Write access at f()+0x20 in other.cu:4 [4 hazards]\n"
      "========= \n"
      "========= RACECHECK SUMMARY: 2 hazards displayed (1 error, 1 warning)\n",
      "racecheck");

  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].message, HasSubstr("total.cu:15"));
  EXPECT_THAT(findings[0].message, HasSubstr("Read access"));
  EXPECT_THAT(findings[0].message, HasSubstr("total.cu:17"));
}

TEST(SanitizerLogTest, ErrorsOfOneLineAreOneFinding) {
  std::string log;
  for (int thread = 0; thread < 30; ++thread) {
    log +=
        "========= Barrier error detected. Divergent thread(s) in block.\n"
        "=========     at total_kernel(float *)+0xa0 in total.cu:16\n"
        "=========     by thread (" +
        std::to_string(thread) + ",0,0) in block (0,0,0)\n";
  }
  const std::vector<Finding> findings =
      findings_of_log(log + "========= ERROR SUMMARY: 30 errors\n", "synccheck");

  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].message, HasSubstr("(30 errors in all)"));
}

TEST(SanitizerLogTest, ALogWithoutItsSummaryIsAFinding) {
  for (const std::string& log : {std::string(), std::string("========= COMPUTE-SANITIZER\n"),
                                 std::string("Segmentation fault\n")}) {
    const std::vector<Finding> findings = findings_of_log(log, "memcheck");

    ASSERT_THAT(findings, SizeIs(1)) << log;
    EXPECT_THAT(findings[0].message, HasSubstr("did not get to its summary"));
  }
}

TEST(SanitizerLogTest, TheProgramsOwnWordsAreNoError) {
  EXPECT_THAT(
      findings_of_log("Invalid __global__ write\n========= ERROR SUMMARY: 0 errors\n", "memcheck"),
      IsEmpty());
}

TEST(SanitizerLogTest, TheCommandNamesToolExitAndLog) {
  EXPECT_THAT(tool_command("/cuda/bin/compute-sanitizer", "racecheck", "/tool/log-0"),
              ElementsAre("/cuda/bin/compute-sanitizer", "--tool", "racecheck", "--error-exitcode",
                          "86", "--log-file", "/tool/log-0", "--print-limit", "100"));
}

}  // namespace
}  // namespace wright

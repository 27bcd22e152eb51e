#include "cuda_adversarial/failing_calls.h"

#include <gtest/gtest.h>

namespace wright {
namespace {

Finding injected(const std::string& call) {
  return {"cuda_emulated.injected",
          Severity::note,
          false,
          "src/cuda/sum.cu",
          7,
          "injected-failure: " + call + " fails as EMU_FAIL_CALL asks"};
}
Finding error(const std::string& rule) {
  return {rule, Severity::error, false, "src/a.cpp", 3, "what was seen"};
}
std::vector<std::string> rules(const std::vector<Finding>& found) {
  std::vector<std::string> rules;
  for (const Finding& one : faults_of_failure(found, "host, call 7")) rules.push_back(one.rule);
  return rules;
}
using Rules = std::vector<std::string>;

TEST(FailingCallsTest, ARunThatMakesNoSuchCallShowsNothing) {
  EXPECT_EQ(rules({error("cuda_adversarial.value")}), Rules{});
}

TEST(FailingCallsTest, AFailureThatATestOrACallTellsIsNoticed) {
  EXPECT_EQ(rules({injected("cudaMemcpy"), error("cuda_adversarial.failed")}), Rules{});
  EXPECT_EQ(rules({injected("cudaMemcpy"), error("cuda_adversarial.threw")}), Rules{});
  EXPECT_EQ(rules({injected("cudaMemcpy"), error("cuda_adversarial.failed"),
                   error("cuda_emulated.leak")}),
            Rules{});
}

TEST(FailingCallsTest, AFailureThatNobodyTellsIsSwallowed) {
  const std::vector<Finding> faults = faults_of_failure({injected("cudaMemcpy")}, "host, call 7");

  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].rule, "cuda_adversarial.swallowed");
  EXPECT_EQ(faults[0].file, "src/cuda/sum.cu");
  EXPECT_EQ(faults[0].line, 7);
  EXPECT_NE(faults[0].message.find("host, call 7"), std::string::npos);
  EXPECT_EQ(rules({injected("tw::launch"), error("cuda_emulated.unchecked")}),
            Rules{"cuda_adversarial.swallowed"});
}

TEST(FailingCallsTest, AnAllocationMayBeMadeGoodAndAReleaseKeptSilent) {
  EXPECT_EQ(rules({injected("cudaMallocAsync")}), Rules{});
  EXPECT_EQ(rules({injected("cudaFree")}), Rules{});
  EXPECT_EQ(rules({injected("cudaEventDestroy")}), Rules{});
  EXPECT_EQ(rules({injected("cudaEventRecord")}), Rules{"cuda_adversarial.swallowed"});
}

TEST(FailingCallsTest, WrongValuesCrashesAndWhatTheEmulatorFindsAreToldApart) {
  EXPECT_EQ(rules({injected("cudaMalloc"), error("cuda_adversarial.value")}),
            Rules{"cuda_adversarial.wrong"});
  EXPECT_EQ(rules({injected("cudaMalloc"), error("cuda_adversarial.ended")}),
            Rules{"cuda_adversarial.crashed"});
  EXPECT_EQ(rules({injected("cudaMalloc"), error("cuda_emulated.freed"),
                   error("cuda_adversarial.failed")}),
            Rules{"cuda_adversarial.after_failure"});
}

}  // namespace
}  // namespace wright

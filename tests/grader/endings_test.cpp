#include "grader/endings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace wright {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Says nothing and ends as it is told to.
class Ending : public Session {
 public:
  explicit Ending(int code) : code_(code) {}
  Result<void> write(std::string_view, std::chrono::milliseconds) override { return {}; }
  Result<std::string> read_line(std::size_t, std::chrono::milliseconds) override {
    return std::string();
  }
  Result<std::string> read_bytes(std::size_t, std::chrono::milliseconds) override {
    return std::string();
  }
  Result<RunReport> finish(std::chrono::milliseconds) override {
    RunReport report;
    report.outcome = Exited{code_};
    report.err = "as I please";
    return report;
  }

 private:
  int code_;
};

std::vector<Finding> after(const std::vector<int>& codes) {
  const Endings endings("hooks");
  for (const int code : codes) {
    Grading grading;
    grading.candidate = [code]() -> Result<std::unique_ptr<Session>> {
      return std::unique_ptr<Session>(std::make_unique<Ending>(code));
    };
    const Grading watched = endings.watch(grading);
    const auto session = watched.candidate();
    EXPECT_TRUE((*session)->finish(std::chrono::milliseconds(1)));
  }
  return endings.findings("cuda_emulated");
}

TEST(EndingsTest, AGoodEndIsNoFinding) {
  EXPECT_THAT(after({0, 0}), IsEmpty());
}

TEST(EndingsTest, BadOnesAreOneFindingWithTheFirst) {
  const std::vector<Finding> findings = after({0, 86, 3});

  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].rule, "cuda_emulated.ended");
  EXPECT_THAT(findings[0].message, HasSubstr("2 processes"));
  EXPECT_THAT(findings[0].message, HasSubstr("86"));
  EXPECT_THAT(findings[0].message, HasSubstr("as I please"));
}

}  // namespace
}  // namespace wright

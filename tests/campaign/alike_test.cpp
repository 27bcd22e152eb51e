// A campaign whose spec borrows from another is replayed where neither spec lies.
#include <gtest/gtest.h>

#include "support/program.h"

namespace wright {
namespace {

using test::Ran;
using test::Repository;

class AlikeTest : public ::testing::Test {
 protected:
  // Runs and records `alike`, which is like `quick`.
  void SetUp() override {
    const std::string scenario = test::quoted(test::source("tests/scenarios/quick").string());
    test::run_line(home_.path(),
                   "cp -r " + scenario +
                       " specs && cp -r specs/quick specs/alike && sed -i "
                       "'s/^spec: quick/spec: alike\\nlike: quick/' specs/alike/spec.md");
    const Ran ran = test::tensorwright(home_.path(),
                                       "run --spec specs/alike --agent scripted:specs/lands.yaml");
    ASSERT_EQ(ran.exit_code, 0) << ran.out;
    const Ran recorded = test::tensorwright(home_.path(), "record alike");
    ASSERT_EQ(recorded.exit_code, 0) << recorded.out;
  }
  [[nodiscard]] static std::string tip_of(const Repository& repository) {
    return test::run_line(repository.path(), "git rev-parse campaign/alike").out;
  }

  Repository home_;
};

TEST_F(AlikeTest, APinnedSpecNeedsNoLender) {
  const Repository elsewhere;
  test::run_line(
      elsewhere.path(),
      "mkdir logs && cp -r " + test::quoted((home_.path() / "logs/recorded").string()) + " logs/");

  const Ran ran = test::tensorwright(elsewhere.path(), "run alike --no-selftest --tuner-seconds 0");

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_EQ(tip_of(elsewhere), tip_of(home_));
}

}  // namespace
}  // namespace wright

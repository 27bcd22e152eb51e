// Recordings of uncommon campaigns, replayed where nothing but the recording lies.
#include <gtest/gtest.h>

#include "support/program.h"

namespace wright {
namespace {

using test::Ran;
using test::Repository;

class RecordingsTest : public ::testing::Test {
 protected:
  // The scenario's files in `specs`, changed by a shell line.
  void prepare(const std::string& change) const {
    test::run_line(home_.path(), "cp -r " +
                                     test::quoted(test::source("tests/scenarios/quick").string()) +
                                     " specs && " + change);
  }
  void record(const std::string& campaign) const {
    const Ran ran = test::tensorwright(
        home_.path(), "run --spec specs/" + campaign + " --agent scripted:specs/lands.yaml");
    ASSERT_EQ(ran.exit_code, 0) << ran.out;
    const Ran recorded = test::tensorwright(home_.path(), "record " + campaign);
    ASSERT_EQ(recorded.exit_code, 0) << recorded.out;
  }
  [[nodiscard]] Ran replay(const std::string& campaign, const std::string& flags = "") const {
    test::run_line(elsewhere_.path(), "mkdir logs && cp -r " +
                                          test::quoted((home_.path() / "logs/recorded").string()) +
                                          " logs/");
    return test::tensorwright(elsewhere_.path(),
                              "run " + campaign + " --no-selftest --tuner-seconds 0" + flags);
  }
  [[nodiscard]] static std::string tip_of(const Repository& repository,
                                          const std::string& campaign) {
    return test::run_line(repository.path(), "git rev-parse campaign/" + campaign).out;
  }

  Repository home_;
  Repository elsewhere_;
};

TEST_F(RecordingsTest, APinnedSpecNeedsNoLender) {
  prepare(
      "cp -r specs/quick specs/alike && sed -i 's/^spec: quick/spec: alike\\nlike: quick/' "
      "specs/alike/spec.md");
  record("alike");

  const Ran ran = replay("alike");

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_EQ(tip_of(elsewhere_, "alike"), tip_of(home_, "alike"));
}

TEST_F(RecordingsTest, WhatWasRejectedWithoutAVerdictIsRejectedAgain) {
  prepare("sed -i 's/^  first:/  first:\\n    - - submit/' specs/lands.yaml");
  record("quick");

  const Ran ran = replay("quick", " --all-attempts");

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_NE(ran.out.find("quick.first.1 by empty"), std::string::npos) << ran.out;
  EXPECT_EQ(tip_of(elsewhere_, "quick"), tip_of(home_, "quick"));
}

}  // namespace
}  // namespace wright

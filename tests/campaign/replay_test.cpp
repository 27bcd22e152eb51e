// A scripted campaign is recorded, replayed elsewhere, tampered with.
#include <gtest/gtest.h>

#include "support/program.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using test::Ran;
using test::Repository;

class ReplayTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    home_ = new Repository();
    const Ran ran = test::tensorwright(
        home_->path(), "run --campaign small --spec " +
                           test::quoted(test::source("tests/scenarios/quick/quick").string()) +
                           " --agent scripted:" +
                           test::quoted(test::source("tests/scenarios/quick/lands.yaml").string()));
    ASSERT_EQ(ran.exit_code, 0) << ran.out;
    const Ran recorded = test::tensorwright(home_->path(), "record small");
    ASSERT_EQ(recorded.exit_code, 0) << recorded.out;
    tip_ = test::run_line(home_->path(), "git rev-parse campaign/small").out;
  }
  static void TearDownTestSuite() { delete home_; }

  // A fresh repository that holds the recording and nothing else of it.
  static void give_recording(const Repository& to) {
    test::run_line(to.path(), "mkdir -p logs/recorded && cp -r " +
                                  test::quoted((home_->path() / "logs/recorded/small").string()) +
                                  " logs/recorded/");
  }

  static Ran replay(const Repository& in, const std::string& variables = "",
                    const std::string& flags = "") {
    return test::tensorwright(in.path(), "run small --no-selftest --tuner-seconds 0" + flags,
                              variables);
  }

  // What audit says once `change` was made to the recording of a full copy.
  static Ran audit_after(const std::string& change) {
    const Repository copy;
    test::run_line(copy.path(), "git fetch -q " + test::quoted(home_->path().string()) +
                                    " campaign/small:campaign/small");
    give_recording(copy);
    const Ran changed = test::run_line(copy.path() / "logs/recorded/small", change);
    EXPECT_EQ(changed.exit_code, 0) << changed.out;
    return test::tensorwright(copy.path(), "audit campaign/small");
  }

  static Repository* home_;
  static std::string tip_;
};
Repository* ReplayTest::home_ = nullptr;
std::string ReplayTest::tip_;

TEST_F(ReplayTest, GivesTheSameIdsInANewRepository) {
  const Repository elsewhere;
  give_recording(elsewhere);

  const Ran ran = replay(elsewhere);

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_NE(ran.out.find("equal to the recorded ones"), std::string::npos) << ran.out;
  EXPECT_EQ(test::run_line(elsewhere.path(), "git rev-parse campaign/small").out, tip_);
}

TEST_F(ReplayTest, GivesTheSameIdsUnderAStrangersSettings) {
  const Repository elsewhere;
  give_recording(elsewhere);
  test::run_line(elsewhere.path(),
                 "git config core.autocrlf true && git config commit.gpgsign true");

  const Ran ran = replay(elsewhere, "-u HOME TZ=Asia/Kolkata LC_ALL=tr_TR.UTF-8 GIT_AUTHOR_NAME=x");

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_EQ(test::run_line(elsewhere.path(), "git rev-parse campaign/small").out, tip_);
}

TEST_F(ReplayTest, TheRejectionIsJudgedAgainOnlyWhenAsked) {
  const Repository landings;
  const Repository all;
  give_recording(landings);
  give_recording(all);

  const Ran some = replay(landings);
  const Ran every = replay(all, "", " --all-attempts");

  EXPECT_NE(some.out.find("not again    1 rejected"), std::string::npos) << some.out;
  EXPECT_EQ(some.out.find("rejected     small.first.1"), std::string::npos) << some.out;
  EXPECT_NE(every.out.find("rejected     small.first.1 by policy"), std::string::npos) << every.out;
  EXPECT_NE(every.out.find("equal to the recorded ones"), std::string::npos) << every.out;
}

TEST_F(ReplayTest, APartStopsWhereItIsToldAndTheRestGoesOnFromThere) {
  const Repository elsewhere;
  give_recording(elsewhere);

  const Ran part = replay(elsewhere, "", " --landings 1");
  const std::string at = test::run_line(elsewhere.path(), "git rev-parse campaign/small").out;
  const Ran rest = replay(elsewhere);

  EXPECT_EQ(part.exit_code, 0) << part.out;
  EXPECT_NE(part.out.find("a part       1 landing,"), std::string::npos) << part.out;
  EXPECT_NE(at, tip_);
  EXPECT_EQ(rest.exit_code, 0) << rest.out;
  EXPECT_EQ(test::run_line(elsewhere.path(), "git rev-parse campaign/small").out, tip_);
}

TEST_F(ReplayTest, TheUsersCheckoutIsNotTouched) {
  const Repository elsewhere;
  give_recording(elsewhere);
  test::run_line(elsewhere.path(), "echo mine > mine.txt && echo staged > s && git add s");
  const std::string before = test::run_line(elsewhere.path(), "git status --porcelain").out;

  replay(elsewhere);

  EXPECT_EQ(test::run_line(elsewhere.path(), "git status --porcelain").out, before);
  EXPECT_EQ(test::run_line(elsewhere.path(), "cat mine.txt").out, "mine\n");
}

TEST_F(ReplayTest, AFinishedRunSaysSo) {
  const Ran ran = test::tensorwright(home_->path(), "run small --no-selftest --tuner-seconds 0");

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_NE(ran.out.find("is finished"), std::string::npos) << ran.out;
}

TEST_F(ReplayTest, AdoptMergesIntoACleanCheckoutAndAuditExplainsIt) {
  const Repository elsewhere;
  test::run_line(elsewhere.path(), "git fetch -q " + test::quoted(home_->path().string()) +
                                       " campaign/small:campaign/small");
  give_recording(elsewhere);
  test::run_line(elsewhere.path(),
                 "git add -A && git -c user.name=a -c user.email=a@b commit -q -m log");

  const Ran adopted = test::tensorwright(elsewhere.path(), "adopt small");
  const Ran audited = test::tensorwright(elsewhere.path(), "audit");

  EXPECT_EQ(adopted.exit_code, 0) << adopted.out;
  EXPECT_TRUE(fs::exists(elsewhere.path() / "quick_tree/src/first.h"));
  EXPECT_EQ(test::run_line(elsewhere.path(), "git status --porcelain").out, "");
  EXPECT_EQ(audited.exit_code, 0) << audited.out;
}

TEST_F(ReplayTest, AForeignCommitIsFound) {
  const Repository elsewhere;
  test::run_line(elsewhere.path(), "git fetch -q " + test::quoted(home_->path().string()) +
                                       " campaign/small:campaign/small");
  give_recording(elsewhere);
  test::run_line(elsewhere.path(),
                 "git add -A && git -c user.name=a -c user.email=a@b commit -q -m log");
  test::tensorwright(elsewhere.path(), "adopt small");
  test::run_line(elsewhere.path(),
                 "echo '// by hand' >> quick_tree/src/first.h && git -c user.name=a -c "
                 "user.email=a@b commit -q -a -m quick");

  const Ran audited = test::tensorwright(elsewhere.path(), "audit");

  EXPECT_EQ(audited.exit_code, 1) << audited.out;
  EXPECT_NE(audited.out.find("no log explains it"), std::string::npos) << audited.out;
}

TEST_F(ReplayTest, AnHonestRecordingPassesTheAudit) {
  const Ran audited = audit_after("true");

  EXPECT_EQ(audited.exit_code, 0) << audited.out;
}

TEST_F(ReplayTest, TamperingIsFound) {
  for (const char* change : {
           "sed -i '5s/\"time_ms\":1/\"time_ms\":2/' events.jsonl",  // One byte of one line.
           "sed -i '$d' events.jsonl",                               // A cut tail.
           "sed -i '4d' events.jsonl",                               // A line taken out.
           "f=$(ls blobs | head -n 1) && echo >> blobs/$f",          // A swapped blob.
           "f=$(ls blobs | tail -n 1) && rm blobs/$f",               // A missing blob.
       }) {
    const Ran audited = audit_after(change);
    EXPECT_EQ(audited.exit_code, 1) << change << "\n" << audited.out;
  }
}

TEST_F(ReplayTest, AnAlteredBlobStopsTheReplay) {
  const Repository elsewhere;
  give_recording(elsewhere);
  const Ran broken =
      test::run_line(elsewhere.path() / "logs/recorded/small",
                     // The landed file, changed in its blob: the name no longer fits.
                     "f=$(grep -l 'kFirst = 1' blobs/* | head -n 1) && echo '// x' >> $f");
  ASSERT_EQ(broken.exit_code, 0);

  const Ran ran = replay(elsewhere);

  EXPECT_EQ(ran.exit_code, 3) << ran.out;
  EXPECT_NE(ran.out.find("its bytes are not what its name says"), std::string::npos) << ran.out;
}

TEST_F(ReplayTest, VerifyRebuildsALandingWithoutTheRun) {
  const Repository elsewhere;
  test::run_line(elsewhere.path(), "git fetch -q " + test::quoted(home_->path().string()) +
                                       " campaign/small:campaign/small");
  give_recording(elsewhere);

  const Ran ran = test::tensorwright(elsewhere.path(), "verify campaign/small~1");

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
}

}  // namespace
}  // namespace wright

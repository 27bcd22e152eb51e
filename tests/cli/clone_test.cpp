// A clone has what is committed and no state of a run: that is enough to judge a landing again.
#include "tests/cli/quick.h"

namespace wright {
namespace {

using test::holds;
using test::Ran;

class CloneTest : public ::testing::Test {
 protected:
  // The recording is committed on the branch that is checked out, and the repository cloned.
  void clone(const std::string& flags) const {
    const Ran ran = test::run_line(
        scratch_.path(),
        "git -C " + test::quoted(repository_->path().string()) + " add logs/recorded && git -C " +
            test::quoted(repository_->path().string()) +
            " -c user.name=a -c user.email=a@b commit -q -m recorded && git clone -q " + flags +
            " file://" + test::quoted(repository_->path().string()) + " clone");
    ASSERT_EQ(ran.exit_code, 0) << ran.out;
  }
  std::filesystem::path place() const { return scratch_.path() / "clone"; }
  Ran audit() const {
    return test::run_line(place(), test::quoted(WRIGHT_BUILD_DIR "/bin/tensorwright-audit"));
  }

  std::unique_ptr<test::Repository> repository_ = test::with_recording();
  TempDirectory scratch_ = TempDirectory::make("/tmp", "wright-clone-").value();
};

TEST_F(CloneTest, ALandingIsJudgedAgainWithoutAnyRun) {
  clone("");

  const Ran ran = test::tensorwright(place(), "verify origin/campaign/quick~1");

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(holds(ran.out, "quick.second.1 holds")) << ran.out;
  EXPECT_FALSE(std::filesystem::exists(place() / "logs/runs"));
  EXPECT_EQ(test::run_line(place(), "git status --porcelain").out, "");
}

TEST_F(CloneTest, ItsRecordAddsUp) {
  clone("");
  EXPECT_EQ(audit().exit_code, 0) << audit().out;
}

TEST_F(CloneTest, ItsRecordAddsUpWithoutTheHistory) {
  clone("--depth 1 --no-single-branch");

  const Ran ran = audit();

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_TRUE(holds(ran.out, "2 landings")) << ran.out;
}

}  // namespace
}  // namespace wright

// Repositories that the program cannot work in, and the one that it makes room in.
#include "tests/cli/quick.h"

namespace wright {
namespace {

using test::fails_with;
using test::Ran;
using test::Repository;

class RepositoryTest : public ::testing::Test {
 protected:
  // `git init` with these options in an empty folder, then the whole campaign.
  Ran run_in(const std::string& init) const {
    const Ran made = test::run_line(scratch_.path(), init);
    EXPECT_EQ(made.exit_code, 0) << made.out;
    return test::tensorwright(scratch_.path(), test::quick_run());
  }
  std::string files() const { return test::run_line(scratch_.path(), "find . | sort").out; }

  TempDirectory scratch_ = TempDirectory::make("/tmp", "wright-test-").value();
};

TEST_F(RepositoryTest, OutsideOfOneARunSaysHowToMakeOne) {
  EXPECT_TRUE(fails_with(run_in("true"), 3, "is in no git repository: `git init` makes one"));
  EXPECT_EQ(files(), ".\n");
}

TEST_F(RepositoryTest, ABareOneIsRefusedAndLeftAsItWas) {
  const Ran ran = run_in("git init -q --bare .");

  EXPECT_TRUE(fails_with(ran, 3, "is a bare repository"));
  EXPECT_FALSE(std::filesystem::exists(scratch_.path() / "logs"));
}

TEST_F(RepositoryTest, ASha256OneIsRefusedByName) {
  EXPECT_TRUE(fails_with(run_in("git init -q --object-format=sha256 ."), 3,
                         "SHA-256 repositories are not supported yet"));
}

TEST_F(RepositoryTest, OneWithoutACommitIsEnough) {
  const Ran ran = run_in("git init -q .");

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_EQ(test::run_line(scratch_.path(), "git status --porcelain").out, "");
}

TEST_F(RepositoryTest, AnEmptyOneSaysThatNothingHasRun) {
  const Repository repository;

  EXPECT_TRUE(fails_with(test::tensorwright(repository.path(), "log"), 2, "start a campaign with"));
  EXPECT_TRUE(fails_with(test::tensorwright(repository.path(), "run"), 2, "no recording of"));
  const Ran status = test::tensorwright(repository.path(), "status");
  EXPECT_EQ(status.exit_code, 0);
  EXPECT_TRUE(test::holds(status.out, "no campaign yet")) << status.out;
}

}  // namespace
}  // namespace wright

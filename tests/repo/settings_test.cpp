// Commit ids are a function of the values, whatever surrounds the repository.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "repo/user_repository.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using test::commit_of;
using test::patch_of;
using test::plain_git;
using test::Ran;
using test::UserRepository;

// Settings of which each would change an id, start a program or fail.
std::string hostile_settings(const fs::path& trap) {
  return "[core]\n\tautocrlf = true\n\teol = crlf\n\tsafecrlf = true\n\thooksPath = " +
         trap.parent_path().string() + "\n\tfsmonitor = " + trap.string() +
         "\n\teditor = " + trap.string() + "\n\tpager = " + trap.string() +
         "\n\tsshCommand = " + trap.string() +
         "\n[commit]\n\tgpgSign = true\n[tag]\n\tgpgSign = true\n[gpg]\n\tprogram = " +
         trap.string() +
         "\n[i18n]\n\tcommitEncoding = ISO-8859-1\n\tlogOutputEncoding = UTF-16\n"
         "[user]\n\tuseConfigOnly = true\n[filter \"trap\"]\n\tclean = " +
         trap.string() + "\n\tsmudge = " + trap.string() +
         "\n\trequired = true\n[diff]\n\texternal = " + trap.string() + "\n";
}

// A program that leaves a mark when it is started; also under the name of each hook.
fs::path lay_trap(const fs::path& directory) {
  fs::create_directory(directory);
  const fs::path trap = directory / "trap";
  std::ofstream(trap) << "#!/bin/sh\ntouch " << (directory / "sprung").string() << "\nexit 1\n";
  ::chmod(trap.c_str(), 0755);
  for (const char* hook : {"reference-transaction", "post-checkout", "post-commit", "pre-commit",
                           "commit-msg", "post-index-change", "pre-auto-gc"}) {
    fs::create_symlink("trap", directory / hook);
  }
  return trap;
}

// A campaign of three commits on campaign/x: its tip.
std::string campaign_in(const fs::path& directory) {
  Repo repo = Repo::open(directory).value();
  const TreeId empty = repo.empty_tree().value();
  const CommitId root =
      repo.commit(commit_of(repo.with_subtree(empty, "target", empty).value())).value();
  const TreeId one = repo.apply(repo.read_commit(root)->spec.tree, "target",
                                patch_of({{"src/a.cpp", "int a;\r\nint b;\n"}, {"n", "\xff"}}))
                         .value();
  const CommitId second = repo.commit(commit_of(one, {root})).value();
  CommitSpec spec = commit_of(
      repo.apply(one, "target", patch_of({{".gitattributes", "* text filter=trap\n"}})).value(),
      {second});
  spec.message =
      "Fa\xc3\xa7"
      "ade\n\nTensorwright-Task: one\n";
  const CommitId third = repo.commit(spec).value();
  EXPECT_EQ(repo.commit_id(spec).value(), third);
  EXPECT_TRUE(repo.move_branch("campaign/x", std::nullopt, root));
  EXPECT_TRUE(repo.move_branch("campaign/x", root, third));
  EXPECT_EQ(plain_git(directory, "rev-parse campaign/x"), third.value);
  return third.value;
}

constexpr const char* kTip = "421d7f9535253a61aa136c10d25f5e4c5d1c416e";

TEST(SettingsTest, TheIdsAreTheseInAFreshRepository) {
  const UserRepository user;

  EXPECT_EQ(campaign_in(user.path()), kTip);
  user.git("fsck --strict --no-dangling");
}

TEST(SettingsTest, AHostileRepositoryChangesNoIdAndStartsNoProgram) {
  const UserRepository user;
  const fs::path trap = lay_trap(user.beside("hooks"));
  std::ofstream(user.path() / ".git" / "config", std::ios::app) << hostile_settings(trap);
  fs::create_directory(user.path() / ".git" / "hooks");
  for (const auto& hook : fs::directory_iterator(user.beside("hooks"))) {
    fs::create_symlink(trap, user.path() / ".git" / "hooks" / hook.path().filename());
  }
  user.write("tracked", "1\n");

  const std::string tip = campaign_in(user.path());
  Repo repo = user.open();
  EXPECT_TRUE(repo.is_clean("target"));
  EXPECT_TRUE(
      repo.materialize(repo.read_commit(CommitId{tip})->spec.tree, "target", user.beside("tree")));

  EXPECT_EQ(tip, kTip);
  EXPECT_FALSE(fs::exists(user.beside("hooks") / "sprung"));
  EXPECT_EQ(read_file(user.beside("tree") / "src" / "a.cpp").value(), "int a;\r\nint b;\n");
}

TEST(SettingsTest, AHostileRepositoryIsHostileToGit) {
  const UserRepository user;
  const fs::path trap = lay_trap(user.beside("hooks"));
  std::ofstream(user.path() / ".git" / "config", std::ios::app) << hostile_settings(trap);
  user.write("tracked", "1\n");

  const Ran ran = test::run_line(user.path(), "git add tracked; git commit -m first");

  EXPECT_NE(ran.exit_code, 0);
  EXPECT_TRUE(fs::exists(user.beside("hooks") / "sprung"));
}

TEST(SettingsTest, AFullAShallowAndNoCloneAtAllGiveTheSameIds) {
  const UserRepository user;
  user.commit("a", "1");
  user.commit("a", "2");
  const std::string url = "file://" + user.path().string();
  plain_git(user.beside(""), "clone -q " + url + " full");
  plain_git(user.beside(""), "clone -q --depth 1 " + url + " shallow");
  fs::create_directory(user.beside("tarball"));
  user.git("archive HEAD | tar -x -C " + user.beside("tarball").string());
  plain_git(user.beside("tarball"), "init -q --template= .");

  for (const char* kind : {"full", "shallow", "tarball"}) {
    EXPECT_EQ(campaign_in(user.beside(kind)), kTip) << kind;
  }
}

// The library looks at the environment when it starts, hence a program each.
TEST(SettingsTest, NoEnvironmentChangesAnId) {
  const UserRepository user;
  const fs::path trap = lay_trap(user.beside("hooks"));
  fs::create_directories(user.beside("home") / ".config" / "git");
  for (const char* file : {".gitconfig", ".config/git/config", "system"}) {
    std::ofstream(user.beside("home") / file) << hostile_settings(trap);
  }
  const std::string home = user.beside("home").string();
  const std::string self = fs::read_symlink("/proc/self/exe").string();

  const std::vector<std::string> environments{
      "env -u HOME",
      "env HOME=/nonexistent",
      "env HOME=/dev/null",
      "env HOME=",
      "env HOME=" + home,
      "env XDG_CONFIG_HOME=" + home + "/.config",
      "umask 077; env TZ=Asia/Kolkata LC_ALL=tr_TR.UTF-8",
      "env TZ=:/nowhere LC_ALL=C",
      "env GIT_CONFIG_GLOBAL=" + home + "/.gitconfig GIT_CONFIG_SYSTEM=" + home + "/system",
      "env GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=core.autocrlf GIT_CONFIG_VALUE_0=true",
      "env GIT_DIR=" + home + " GIT_WORK_TREE=" + home + " GIT_INDEX_FILE=" + home + "/index",
      "env GIT_OBJECT_DIRECTORY=" + home + " GIT_NAMESPACE=other GIT_CEILING_DIRECTORIES=/",
      "env GIT_AUTHOR_NAME=x GIT_AUTHOR_DATE=1 GIT_COMMITTER_EMAIL=x"};
  for (const std::string& environment : environments) {
    const std::string line =
        environment + " " + test::quoted(self) + " --gtest_filter=SettingsTest.TheIds*";
    const Ran ran = test::run_line("/", line);
    EXPECT_EQ(ran.exit_code, 0) << environment << ": " << ran.out;
  }

  EXPECT_FALSE(fs::exists(user.beside("hooks") / "sprung"));
}

}  // namespace
}  // namespace wright

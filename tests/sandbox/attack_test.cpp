// Nobody breaks out, whoever starts the sandbox.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "exec/sandbox_json.h"
#include "sandbox/sandboxed.h"
#include "support/program.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using test::quoted;
using test::Ran;

// Every attack must have held; `prefix` says who attacks.
void expect_all_held(const std::string& prefix, const fs::path& program) {
  const Ran ran = test::run_line("/", prefix + quoted(program.string()) + " --attack");
  const Result<std::vector<Attack>> attacks = read_attacks(ran.out);
  ASSERT_TRUE(attacks) << attacks.error().message << ": " << ran.out;
  for (const Attack& attack : *attacks)
    EXPECT_TRUE(attack.held) << attack.name << ": " << attack.detail;
  EXPECT_GE(attacks->size(), 30U);
  EXPECT_EQ(ran.exit_code, 0);
}

class AttackTest : public test::Sandboxed {};

TEST_F(AttackTest, EveryAttackIsHeldOff) {
  expect_all_held("", test::kSandboxProgram);
}

TEST_F(AttackTest, EveryAttackIsHeldOffWhenNobodyStartsIt) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become nobody; the other test ran as a user";
  // Where the build lies may be closed to others.
  ::chmod(scratch_.path().c_str(), 0755);
  const fs::path program = scratch_.path() / test::kSandboxProgram.filename();
  for (const fs::path& name : {program.filename(), fs::path("wright-init")}) {
    fs::copy_file(test::kSandboxProgram.parent_path() / name, scratch_.path() / name);
    ::chmod((scratch_.path() / name).c_str(), 0755);
  }
  const std::string nobody = "setpriv --reuid=nobody --regid=nogroup --clear-groups ";
  const Ran probe = test::run_line("/", nobody + quoted(program.string()) + " --probe");
  const Result<Probe> found = read_probe(probe.out);
  ASSERT_TRUE(found) << found.error().message << ": " << probe.out;
  if (found->isolation.rung.empty()) GTEST_SKIP() << "for nobody: " << found->why;

  expect_all_held(nobody, program);
}

}  // namespace
}  // namespace wright

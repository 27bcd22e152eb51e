// What this repository holds of finished campaigns: logs, commits and the tree.
#include <gtest/gtest.h>

#include "support/program.h"

namespace wright {
namespace {

using test::Ran;

const std::filesystem::path kRoot = WRIGHT_SOURCE_DIR;

bool is_repository() {
  return std::filesystem::exists(kRoot / ".git");
}

TEST(RecordedTest, EveryCommitAndEveryByteOfTheLogsIsExplained) {
  if (!is_repository()) GTEST_SKIP() << "the sources are no git repository here";

  const Ran audited = test::tensorwright(kRoot, "audit");

  EXPECT_EQ(audited.exit_code, 0) << audited.out;
}

// The others are replayed by `check --full`.
TEST(RecordedTest, TheFirstLandingsComeOutWithTheRecordedIds) {
  const auto scratch = TempDirectory::make("/tmp", "wright-replay-").value();
  const Ran ready = test::run_line(scratch.path(),
                                   "git init -q . && mkdir logs && cp -r " +
                                       test::quoted((kRoot / "logs/recorded").string()) + " logs/");
  ASSERT_EQ(ready.exit_code, 0) << ready.out;

  const Ran ran = test::tensorwright(scratch.path(),
                                     "run first_ops --landings 2 --no-selftest --tuner-seconds 0");

  EXPECT_EQ(ran.exit_code, 0) << ran.out;
  EXPECT_NE(ran.out.find("equal to the recorded ones"), std::string::npos) << ran.out;
}

TEST(RecordedTest, TheGeneratedTreeBuildsPassesItsTestsAndServesAConsumer) {
  if (!std::filesystem::exists(kRoot / "generated_runtime")) {
    GTEST_SKIP() << "no campaign's tree was merged here";
  }
  const auto scratch = TempDirectory::make("/tmp", "wright-generated-").value();
  const std::string tree = test::quoted((kRoot / "generated_runtime").string());
  const std::string consumer = test::quoted(test::source("tests/recorded/consumer").string());

  // Without debug information, with precompiled headers, and by clang where it is: the gate of the
  // last landing has compiled it with g++, which takes twice as long.
  const std::string gate = test::quoted(test::source("verifiers/kit/gate.cmake").string());

  const Ran built = test::run_line(
      scratch.path(),
      "cmake -G Ninja -DCMAKE_BUILD_TYPE=Debug -DCMAKE_CXX_FLAGS_DEBUG= "
      "$(command -v clang++ >/dev/null && echo -DCMAKE_CXX_COMPILER=clang++) "
      "-DCMAKE_PROJECT_INCLUDE=" +
          gate + " -S " + tree +
          " -B b >log && cmake --build b >>log && ctest --test-dir b >>log || cat log");
  const Ran installed = test::run_line(scratch.path(), "cmake --install b --prefix $PWD/prefix");
  const Ran used = test::run_line(
      scratch.path(), "cmake -G Ninja -S " + consumer +
                          " -B c -DCMAKE_PREFIX_PATH=$PWD/prefix >log && cmake --build c >>log && "
                          "c/consumer || cat log");

  EXPECT_EQ(built.out, "");
  EXPECT_EQ(installed.exit_code, 0) << installed.out;
  EXPECT_EQ(used.out, "23 23\n");
}

}  // namespace
}  // namespace wright

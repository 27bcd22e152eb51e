#include "cubin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "core/json.h"
#include "selftest/workspace.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

// One judging with an empty compile cache.
Result<CheckReport> judge_afresh(const fs::path& root) {
  const fs::path build = WRIGHT_BUILD_DIR;
  const fs::path home = WRIGHT_SOURCE_DIR;
  const Workspace workspace{"cuda_compile", "good",
                            home / "verifiers/cuda_compile/good/four_architectures"};
  Bench bench(
      workspace, root / "judging",
      {home, build / "libexec", build / "share", build / "bin" / "wright-sandbox", root / "cache"});
  return bench.judge();
}

TEST(Cubin, TheSameSourceMakesTheSameBytesAgain) {
  const auto first_root = TempDirectory::make(fs::temp_directory_path(), "cubins-");
  const auto second_root = TempDirectory::make(fs::temp_directory_path(), "again-");
  ASSERT_TRUE(first_root);
  ASSERT_TRUE(second_root);

  const auto first = judge_afresh(first_root->path());
  const auto second = judge_afresh(second_root->path());

  ASSERT_TRUE(first) << first.error().message;
  ASSERT_TRUE(second) << second.error().message;
  if (first->status == CheckStatus::unavailable) GTEST_SKIP() << first->summary;
  ASSERT_EQ(first->status, CheckStatus::pass) << canonical(to_json(*first));
  EXPECT_THAT(first->artifacts, testing::SizeIs(2));
  EXPECT_EQ(first->artifacts, second->artifacts);
}

TEST(Cubin, BytesThatAreNoneAreRefused) {
  EXPECT_FALSE(kernels_of_cubin(""));
  EXPECT_FALSE(kernels_of_cubin(std::string(64, '\0')));
  std::string headless(
      "\x7f"
      "ELF");
  headless.resize(64, '\xff');
  EXPECT_FALSE(kernels_of_cubin(headless));
}

}  // namespace
}  // namespace wright

#include <gtest/gtest.h>

#include "base/files.h"
#include "checks/turn.h"
#include "core/json.h"
#include "selftest/expectation.h"
#include "selftest/workspace.h"

namespace wright {
namespace {

class ChecksTest : public testing::TestWithParam<Workspace> {};

std::string name_of(const testing::TestParamInfo<Workspace>& info) {
  return info.param.check + "_" + info.param.kind + "_" + info.param.folder.filename().string();
}

BenchPlaces places() {
  const std::filesystem::path build = WRIGHT_BUILD_DIR;
  return {WRIGHT_SOURCE_DIR, build / "libexec", build / "share", build / "bin" / "wright-sandbox",
          build / "tests" / "check_cache"};
}

// Everything that was found, for the message of a failing test.
std::string told(const CheckReport& report) {
  std::string text = canonical(to_json(report));
  return text.substr(0, 6000);
}

TEST_P(ChecksTest, AWorkspaceGetsTheVerdictThatItsFolderExpects) {
  const Workspace& workspace = GetParam();
  const auto root = TempDirectory::make(std::filesystem::temp_directory_path(), "checks-");
  ASSERT_TRUE(root);
  Bench bench(workspace, root->path(), places());

  const Result<CheckReport> report = bench.judge();

  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->check, workspace.check) << told(*report);
  if (bench.may_be_unavailable() && report->status == CheckStatus::unavailable) {
    EXPECT_TRUE(is_reason(bench.expectation(), *report)) << report->summary;
    GTEST_SKIP() << report->summary;
  }
  EXPECT_TRUE(bench.is_as_expected(*report)) << told(*report);
}

INSTANTIATE_TEST_SUITE_P(Checks, ChecksTest,
                         testing::ValuesIn(test::todays(workspaces(WRIGHT_SOURCE_DIR),
                                                        test::turn_of_today())),
                         name_of);

}  // namespace
}  // namespace wright

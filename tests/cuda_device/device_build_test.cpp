// nvcc makes the host and needs no device for it.
#include "device_build.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "frame/cuda_toolkit.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using testing::IsEmpty;
using testing::Not;

class DeviceBuildTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::optional<fs::path> toolkit = find_toolkit();
    if (!toolkit) GTEST_SKIP() << "no nvcc";
    device_.toolkit = *toolkit;
    device_.architecture = 90;
    const fs::path build = WRIGHT_BUILD_DIR;
    request_.check = "cuda_device";
    request_.spec = fs::path(WRIGHT_SOURCE_DIR) / "verifiers/cuda_device/toy";
    request_.tree = place_.path() / "tree";
    request_.scratch = place_.path() / "scratch";
    request_.artifacts = place_.path() / "artifacts";
    request_.cache = place_.path() / "cache";
    request_.share = build / "share";
    request_.sandbox = build / "bin/wright-sandbox";
    fs::copy(request_.spec / "scaffold", request_.tree, fs::copy_options::recursive);
    ASSERT_TRUE(make_directories(request_.artifacts));
  }

  TempDirectory place_ = TempDirectory::make("/tmp", "wright-device-").value();
  CheckRequest request_;
  Device device_;
};

TEST_F(DeviceBuildTest, TheHostOfTheToyIsPublished) {
  const Result<DeviceBuild> build = build_for(request_, device_);

  ASSERT_TRUE(build) << build.error().message;
  EXPECT_THAT(build->findings, IsEmpty())
      << (build->findings.empty() ? "" : build->findings[0].message);
  EXPECT_TRUE(fs::exists(request_.artifacts / "device.host"));
}

TEST_F(DeviceBuildTest, AKernelThatDoesNotCompileIsAFinding) {
  ASSERT_TRUE(
      write_file(request_.tree / "src/cuda/twice.cu", "__global__ void twice() { return 1; }\n"));

  const Result<DeviceBuild> build = build_for(request_, device_);

  ASSERT_TRUE(build) << build.error().message;
  EXPECT_THAT(build->findings, Not(IsEmpty()));
}

}  // namespace
}  // namespace wright

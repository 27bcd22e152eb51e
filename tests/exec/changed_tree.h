// A lower tree and an upper one, made by hand as an overlay would leave them.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

#include "base/files.h"
#include "exec/collect.h"

namespace wright::test {

class ChangedTree : public ::testing::Test {
 protected:
  ChangedTree() : scratch_(TempDirectory::make(testing::TempDir(), "collect-").value()) {
    std::filesystem::create_directories(lower());
    std::filesystem::create_directories(upper());
  }
  [[nodiscard]] std::filesystem::path lower() const { return scratch_.path() / "lower"; }
  [[nodiscard]] std::filesystem::path upper() const {
    return scratch_.path() / "changes" / "upper";
  }
  static void write(const std::filesystem::path& file, const std::string& bytes) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
  }
  // Whoever we are, the kernel lets us make this one device.
  void white_out(const std::string& path) const {
    std::filesystem::create_directories((upper() / path).parent_path());
    ASSERT_EQ(::mknod((upper() / path).c_str(), S_IFCHR, makedev(0, 0)), 0) << std::strerror(errno);
  }
  [[nodiscard]] Collected collected(const CollectLimits& limits = {}) const {
    const Result<Collected> result = collect_changes(lower(), scratch_.path() / "changes", limits);
    EXPECT_TRUE(result) << result.error().message;
    return result ? *result : Collected{};
  }

  TempDirectory scratch_;
};

}  // namespace wright::test

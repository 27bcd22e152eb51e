// A file of checks is read as a spec's own list is.
#include <gtest/gtest.h>

#include "base/files.h"
#include "plan/plan.h"

namespace wright {
namespace {

class LoadCheckListTest : public ::testing::Test {
 protected:
  Result<std::vector<CheckConfig>> load(const std::string& text) const {
    const std::filesystem::path file = scratch_.path() / "speed.yaml";
    EXPECT_TRUE(write_file(file, text));
    return load_check_list(file);
  }
  std::string fault(const std::string& text) const {
    const auto list = load(text);
    if (list) return "no fault";
    const std::string& message = list.error().message;
    return message.substr(message.find("speed.yaml"));
  }

  TempDirectory scratch_ = TempDirectory::make("/tmp", "wright-checks-").value();
};

TEST_F(LoadCheckListTest, EntriesAreNamesOrNamesWithTheirConfiguration) {
  const auto list = load("checks:\n  - build\n  - bench: {chain: \"add(f32[2], f32[2])\", n: 3}\n");

  ASSERT_TRUE(list) << list.error().message;
  ASSERT_EQ(list->size(), 2U);
  EXPECT_EQ((*list)[0].check, "build");
  EXPECT_EQ((*list)[1].config, "{\"chain\":\"add(f32[2], f32[2])\",\"n\":3}");
}

TEST_F(LoadCheckListTest, TheFirstFaultIsNamedWithItsLine) {
  EXPECT_EQ(fault("checks: []\n"), "speed.yaml:1: names no checks");
  EXPECT_EQ(fault("checks: [build]\nspeed: 3\n").substr(0, 13), "speed.yaml:2:");
  EXPECT_EQ(fault("checks: [build\n").substr(0, 11), "speed.yaml:");
  EXPECT_EQ(fault("- build\n").substr(0, 11), "speed.yaml:");
  EXPECT_NE(fault("\xff\xfe"), "no fault");
}

}  // namespace
}  // namespace wright

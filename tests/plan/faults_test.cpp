// Each folder of tests/plan/faults is a test: spec/ is laid over the good spec,
// the paths of removed.txt are taken away, and the lint must say expected.txt.
// WRIGHT_ACCEPT=1 writes what it says instead.
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/text.h"
#include "tests/plan/spec_folder.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> fault_folders() {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(kPlanTests / "faults"))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

class FaultsTest : public testing::TestWithParam<std::string> {};

TEST_P(FaultsTest, AreAllNamedWithTheirLines) {
  const fs::path folder = kPlanTests / "faults" / GetParam();
  const SpecFolder spec;
  if (fs::exists(folder / "spec")) spec.lay_over(folder / "spec");
  for (const std::string& path : split(read_text(folder / "removed.txt"), '\n'))
    if (!path.empty()) spec.remove(path);

  std::string said;
  for (const std::string& line : spec.faults()) said += line + "\n";

  if (std::getenv("WRIGHT_ACCEPT") != nullptr) std::ofstream(folder / "expected.txt") << said;
  EXPECT_FALSE(said.empty());
  EXPECT_EQ(said, read_text(folder / "expected.txt"));
}

INSTANTIATE_TEST_SUITE_P(Folders, FaultsTest, testing::ValuesIn(fault_folders()),
                         [](const auto& param) { return param.param; });

}  // namespace
}  // namespace wright

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plan/spec_folder.h"

namespace wright {
namespace {

// Writes `spec new NAME` below specs/ and loads it.
LoadedSpec load_new(const std::string& name, const TempDirectory& home) {
  const std::filesystem::path directory = home.path() / "specs" / name;
  for (const auto& [path, bytes] : new_spec_files(name)) {
    std::filesystem::create_directories((directory / path).parent_path());
    std::ofstream(directory / path, std::ios::binary) << bytes;
  }
  const Result<LoadedSpec> loaded = load_spec(directory, known_checks());
  EXPECT_TRUE(loaded);
  return loaded ? *loaded : LoadedSpec{};
}

class NewSpecTest : public testing::TestWithParam<const char*> {};

TEST_P(NewSpecTest, PassesItsOwnLint) {
  const Result<TempDirectory> home = TempDirectory::make(testing::TempDir(), "new");
  ASSERT_TRUE(home);

  const LoadedSpec loaded = load_new(GetParam(), *home);

  for (const LintFinding& finding : loaded.findings) ADD_FAILURE() << to_text(finding);
  EXPECT_EQ(loaded.spec.name, GetParam());
  EXPECT_EQ(loaded.spec.tasks.size(), 1U);
  EXPECT_GE(loaded.spec.clauses.size(), 5U);
}

TEST_P(NewSpecTest, LeavesNoPlaceholderBehind) {
  for (const auto& [path, bytes] : new_spec_files(GetParam())) {
    EXPECT_EQ((path + bytes).find("new_name"), std::string::npos) << path;
    EXPECT_EQ((path + bytes).find("new_library::"), std::string::npos) << path;
  }
}

INSTANTIATE_TEST_SUITE_P(Names, NewSpecTest, testing::Values("titles", "a", "class", "test"));

TEST(NewSpecNamesTest, TheLibraryTakesTheNameUnlessALanguageKeepsIt) {
  const std::string free = new_spec_files("titles").at("scaffold/CMakeLists.txt");
  const std::string taken = new_spec_files("class").at("scaffold/CMakeLists.txt");

  EXPECT_THAT(free, testing::HasSubstr("add_library(titles STATIC"));
  EXPECT_THAT(taken, testing::HasSubstr("add_library(class_library STATIC"));
}

TEST(NewSpecNamesTest, HasEveryPartOfASpec) {
  const std::map<std::string, std::string> files = new_spec_files("titles");

  for (const char* const path :
       {"spec.md", "tasks/010-slug.md", "scaffold/CMakeLists.txt", "scaffold/include/titles/slug.h",
        "host/CMakeLists.txt", "host/host.cpp", "visible/slug.cases", "held_out/slug.cases",
        "held_out/oracle/oracle.cpp"})
    EXPECT_TRUE(files.contains(path)) << path;
}

}  // namespace
}  // namespace wright

#include "plan/glob_overlap.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/text.h"

namespace wright {
namespace {

bool overlap(std::string_view a, std::string_view b) {
  EXPECT_EQ(globs_overlap(a, b), globs_overlap(b, a)) << a << " and " << b;
  return globs_overlap(a, b);
}

TEST(GlobOverlapTest, EqualNamesOverlapAndOthersDoNot) {
  EXPECT_TRUE(overlap("src/a.cpp", "src/a.cpp"));
  EXPECT_FALSE(overlap("src/a.cpp", "src/b.cpp"));
  EXPECT_FALSE(overlap("src/a.cpp", "src/a.cppx"));
}

TEST(GlobOverlapTest, StarsMeetWhereSomeNameFitsBoth) {
  EXPECT_TRUE(overlap("src/a*.cpp", "src/*b.cpp"));
  EXPECT_TRUE(overlap("src/sum*.cpp", "src/sum.cpp"));
  EXPECT_FALSE(overlap("src/a*.cpp", "src/b*.cpp"));
  EXPECT_FALSE(overlap("src/*.h", "src/*.cpp"));
  EXPECT_TRUE(overlap("s?c/a", "*/a"));
}

TEST(GlobOverlapTest, OneStarStaysInItsDirectory) {
  EXPECT_FALSE(overlap("src/*", "src/cpu/a.cpp"));
  EXPECT_FALSE(overlap("*/*", "a/b/c"));
  EXPECT_FALSE(overlap("a?b", "a/b"));
}

TEST(GlobOverlapTest, TwoStarsCrossDirectories) {
  EXPECT_TRUE(overlap("**", "src/cpu/a.cpp"));
  EXPECT_TRUE(overlap("src/**", "src/cpu/a.cpp"));
  EXPECT_TRUE(overlap("**/a.cpp", "src/**"));
  EXPECT_TRUE(overlap("src/**/a.cpp", "src/a.cpp"));
  EXPECT_FALSE(overlap("src/**", "tests/**"));
  EXPECT_FALSE(overlap("**/*.h", "**/*.cpp"));
}

TEST(GlobOverlapTest, AFileAndADirectoryOfOneNameCollide) {
  EXPECT_TRUE(overlap("src/cpu", "src/cpu/a.cpp"));
  EXPECT_FALSE(overlap("src/cpu", "**/*.cpp"));
  EXPECT_FALSE(overlap("src/cpu", "src/cpu2/a.cpp"));
}

TEST(GlobOverlapTest, APathStandsForItself) {
  EXPECT_TRUE(glob_hits_path("src/*.cpp", "src/a.cpp"));
  EXPECT_FALSE(glob_hits_path("src/b.cpp", "src/*.cpp"));
  EXPECT_TRUE(glob_hits_path("CMakeLists.txt/x", "CMakeLists.txt"));
  EXPECT_TRUE(glob_hits_path("include", "include/a.h"));
}

// Whatever a glob matches it must also hit, or two tasks could write one file.
TEST(GlobOverlapTest, HitsWhateverTheGlobMatches) {
  const std::vector<std::string> globs{"a",   "*",      "**",  "a/*", "a/**", "**/a", "*/b",
                                       "a?b", "a/**/b", "*a*", "**b", "a**",  "?",    "**/b/*"};
  const std::vector<std::string> paths{"a",   "b",   "ab",    "a/b",   "a/a/b", "b/a",
                                       "acb", "a/c", "c/a/b", "b/b/a", "aab",   "a/x/y/b"};

  int matches = 0;
  for (const std::string& glob : globs) {
    for (const std::string& path : paths) {
      if (!glob_matches(glob, path)) continue;
      ++matches;
      EXPECT_TRUE(glob_hits_path(glob, path)) << glob << " and " << path;
    }
  }

  EXPECT_GT(matches, 40);
}

}  // namespace
}  // namespace wright

// Globs decide what an attempt may write.
#include <gtest/gtest.h>

#include "base/text.h"

namespace wright {
namespace {

struct Case {
  const char* glob;
  const char* path;
};

TEST(GlobTest, APathThatFitsMatches) {
  const std::vector<Case> cases{
      {"", ""},
      {"a.cpp", "a.cpp"},
      {"*", ""},
      {"*", "a.cpp"},
      {"src/*.cpp", "src/sum.cpp"},
      {"src/*_*.cpp", "src/a_b_c.cpp"},
      {"s?c/a", "src/a"},
      {"*/*", "a/b"},
      {"**", "a/b/c"},
      {"src/**", "src/a/b"},
      {"**/x.h", "a/b/x.h"},
      {"a**z", "a/b/z"},
      {"**/*.h", "a/b/x.h"},
      {"**a*b", "a/ab"},
      {"*a/b*c", "xa/bbc"},
  };
  for (const Case& now : cases) {
    EXPECT_TRUE(glob_matches(now.glob, now.path)) << now.glob << " against " << now.path;
  }
}

TEST(GlobTest, APathThatDoesNotFitDoesNotMatch) {
  const std::vector<Case> cases{
      {"", "a"},
      {"a", ""},
      {"a", "A"},
      {"a.cpp", "a.cpp2"},
      {"a.cpp", "b/a.cpp"},
      {"*", "a/b"},
      {"src/*.cpp", "src/deep/sum.cpp"},
      {"src/*", "src2/a"},
      {"a?b", "a/b"},
      {"?", ""},
      {"*/*", "a"},
      {"**/x.h", "a/b/xx.hh"},
      {"**/*b/c", "a/b/d"},
      {"[a]", "a"},
      {"a\\*", "a*b"},
  };
  for (const Case& now : cases) {
    EXPECT_FALSE(glob_matches(now.glob, now.path)) << now.glob << " against " << now.path;
  }
}

TEST(GlobTest, ManyStarsAgainstALongPathAreAnsweredAtOnce) {
  std::string glob;
  std::string path;
  for (int i = 0; i < 200; ++i) {
    glob += "**a*";
    path += "aa/";
  }

  EXPECT_FALSE(glob_matches(glob + "b", path));
  EXPECT_TRUE(glob_matches(glob + "**", path));
}

}  // namespace
}  // namespace wright

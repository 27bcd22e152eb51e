// Which files a planner may propose for a spec.
#include "plan/spec_place.h"

#include <gtest/gtest.h>

namespace wright {
namespace {

TEST(SpecPlaceTest, TheFilesOfASpecHaveTheirPlaces) {
  for (const char* path :
       {"spec.md", "tasks/010-sum.md", "visible/sum.cases", "visible/sum_test.cpp",
        "held_out/oracle/oracle.cpp", "host/CMakeLists.txt", "scaffold/include/tw/a-b.h"}) {
    EXPECT_EQ(fault_of_place(path), "") << path;
  }
}

TEST(SpecPlaceTest, NothingElseHasOne) {
  const std::string deep = "host/a/a/a/a/a/a/a/a.h";
  const std::string wide = "host/" + std::string(200, 'a');
  for (const std::string& path : std::vector<std::string>{"",
                                                          "/spec.md",
                                                          "../spec.md",
                                                          "host/../../x",
                                                          "tasks",
                                                          "tasks/a.txt",
                                                          "tasks/a/b.md",
                                                          "spec.md/x",
                                                          "notes.md",
                                                          "logs/runs/x",
                                                          ".git/config",
                                                          "host/.git/config",
                                                          "host/.hidden",
                                                          "host/a b",
                                                          "host/a\nb",
                                                          "host/\u202e.h",
                                                          "host//x",
                                                          "host/x/",
                                                          deep,
                                                          wide}) {
    EXPECT_NE(fault_of_place(path), "") << path;
  }
}

}  // namespace
}  // namespace wright

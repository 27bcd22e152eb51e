// A library that has nothing to do with tensors, in a repository that is no project
// of ours: its campaign lands what is right and rejects what is not.
#include <gtest/gtest.h>

#include "support/program.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using test::Ran;
using test::Repository;

const std::string kSpec = test::quoted(test::source("tests/foreign/text_lib").string());

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// From any directory, on the repository that -C names.
Ran tensorwright_on(const Repository& repository, const std::string& arguments) {
  return test::tensorwright("/",
                            "-C " + test::quoted(repository.path().string()) + " " + arguments);
}

// Opens an attempt, writes each file of the folder and submits.
Ran attempt_with(const Repository& repository, const std::string& task, const std::string& id,
                 const fs::path& folder) {
  const Ran opened =
      tensorwright_on(repository, "attempt open --spec " + kSpec + " --task " + task);
  EXPECT_EQ(opened.exit_code, 0) << opened.out;
  const std::vector<std::string> files = list_files(folder).value();
  for (const std::string& path : files) {
    const Ran written =
        tensorwright_on(repository, "attempt write " + id + " " + test::quoted(path) + " < " +
                                        test::quoted((folder / path).string()));
    EXPECT_EQ(written.exit_code, 0) << written.out;
  }
  return tensorwright_on(repository, "attempt submit " + id);
}

TEST(TextLibTest, ItsCampaignLandsBothSolutions) {
  const Repository repository;
  const fs::path solution = test::source("tests/foreign/solution");

  const Ran slug = attempt_with(repository, "slug", "text_lib.slug.1", solution / "slug");
  const Ran wrap = attempt_with(repository, "wrap", "text_lib.wrap.1", solution / "wrap");

  EXPECT_EQ(slug.exit_code, 0) << slug.out;
  EXPECT_EQ(wrap.exit_code, 0) << wrap.out;
  EXPECT_TRUE(holds(tensorwright_on(repository, "status text_lib").out,
                    "text_lib: finished, 2 of 2 tasks landed"));
  EXPECT_EQ(test::run_line(repository.path(), "git ls-tree -r --name-only campaign/text_lib").out,
            "lib/CMakeLists.txt\nlib/include/text/text.h\nlib/src/license.cpp\nlib/src/slug.cpp\n"
            "lib/src/wrap.cpp\nlib/tests/slug_test.cpp\nlib/tests/wrap_test.cpp\n");
}

TEST(TextLibTest, EachWrongPatchIsRejectedAtTheGate) {
  const Repository repository;
  for (const auto& entry : fs::directory_iterator(test::source("tests/foreign/wrong"))) {
    const Ran judged =
        tensorwright_on(repository, "judge --task slug --spec " + kSpec + " --patch " +
                                        test::quoted(entry.path().string()));
    EXPECT_EQ(judged.exit_code, 1) << entry.path() << ": " << judged.out;
    EXPECT_TRUE(holds(judged.out, "verdict: fail")) << judged.out;
  }
}

}  // namespace
}  // namespace wright

// What a spec has from the one it is like.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/hash.h"
#include "tests/plan/spec_folder.h"

namespace wright {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class BorrowTest : public testing::Test {
 protected:
  // The folder's spec.md with `like: NAME` in its front matter.
  void is_like(const std::string& name) const {
    const std::string text = read_text(folder_.path() / "spec.md");
    folder_.write("spec.md", "---\nlike: " + name + "\n" + text.substr(4));
  }

  // A file of another spec beside the folder's.
  void lend(const std::string& spec, const std::string& file, const std::string& bytes) const {
    folder_.write("../" + spec + "/" + file, bytes);
  }

  static const SpecFile* find(const Spec& spec, const std::string& path) {
    const auto found = std::find_if(spec.files.begin(), spec.files.end(),
                                    [&](const SpecFile& file) { return file.path == path; });
    return found == spec.files.end() ? nullptr : &*found;
  }

  SpecFolder folder_;
};

TEST_F(BorrowTest, WhatIsMissingComesFromTheLender) {
  is_like("lender");
  lend("lender", "spec.md", "---\nspec: lender\n---\n");
  lend("lender", "host/ask.cpp", "int ask;\n");

  const LoadedSpec loaded = folder_.load();

  EXPECT_THAT(loaded.findings, IsEmpty());
  const SpecFile* file = find(loaded.spec, "host/ask.cpp");
  ASSERT_NE(file, nullptr);
  EXPECT_EQ(file->digest.value, sha256_hex("int ask;\n"));
  EXPECT_EQ(read_text(place_of(loaded.spec, *file)), "int ask;\n");
  EXPECT_TRUE(std::is_sorted(loaded.spec.files.begin(), loaded.spec.files.end(),
                             [](const auto& a, const auto& b) { return a.path < b.path; }));
}

TEST_F(BorrowTest, WhatItHasItselfStays) {
  const Spec before = folder_.load().spec;
  is_like("lender");
  lend("lender", "spec.md", "---\nspec: lender\n---\n");
  lend("lender", "scaffold/CMakeLists.txt", "another\n");

  const Spec spec = folder_.load().spec;

  EXPECT_EQ(spec.scaffold_digest, before.scaffold_digest);
  EXPECT_THAT(spec.borrowed, IsEmpty());
}

TEST_F(BorrowTest, TasksAndCasesAreNotLent) {
  is_like("lender");
  lend("lender", "spec.md", "---\nspec: lender\n---\n");
  lend("lender", "tasks/010-other.md", "---\nid: other\n---\n");
  lend("lender", "visible/other.cases", "case other\n");
  lend("lender", "held_out/other.cases", "case other\n");

  const LoadedSpec loaded = folder_.load();

  EXPECT_THAT(loaded.findings, IsEmpty());
  EXPECT_THAT(loaded.spec.borrowed, IsEmpty());
}

TEST_F(BorrowTest, TheLenderLendsOnWhatItBorrows) {
  is_like("lender");
  lend("lender", "spec.md", "---\nspec: lender\nlike: first\n---\n");
  lend("lender", "host/ask.cpp", "int later;\n");
  lend("first", "spec.md", "---\nspec: first\n---\n");
  lend("first", "host/ask.cpp", "int earlier;\n");
  lend("first", "host/tell.cpp", "int tell;\n");

  const Spec spec = folder_.load().spec;

  ASSERT_EQ(spec.borrowed.size(), 2U);
  EXPECT_EQ(read_text(spec.borrowed.at("host/ask.cpp")), "int later;\n");
  EXPECT_EQ(read_text(spec.borrowed.at("host/tell.cpp")), "int tell;\n");
}

TEST_F(BorrowTest, ALenderThatIsNotThereIsAFault) {
  is_like("nobody");

  EXPECT_THAT(folder_.faults(),
              ElementsAre("spec.md:2: like: no spec \"nobody\" lies beside this one"));
}

TEST_F(BorrowTest, ACircleIsAFault) {
  is_like("lender");
  lend("lender", "spec.md", "---\nspec: lender\nlike: base\n---\n");

  EXPECT_THAT(folder_.faults(),
              ElementsAre("spec.md:2: like leads back to base: a spec cannot lend to itself"));
}

TEST_F(BorrowTest, ANameThatLeadsElsewhereIsAFault) {
  is_like("../lender");

  EXPECT_THAT(folder_.faults(), ElementsAre("spec.md:2: \"../lender\" is no name of a spec"));
}

}  // namespace
}  // namespace wright

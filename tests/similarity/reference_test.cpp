#include "reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.h"
#include "config.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const std::string kCode =
    "int gcd(int a, int b) {\n  while (b != 0) {\n    int r = a % b;\n    a = b;\n    b = r;\n  }\n"
    "  return a < 0 ? -a : a;\n}\n";
const std::string kOther =
    "long f(long n) {\n  long p = 1;\n  for (long i = 2; i <= n; ++i) p *= i;\n"
    "  if (p < n) throw Over{\"f\"};\n  return p;\n}\n";

class ReferenceTest : public testing::Test {
 protected:
  void put(const std::string& path, const std::string& text) {
    EXPECT_TRUE(make_directories((home() / path).parent_path()));
    EXPECT_TRUE(write_file(home() / path, text));
  }
  [[nodiscard]] fs::path home() const { return scratch_.path(); }

 private:
  TempDirectory scratch_ = TempDirectory::make("/tmp", "wright-similarity-").value();
};

TEST_F(ReferenceTest, ACopyIsFoundInTheFileThatHasMostOfIt) {
  put("a/gcd.h", kCode);
  put("a/both", kOther + kCode);
  put("b/other.cc", kOther);

  const Result<Reference> reference = read_reference({home() / "a", home() / "b"});
  ASSERT_TRUE(reference) << reference.error().message;
  const Likeness like = likeness(fingerprints_of(kOther + kCode), *reference);

  EXPECT_EQ(like.found, like.asked);
  EXPECT_EQ(like.in_most, like.asked);
  EXPECT_EQ(like.most, "both");
  EXPECT_LT(like.first_line, 4);
  EXPECT_GT(like.last_line, 9);
}

TEST_F(ReferenceTest, TheLongestRunOfACopyIsPointedAt) {
  put("gcd.cpp", kCode);

  const Likeness like =
      likeness(fingerprints_of(kOther + "\n\n" + kCode), *read_reference({home()}));

  EXPECT_LT(like.found, like.asked);
  EXPECT_GE(like.first_line, 8);
  EXPECT_GE(like.last_line, 15);
}

TEST_F(ReferenceTest, WhatIsNoSourceIsNotRead) {
  put("notes.md", kCode);
  put("binary", kCode + std::string(1, '\0'));
  fs::create_symlink(home() / "notes.md", home() / "link.h");
  put("plain.cu", kOther);

  const Result<Reference> reference = read_reference({home()});

  ASSERT_TRUE(reference);
  EXPECT_THAT(reference->files, testing::ElementsAre("plain.cu"));
}

TEST_F(ReferenceTest, ADirectoryThatIsAbsentIsNamed) {
  const Result<Reference> reference = read_reference({home() / "gone"});

  ASSERT_FALSE(reference);
  EXPECT_THAT(reference.error().message, HasSubstr("/gone is no directory here"));
}

TEST_F(ReferenceTest, AFileThatIsTooLargeIsPassedOverAndCounted) {
  put("large.h", std::string(kReferenceFileBytesMax + 1, ' '));
  put("small.h", kCode);

  const Result<Reference> reference = read_reference({home()});

  ASSERT_TRUE(reference);
  EXPECT_EQ(reference->passed_over, 1U);
  EXPECT_THAT(reference->files, testing::ElementsAre("small.h"));
}

TEST(SimilarityConfigTest, TheKeysAreRead) {
  const auto config = similarity_config(R"({"max":0.25,"to":["/a/b/../c"],"why":"w"})");

  ASSERT_TRUE(config);
  EXPECT_THAT(config->to, testing::ElementsAre("/a/c"));
  EXPECT_EQ(config->max, 0.25);
}

TEST(SimilarityConfigTest, WhatIsWrongIsNamed) {
  EXPECT_EQ(similarity_config(R"({"to":["here"]})").error().message,
            "check similarity: \"to\" holds \"here\", which is no absolute path");
  EXPECT_THAT(similarity_config(R"({"to":[]})").error().message, HasSubstr("\"to\" is a list"));
  EXPECT_THAT(similarity_config(R"({})").error().message, HasSubstr("\"to\" is a list"));
  EXPECT_THAT(similarity_config(R"({"to":["/a"],"max":1})").error().message,
              HasSubstr("\"max\" is a share"));
}

}  // namespace
}  // namespace wright

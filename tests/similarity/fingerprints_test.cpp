#include "fingerprints.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace wright {
namespace {

using testing::IsEmpty;
using testing::Not;

const std::string kGcd = R"(
int gcd(int a, int b) {
  while (b != 0) {
    const int rest = a % b;
    a = b;
    b = rest;
  }
  return a < 0 ? -a : a;
}
)";

const std::string kFactorial = R"(
long factorial(long n) {
  long product = 1;
  for (long i = 2; i <= n; ++i) product *= i;
  if (product < n) throw Overflow{"factorial"};
  return product;
}
)";

std::vector<std::uint64_t> hashes(const std::string& text) {
  std::vector<std::uint64_t> all;
  for (const Fingerprint& one : fingerprints_of(text)) all.push_back(one.hash);
  return all;
}

TEST(FingerprintsTest, NamesTypesLiteralsAndLayoutLeaveNoTrace) {
  const std::string renamed =
      "static auto teiler(std::int64_t x, std::int64_t y) noexcept { while (y!=7) { /* why */\n"
      "auto r=x%y; x=y; y=r; } return x<9?-x:x; }";

  EXPECT_EQ(hashes(renamed), hashes(kGcd));
  EXPECT_THAT(hashes(kGcd), Not(IsEmpty()));
}

TEST(FingerprintsTest, IncludesAndOpeningsOfNamespacesLeaveNoTrace) {
  const std::string framed =
      "#pragma once\n#include <vector>\nnamespace a::b {\nusing namespace std;" + kGcd;

  EXPECT_EQ(hashes(framed), hashes("using" + kGcd));
  EXPECT_EQ(hashes("#include <a>\nnamespace x {" + kGcd), hashes(kGcd));
}

TEST(FingerprintsTest, WhatAMacroHoldsCounts) {
  std::string body = kGcd;
  std::replace(body.begin(), body.end(), '\n', ' ');

  EXPECT_THAT(hashes("#define GCD " + body), testing::IsSupersetOf(hashes(kGcd)));
}

TEST(FingerprintsTest, AnotherAlgorithmHasNoneInCommon) {
  const std::vector<std::uint64_t> of_gcd = hashes(kGcd);

  EXPECT_THAT(hashes(kFactorial), testing::Each(testing::Not(testing::AnyOfArray(of_gcd))));
}

TEST(FingerprintsTest, ACommonRunOfAWindowAndAGramAlwaysShows) {
  // 29 tokens: the body without what stands around it.
  const std::string shared = "while (b != 0) { int r = a % b; a = b; b = r; } return a < 0 ?";
  const std::string first = kFactorial + shared + " b : a;";
  const std::string second = "switch (x) { case 1: break; } " + shared + kFactorial;

  std::vector<std::uint64_t> left = hashes(first);
  std::vector<std::uint64_t> common;
  for (const Fingerprint& one : fingerprints_of(second)) {
    const bool is_shared = one.first_line == 1 && one.last_line == 1;
    if (is_shared && std::count(left.begin(), left.end(), one.hash) > 0) common.push_back(one.hash);
  }

  EXPECT_THAT(common, Not(IsEmpty()));
}

TEST(FingerprintsTest, TheGramsOfATextHoldItsFingerprints) {
  const std::vector<std::uint64_t> grams = grams_of(kFactorial + kGcd);

  EXPECT_TRUE(std::is_sorted(grams.begin(), grams.end()));
  EXPECT_THAT(grams, testing::IsSupersetOf(hashes(kGcd)));
}

TEST(FingerprintsTest, ATableOfNumbersHasNoneButAtItsEnds) {
  const auto table = [](int rows) {
    std::string text = "double t[] = {";
    for (int i = 0; i < rows; ++i) text += "1.5, -2, ";
    return text + "};";
  };

  EXPECT_EQ(fingerprints_of(table(500)).size(), fingerprints_of(table(50)).size());
}

TEST(FingerprintsTest, DeclarationsHaveNone) {
  const std::string declarations =
      "struct Ops {\n  [[nodiscard]] Tensor add(const Tensor& x, const Tensor& y, float scale = "
      "1);\n"
      "  std::vector<Tensor> split(const Tensor& x, std::int64_t size, std::int64_t dim = 0);\n"
      "  Tensor& fill(Tensor& x, double value);\n};\n";

  EXPECT_THAT(fingerprints_of(declarations), IsEmpty());
}

TEST(FingerprintsTest, AFingerprintKnowsItsLines) {
  const std::vector<Fingerprint> all = fingerprints_of("\n\n" + kGcd);

  ASSERT_THAT(all, Not(IsEmpty()));
  EXPECT_GE(all.front().first_line, 4);
  EXPECT_LT(all.front().first_line, all.back().first_line);
  EXPECT_LE(all.back().first_line, all.back().last_line);
  EXPECT_LE(all.back().last_line, 11);
}

TEST(FingerprintsTest, WhatIsShorterThanAGramHasNone) {
  EXPECT_THAT(fingerprints_of(""), IsEmpty());
  EXPECT_THAT(fingerprints_of("int main() { return 1; }"), IsEmpty());
}

}  // namespace
}  // namespace wright

#include "adversarial/rule_site.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adversarial/equivalent.h"
#include "adversarial/faults.h"
#include "adversarial/together.h"

namespace wright::adversarial {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// "rule if condition", "rule unless condition" or "rule" of each site; what chooses comes first.
std::vector<std::string> sites_in(const std::string& text) {
  const PlainCode code = plain_code(text);
  const auto spelt = [&](const Span& span) {
    const std::size_t begin = code.tokens[span.first].begin;
    return text.substr(begin, code.tokens[span.last].end - begin);
  };
  std::vector<std::string> told;
  for (const RuleSite& site : rule_sites(code)) {
    std::string words = site.choice ? spelt(*site.choice) + " ? " : "";
    words += site.rule;
    if (site.condition) {
      words += (site.condition->passes ? " unless " : " if ") + spelt(site.condition->span);
    }
    told.push_back(words);
  }
  return told;
}

TEST(RuleSiteTest, TheConditionAroundARuleLeadsToIt) {
  EXPECT_THAT(sites_in(R"(void f() { if (int i = g(); i > 3) { say("size.file", i); } })"),
              ElementsAre("size.file if i > 3"));
}

TEST(RuleSiteTest, AConditionThatLeavesEarlierPassesOver) {
  EXPECT_THAT(sites_in(R"(void f() { for (;;) { if (is_fine()) continue; say("size.file"); } })"),
              ElementsAre("size.file unless is_fine()"));
}

TEST(RuleSiteTest, OtherwiseIsTheOppositeOfTheCondition) {
  EXPECT_THAT(sites_in(R"(void f() { if (host) { keep(); } else { say("build.host"); } })"),
              ElementsAre("build.host unless host"));
}

TEST(RuleSiteTest, AFunctionThatOnlyMakesAFindingIsFollowedToWhereItIsCalled) {
  EXPECT_THAT(sites_in(R"(
      void f() { if (a) add(finding_of(1)); if (b) return; add(finding_of(2)); }
      Finding finding_of(int line) { return fault("hygiene.fixture", line); })"),
              ElementsAre("hygiene.fixture if a", "hygiene.fixture unless b"));
}

TEST(RuleSiteTest, ANameThatIsKeptIsFollowedToWhereItIsUsed) {
  EXPECT_THAT(sites_in(R"(
      void f() {
        const std::string rule = late ? ".limit" : ".ended";
        if (is_over()) say(rule);
      })"),
              ElementsAre("late ? .limit if is_over()", ".ended if is_over()"));
}

TEST(RuleSiteTest, WordsThatAreHandedOnAreRules) {
  EXPECT_THAT(sites_in(R"(
      void f() { if (a != b) return Mismatch{"value", "got 1, want 2"}; }
      void g() { if (!mismatch) return; found(mismatch->rule, mismatch->message); })"),
              ElementsAre(".value if a != b", "mismatch.rule unless !mismatch"));
}

TEST(RuleSiteTest, HowManyFindingsThereAreIsNoConditionOfARule) {
  EXPECT_THAT(sites_in(R"(
      void f() { if (is_bad) add(1); }
      void add(int line) { if (findings.size() > kMax) return; say("tests.failed", line); })"),
              ElementsAre("tests.failed if is_bad"));
}

TEST(RuleSiteTest, NamesOfFilesAndArtifactsAreNoRules) {
  EXPECT_THAT(sites_in(R"(
      void f() { const std::set<std::string> names{"makefile", "build.ninja"}; }
      void g() { if (a) passes.push_back({flavour(), "sanitize."}); }
      void h() { if (name == "tests.none") leave(); })"),
              IsEmpty());
}

TEST(TogetherTest, AProgramChoosesAmongTheFaultsOfItsSource) {
  const std::string sound = R"(void f() { if (const int* i = g(); i > h()) say("size.file"); })"
                            R"(void g() { if (const auto k = h()) say("size.line"); })";

  const Together all = together(sound, faults_of("size.cpp", sound), true);

  EXPECT_THAT(
      all.text,
      testing::EndsWith(
          "void f() { if (const int* i = g(); (wright_fault(1) ? static_cast<bool>(false && (i > "
          "h())) : wright_fault(2) ? static_cast<bool>(!(i > h())) : wright_fault(3) ? "
          "static_cast<bool>(i >= h()) : static_cast<bool>(i > h()))) say(\"size.file\"); }"
          "void g() { if (const auto k = h(); (wright_fault(4) ? static_cast<bool>(false && (k)) : "
          "wright_fault(5) ? static_cast<bool>(!(k)) : static_cast<bool>(k))) "
          "say(\"size.line\"); }"));
}

TEST(EquivalentTest, EachEntryIsAFaultOfTodaysSources) {
  const std::filesystem::path source = WRIGHT_SOURCE_DIR;

  const auto known = load_equivalents(source / "tests/adversarial/equivalent.json",
                                      all_faults(source / "verifiers"));

  EXPECT_TRUE(known) << known.error().message;
}

}  // namespace
}  // namespace wright::adversarial

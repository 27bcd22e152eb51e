#include "mutation/draw.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/files.h"

namespace wright {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class DrawTest : public testing::Test {
 protected:
  void SetUp() override {
    request_.tree = root_.path();
    request_.seed = "one seed";
  }
  void bring(const std::string& path, const std::string& text, Change change = Change::added) {
    ASSERT_TRUE(make_directories((root_.path() / path).parent_path()));
    ASSERT_TRUE(write_file(root_.path() / path, text));
    request_.changes.push_back({path, FileMode::regular, change});
  }
  [[nodiscard]] Drawn drawn(std::size_t mutants) const {
    Plan plan;
    plan.mutants = mutants;
    return draw(request_, plan, files_to_change(request_, plan).value()).value();
  }

  TempDirectory root_ =
      TempDirectory::make(std::filesystem::temp_directory_path(), "draw-").value();
  CheckRequest request_;
};

TEST_F(DrawTest, SourcesThatThePatchBringsAreChangedAndTestsAreNot) {
  bring("src/sum.cpp", "");
  bring("include/sum.h", "", Change::modified);
  bring("tests/sum_test.cpp", "");
  bring("src/odd_test.cpp", "");
  bring("README.md", "");
  bring("src/gone.cpp", "", Change::deleted);

  EXPECT_THAT(files_to_change(request_, {}).value(), ElementsAre("src/sum.cpp", "include/sum.h"));
}

TEST_F(DrawTest, GlobsNarrowWhatIsChanged) {
  bring("src/sum.cpp", "");
  bring("src/cpu/fast.cpp", "");
  Plan plan;
  plan.files = {"src/*.cpp"};

  EXPECT_THAT(files_to_change(request_, plan).value(), ElementsAre("src/sum.cpp"));
}

TEST_F(DrawTest, OfAWholeTreeWhatThePatchLeavesAsItIsIsChangedToo) {
  bring("src/sum.cpp", "");
  bring("src/mean.cpp", "");
  bring("tests/sum_test.cpp", "");
  request_.changes = {{"tests/sum_test.cpp", FileMode::regular, Change::modified}};
  Plan plan;
  plan.is_whole = true;

  EXPECT_THAT(files_to_change(request_, plan).value(), ElementsAre("src/mean.cpp", "src/sum.cpp"));
}

TEST_F(DrawTest, ATableOfConstantsDoesNotCrowdOutOtherKinds) {
  std::string table = "int f(int a, int b) {\n  static const int kTable[] = {7";
  for (int i = 0; i < 200; ++i) table += ", 8";
  bring("src/table.cpp", table + "};\n  return a < b ? kTable[a] : a + b;\n}\n");

  std::set<MutationKind> kinds;
  for (const Mutant& mutant : drawn(4).mutants) kinds.insert(mutant.mutation.kind);

  EXPECT_EQ(kinds.size(), 4U);
}

TEST_F(DrawTest, OneSeedDrawsTheSameMutantsAndAnotherDrawsOthers) {
  bring("src/sum.cpp", "int f(int a) { return a + 2 + a + 3 + a + 4 + a + 5 + a + 6 + a; }\n");
  const std::vector<Mutant> first = drawn(4).mutants;

  EXPECT_EQ(drawn(4).mutants, first);
  request_.seed = "another";
  EXPECT_NE(drawn(4).mutants, first);
}

TEST_F(DrawTest, FewerMutantsThanAskedForAreAllOfThem) {
  bring("src/sum.cpp", "int f(int a) {\n  return a + 2;\n}\n");

  EXPECT_EQ(drawn(20).mutants.size(), 3U);
  EXPECT_EQ(drawn(20).possible, 3U);
}

TEST_F(DrawTest, NamedFaultsComeFirstAndTheirTextStandsOnce) {
  bring("src/sum.cpp", "int f(int a) {\n  return a + 2;\n}\n");
  Plan plan;
  plan.mutants = 1;
  plan.faults = {{"src/sum.cpp", "a + 2", "a + 3"}};
  const std::vector<std::string> files = files_to_change(request_, plan).value();

  const Drawn named = draw(request_, plan, files).value();

  ASSERT_EQ(named.mutants.size(), 2U);
  EXPECT_TRUE(named.mutants[0].is_named);
  EXPECT_EQ(named.mutants[0].mutation.line, 2);
  EXPECT_EQ(mutated(named.sources.at("src/sum.cpp"), named.mutants[0].mutation),
            "int f(int a) {\n  return a + 3;\n}\n");
  plan.faults = {{"src/sum.cpp", "a", "b"}};
  EXPECT_THAT(draw(request_, plan, files).error().message, HasSubstr("does not stand once"));
}

TEST(PlanTest, AnOddConfigurationIsRefusedByName) {
  CheckRequest request;
  for (const auto& [config, key] :
       std::map<std::string, std::string>{{R"({"mutants": 0})", "mutants"},
                                          {R"({"mutants": 201})", "mutants"},
                                          {R"({"mutants": "all"})", "mutants"},
                                          {R"({"seconds": 1801})", "seconds"},
                                          {R"({"score_min": 1.1})", "score"},
                                          {R"({"whole": 1})", "whole"},
                                          {R"({"faults": [{"file": "a.cpp"}]})", "faults"},
                                          {R"({"by": ["others"]})", "by"},
                                          {R"({"files": "src/**"})", "files"}}) {
    request.config = config;
    const Result<Plan> plan = plan_of(request);
    ASSERT_FALSE(plan) << config;
    EXPECT_THAT(plan.error().message, HasSubstr(key));
  }
}

}  // namespace
}  // namespace wright

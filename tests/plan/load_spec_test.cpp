#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/plan/spec_folder.h"

namespace wright {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> ids_of(const Spec& spec) {
  std::vector<std::string> ids;
  for (const Task& task : spec.tasks) ids.push_back(task.id.value);
  return ids;
}

const char* const kGoal = "---\nspec: base\ntarget: library\nchecks: [policy]\n---\n";

TEST(LoadSpecTest, AGoodSpecHasNoFaults) {
  const SpecFolder folder;

  const LoadedSpec loaded = folder.load();

  for (const LintFinding& finding : loaded.findings) ADD_FAILURE() << to_text(finding);
  EXPECT_EQ(loaded.spec.name, "base");
  EXPECT_EQ(loaded.spec.target, "library");
  EXPECT_EQ(loaded.spec.budget, (Budget{3, 600, 5000}));
  EXPECT_THAT(ids_of(loaded.spec), ElementsAre("words", "lines", "count", "faster"));
}

TEST(LoadSpecTest, TheWorkedExampleHasNoFaultOfItsText) {
  const Result<LoadedSpec> loaded =
      load_spec(std::filesystem::path(WRIGHT_SOURCE_DIR) / "specs" / "example", known_checks());

  ASSERT_TRUE(loaded);
  for (const LintFinding& finding : loaded->findings) ADD_FAILURE() << to_text(finding);
}

TEST(LoadSpecTest, ATaskIsReadWhole) {
  const SpecFolder folder;

  const LoadedSpec loaded = folder.load();

  const Task* task = find_task(loaded.spec, TaskId{"faster"});
  ASSERT_NE(task, nullptr);
  const Task expected{
      .id = TaskId{"faster"},
      .title = "Faster words",
      .kind = TaskKind::improve,
      .needs = {TaskId{"words"}},
      .writes = {"src/words_tuning.h"},
      .clauses = {"R1"},
      .checks = {{"policy", "{}"}, {"build", "{}"}, {"held_out", "{}"}, {"bench", "{}"}},
      .budget = {3, 600, 5000},
      .tuning = Tuning{"src/words_tuning.h",
                       "constexpr int kBlock = {{block}};\n",
                       {Tunable{"block", {"64", "128", "256"}}}},
      .body = "Make `words` faster.",
      .file = "tasks/040-faster.md"};
  EXPECT_EQ(*task, expected);
}

TEST(LoadSpecTest, ATaskBudgetOverridesKeyByKey) {
  const SpecFolder folder;

  const LoadedSpec loaded = folder.load();

  EXPECT_EQ(find_task(loaded.spec, TaskId{"lines"})->budget, (Budget{6, 600, 5000}));
}

TEST(LoadSpecTest, AConfigIsCanonicalJsonByTheCoreSchema) {
  const SpecFolder folder;
  folder.write(
      "tasks/010-words.md",
      "---\nid: words\ntitle: W\nwrites: [src/words.cpp]\nclauses: [R1, R1.1]\nchecks:\n"
      "  - differential:\n"
      "      calls: [a, \"1\", 1, -2, +3, 0x1F, 0o17, 1.5, 1e-6, .5, true, 'true', ~, yes]\n"
      "      let: {z: no, a: null, n: {}, e: []}\n"
      "      why: >-\n        folded\n        text\n"
      "---\nGo.\n");

  const LoadedSpec loaded = folder.load();

  EXPECT_THAT(loaded.findings, IsEmpty());
  EXPECT_EQ(find_task(loaded.spec, TaskId{"words"})->checks.back().config,
            "{\"calls\":[\"a\",\"1\",1,-2,3,31,15,1.5,1e-06,0.5,true,\"true\",null,\"yes\"],"
            "\"let\":{\"a\":null,\"e\":[],\"n\":{},\"z\":\"no\"},\"why\":\"folded text\"}");
}

TEST(LoadSpecTest, ClausesEndAtTheNextOneABlankLineOrAHeading) {
  const SpecFolder folder;
  folder.write("spec.md", std::string(kGoal) +
                              "# Goal\n[R1] One\nline more. [R1.1] Two, see [R1].\n"
                              "Still two, as\n[R3] says.\n\nNot two.\n\n"
                              "1. [R2] Three\n# Heading\nNo. **[R3]** Four: `x`.\n");

  const LoadedSpec loaded = folder.load();

  EXPECT_THAT(loaded.spec.clauses,
              ElementsAre(Clause{"R1", "One line more.", 7},
                          Clause{"R1.1", "Two, see [R1]. Still two, as [R3] says.", 8},
                          Clause{"R2", "Three", 14}, Clause{"R3", "Four: `x`.", 16}));
}

TEST(LoadSpecTest, WindowsLineEndsChangeTheDigestOnly) {
  const SpecFolder folder;
  const LoadedSpec before = folder.load();
  std::string text;
  for (const char c : read_text(folder.path() / "tasks/010-words.md"))
    text += c == '\n' ? std::string("\r\n") : std::string(1, c);
  folder.write("tasks/010-words.md", text);

  const LoadedSpec after = folder.load();

  EXPECT_THAT(after.findings, IsEmpty());
  EXPECT_EQ(after.spec.tasks, before.spec.tasks);
  EXPECT_NE(after.spec.digest, before.spec.digest);
}

TEST(LoadSpecTest, TasksComeByFileNameButNeverBeforeTheirNeeds) {
  const SpecFolder folder;
  folder.write(
      "tasks/005-early.md",
      "---\nid: early\ntitle: E\nneeds: [count]\nwrites: [a.cpp]\nclauses: [R1]\n---\nGo.\n");

  const LoadedSpec loaded = folder.load();

  EXPECT_THAT(loaded.findings, IsEmpty());
  EXPECT_THAT(ids_of(loaded.spec), ElementsAre("words", "lines", "count", "early", "faster"));
}

TEST(LoadSpecTest, ADirectoryThatIsNotThereIsAnError) {
  const Result<LoadedSpec> loaded = load_spec("/nowhere/specs/x", known_checks());

  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().kind, ErrorKind::spec);
  EXPECT_EQ(loaded.error().message, "/nowhere/specs/x: no such spec directory");
}

TEST(LoadSpecTest, GlobsMadeToBeSlowAreRefusedInsteadOfCompared) {
  const SpecFolder folder;
  for (int i = 100; i < 300; ++i) {
    std::string writes;
    for (int j = 0; j < 40; ++j) {
      writes += "  - \"*" + std::string(90, '?') + "**" + std::to_string(i) + "_" +
                std::to_string(j) + "x\"\n";
    }
    const std::string name = std::to_string(i);
    folder.write("tasks/" + name + "-slow.md", "---\nid: slow" + name + "\ntitle: S\nwrites:\n" +
                                                   writes + "clauses: [R1]\n---\nGo.\n");
  }

  const std::vector<std::string> faults = folder.faults();

  EXPECT_TRUE(std::any_of(faults.begin(), faults.end(), [](const std::string& fault) {
    return fault.ends_with("too many to compare; write plainer ones");
  }));
}

TEST(LoadSpecTest, TheNameMustBeThatOfItsDirectoryBelowSpecs) {
  const SpecFolder folder;
  folder.write("spec.md",
               "---\nspec: other\ntarget: library\nchecks: [policy]\n---\n"
               "[R1] a. [R1.1] b. [R2] c. [R3] d.\n");

  EXPECT_THAT(folder.faults(),
              ElementsAre("spec.md:2: spec \"other\" lies in the directory \"base\"; "
                          "they must agree"));
}

}  // namespace
}  // namespace wright

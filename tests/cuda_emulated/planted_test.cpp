// Each folder of planted/ is a kind of bug: bug*.cu each with one fault, twin*.cu without.
//
// expect.json says which tier finds which kind of fault in each bug:
//   {"bug.cu": {"hooks": "race-shared"}, "bug_loop.cu": {"plain": "deadlock"}}
// The line of the fault is one that ends in "// fault".  Twins are silent in every
// tier and every schedule; a key "twin_tiers" names fewer tiers for them, and
// "environment" gives files variables: {"bug.cu": {"EMU_FAIL_CALL": "2"}}.
//
// All files of a tier that begin with planted.h are one program, those with tw/cuda.h
// another, each file in a namespace of its own, chosen by its
// argument: compiling costs more than running.  So main() ends with a return.  A key "alone": true
// keeps a kind out of it, which needs nothing of others beside its shared arrays.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <set>

#include "base/text.h"
#include "cuda_emulated/tiers.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using test::Run;
using test::Tier;

struct Planted {
  std::string kind;  // The folder.
  std::string file;
  bool alone = false;

  std::string name() const { return kind + "/" + file; }
  fs::path source() const { return fs::path(WRIGHT_PLANTED) / kind / file; }
  bool is_bug() const { return file.rfind("bug", 0) == 0; }
};

nlohmann::json expectations(const std::string& kind) {
  return nlohmann::json::parse(read_file(fs::path(WRIGHT_PLANTED) / kind / "expect.json").value());
}

std::vector<Planted> all_planted() {
  std::vector<Planted> found;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(WRIGHT_PLANTED)) {
    if (entry.path().extension() != ".cu") continue;
    const std::string kind = entry.path().parent_path().filename().string();
    found.push_back(
        {kind, entry.path().filename().string(), expectations(kind).value("alone", false)});
  }
  std::sort(found.begin(), found.end(),
            [](const Planted& one, const Planted& other) { return one.name() < other.name(); });
  return found;
}

// What its program is called: with others that include the same words of CUDA.
std::string together_with(const Planted& planted) {
  const std::string text = read_file(planted.source()).value();
  return text.find("#include \"planted.h\"") != std::string::npos ? "core" : "runtime";
}

fs::path program_of(const Planted& planted, const std::string& tier) {
  const fs::path to = fs::path(WRIGHT_PLANTED_BUILD) / tier;
  return planted.alone ? to / planted.kind / planted.file : to / together_with(planted);
}

// Headers come first, outside of all namespaces; main() of each file becomes a
// function of its own.
std::string source_of(const std::vector<Planted>& files) {
  std::set<std::string> headers{"#include <cstring>"};
  std::string bodies;
  std::string choice;
  int number = 0;
  for (const Planted& one : files) {
    for (const std::string& line : split(read_file(one.source()).value(), '\n')) {
      if (line.rfind("#include ", 0) == 0) headers.insert(line);
    }
    const std::string space = "program_" + std::to_string(++number);
    bodies += "namespace " + space + " {\n#define main body\n#include \"" + one.source().string() +
              "\"\n#undef main\n}\n";
    choice +=
        "  if (std::strcmp(argv[1], \"" + one.name() + "\") == 0) return " + space + "::body();\n";
  }
  std::string text;
  for (const std::string& header : headers) text += header + "\n";
  return text + bodies + "int main(int, char** argv) {\n" + choice + "  return 3;\n}\n";
}

// Empty, or what the compiler says.
std::string build_tier(const Tier& tier) {
  std::map<fs::path, std::vector<Planted>> programs;
  for (const Planted& one : all_planted()) programs[program_of(one, tier.name)].push_back(one);
  for (const auto& [program, files] : programs) {
    fs::create_directories(program.parent_path());
    const fs::path source = files[0].alone ? files[0].source() : fs::path(program.string() + ".cu");
    if (!files[0].alone && !write_file(source, source_of(files)))
      return source.string() + " cannot be written";
    const std::string trouble = test::build(tier, source, program);
    if (!trouble.empty()) return trouble;
  }
  return "";
}

Run run(const Planted& planted, const std::string& tier, const std::string& schedule) {
  const nlohmann::json none = nlohmann::json::object();
  test::Environment environment = expectations(planted.kind)
                                      .value("environment", none)
                                      .value(planted.file, test::Environment{});
  environment["EMU_SCHEDULE"] = schedule;
  return test::run(program_of(planted, tier), {planted.name()}, environment);
}

// Lines that end in "// fault".
std::vector<int> fault_lines(const Planted& planted) {
  const std::string mark = "// fault";
  std::vector<int> lines;
  int number = 0;
  for (const std::string& line : split(read_file(planted.source()).value(), '\n')) {
    ++number;
    if (line.size() >= mark.size() && line.substr(line.size() - mark.size()) == mark)
      lines.push_back(number);
  }
  return lines;
}

class PlantedTest : public testing::TestWithParam<Planted> {
 protected:
  // Two compilers at once.
  static void SetUpTestSuite() {
    std::vector<std::future<std::string>> builds;
    for (const Tier& tier : test::tiers()) {
      if (builds.size() == 2) ASSERT_EQ(builds[0].get(), "");
      builds.push_back(std::async(std::launch::async, [&tier] { return build_tier(tier); }));
    }
    for (auto& build : builds) {
      if (build.valid()) ASSERT_EQ(build.get(), "");
    }
  }
};

void expect_fault(const Planted& bug, const std::string& tier, const std::string& kind) {
  const Run run = wright::run(bug, tier, "forward");
  SCOPED_TRACE(bug.name() + " in the tier " + tier + "\n" + run.output);
  ASSERT_EQ(run.trouble, "");
  EXPECT_EQ(run.exit_code, 86);
  ASSERT_FALSE(run.faults.empty());
  EXPECT_EQ(run.faults[0].at("kind"), kind);
  const std::vector<int> lines = fault_lines(bug);
  if (lines.empty()) return;  // A fault of the whole program: a leak.
  EXPECT_THAT(lines, testing::Contains(run.faults[0].at("line").get<int>()));
  EXPECT_EQ(fs::path(run.faults[0].at("file").get<std::string>()).filename(), bug.file);
}

void expect_silence(const Planted& twin, const std::string& tier) {
  for (const char* schedule : {"forward", "reverse", "shuffled"}) {
    const Run run = wright::run(twin, tier, schedule);
    SCOPED_TRACE(twin.name() + " in the tier " + tier + ", " + schedule + "\n" + run.output);
    ASSERT_EQ(run.trouble, "");
    EXPECT_EQ(run.exit_code, 0);
    EXPECT_THAT(run.faults, testing::IsEmpty());
  }
}

TEST_P(PlantedTest, ABugIsFoundAtItsLineAndATwinIsSilent) {
  const Planted& planted = GetParam();
  const nlohmann::json expected = expectations(planted.kind);
  if (planted.is_bug()) {
    ASSERT_TRUE(expected.contains(planted.file)) << "expect.json does not name " << planted.file;
    for (const auto& [tier, kind] : expected.at(planted.file).items())
      expect_fault(planted, tier, kind);
  } else {
    for (const std::string& tier :
         expected.value("twin_tiers", std::vector<std::string>{"plain", "asan", "hooks"}))
      expect_silence(planted, tier);
  }
}

TEST(PlantedFoldersTest, EachKindHasBugsAndATwin) {
  std::map<std::string, std::pair<int, int>> counts;
  for (const Planted& one : all_planted())
    (one.is_bug() ? counts[one.kind].first : counts[one.kind].second) += 1;

  for (const auto& [kind, count] : counts) {
    EXPECT_GE(count.first, 1) << kind;
    EXPECT_GE(count.second, 1) << kind;
  }
}

INSTANTIATE_TEST_SUITE_P(Files, PlantedTest, testing::ValuesIn(all_planted()),
                         [](const auto& info) {
                           std::string name = info.param.name();
                           std::replace_if(
                               name.begin(), name.end(),
                               [](char c) { return c == '/' || c == '.'; }, '_');
                           return name;
                         });

}  // namespace
}  // namespace wright

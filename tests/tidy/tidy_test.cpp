// The order of this repository: arrows between rooms, sizes, words, cited paths.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <regex>
#include <set>

#include "tidy/sources.h"

namespace wright {
namespace {

using test::Source;
using test::sources;

const std::vector<std::string> kCode{"orchestrator", "sandbox", "verifiers", "auditor", "tests"};
const std::vector<std::string> kCpp{".cpp", ".h"};

// The rooms that each room may include, itself and those below aside.
const std::map<std::string, std::set<std::string>> kArrows{
    {"base", {}},
    {"core", {"base"}},
    {"agent", {"base", "core"}},
    {"model", {"base", "core"}},
    {"plan", {"base", "core"}},
    {"exec", {"base", "core"}},
    {"repo", {"base", "core"}},
    {"journal", {"base", "core"}},
    {"judge", {"base", "core", "exec"}},
    {"campaign", {"base", "core", "agent", "model", "plan", "exec", "repo", "journal", "judge"}},
    {"cli",
     {"base", "core", "agent", "model", "plan", "exec", "repo", "journal", "judge", "campaign"}}};

std::size_t lines_of(const Source& source) {
  return static_cast<std::size_t>(std::count(source.text.begin(), source.text.end(), '\n'));
}

TEST(TidyTest, RoomsIncludeOnlyWhatTheirArrowsAllow) {
  const std::regex include("#include \"([a-z_]+)/[^\"]+\"");
  for (const Source& source : sources({"orchestrator"}, kCpp)) {
    const std::string room = split(source.path, '/').at(1);
    if (kArrows.count(room) == 0) continue;  // main.cpp
    for (std::sregex_iterator at(source.text.begin(), source.text.end(), include), end; at != end;
         ++at) {
      const std::string other = (*at)[1];
      const bool allowed = other == room || kArrows.at(room).count(other) > 0;
      EXPECT_TRUE(allowed) << source.path << " includes " << other;
    }
  }
}

// It would not be a second pair of eyes otherwise.
TEST(TidyTest, TheAuditorSharesNoCodeWithWhatItAudits) {
  const std::regex include("#include \"([^\"]+)\"");
  for (const Source& source : sources({"auditor"}, kCpp)) {
    for (std::sregex_iterator at(source.text.begin(), source.text.end(), include), end; at != end;
         ++at) {
      EXPECT_EQ((*at)[1].str().rfind("auditor/", 0), 0U) << source.path << " includes " << (*at)[1];
    }
  }
  for (const Source& source : sources({"auditor"}, {".txt"})) {
    EXPECT_EQ(source.text.find("wright_base"), std::string::npos) << source.path;
    EXPECT_EQ(source.text.find("wright_c"), std::string::npos) << source.path;
  }
}

TEST(TidyTest, EveryRoomHasItsArrows) {
  for (const auto& entry : std::filesystem::directory_iterator(
           std::filesystem::path(WRIGHT_SOURCE_DIR) / "orchestrator")) {
    if (!entry.is_directory()) continue;
    EXPECT_EQ(kArrows.count(entry.path().filename().string()), 1U) << entry.path();
  }
}

// The tail may shrink and not grow: lower the numbers when a file was split.
TEST(TidyTest, FilesStaySmall) {
  constexpr std::size_t kUsual = 200;
  constexpr std::size_t kNever = 400;
  constexpr int kLongOnes = 28;
  int longer = 0;
  for (const Source& source : sources(kCode, kCpp)) {
    const std::size_t lines = lines_of(source);
    EXPECT_LE(lines, kNever) << source.path;
    longer += lines > kUsual ? 1 : 0;
  }
  EXPECT_LE(longer, kLongOnes) << "files of more than " << kUsual << " lines";
}

TEST(TidyTest, HeadersAreIncludedOnceByPragma) {
  for (const Source& source : sources(kCode, {".h"})) {
    EXPECT_NE(source.text.find("#pragma once"), std::string::npos) << source.path;
    EXPECT_EQ(source.text.rfind("//", 0), 0U) << source.path << " does not say what it is for";
  }
}

TEST(TidyTest, NoWordIsLeftForLater) {
  // Spelt in two parts, so that this file does not name them.
  const std::vector<std::string> banned{
      std::string("TO") + "DO",       std::string("FIX") + "ME",        std::string("XX") + "X ",
      std::string("/work/") + "main", std::string("/work/") + "shared", std::string("utils") + ".h",
      std::string("Mana") + "ger"};
  std::vector<Source> all = sources(kCode, {".cpp", ".h", ".txt", ".cmake", ".md", ".sh"});
  for (const Source& source : sources({"docs", "specs", "prompts", "examples", "cmake"},
                                      {".cpp", ".h", ".md", ".cmake", ".txt", ".cases"})) {
    all.push_back(source);
  }
  for (const Source& source : all) {
    for (const std::string& word : banned) {
      EXPECT_EQ(source.text.find(word), std::string::npos) << source.path << " says " << word;
    }
  }
}

// `verifiers/policy` in a document stands for something that is there.
TEST(TidyTest, CitedPathsExist) {
  const std::regex cited(
      "`((?:orchestrator|sandbox|verifiers|docs|specs|tests|examples|cmake|"
      "prompts)/[A-Za-z0-9_./-]+)`");
  const std::filesystem::path root = WRIGHT_SOURCE_DIR;
  std::vector<Source> documents = sources({"docs", "verifiers", "examples", "logs"}, {".md"});
  documents.push_back({"README.md", read_file(root / "README.md").value()});
  for (const Source& source : documents) {
    for (std::sregex_iterator at(source.text.begin(), source.text.end(), cited), end; at != end;
         ++at) {
      EXPECT_TRUE(std::filesystem::exists(root / (*at)[1].str()))
          << source.path << " cites " << (*at)[1];
    }
  }
}

TEST(TidyTest, EveryCheckSaysWhatItAcceptsAndRejects) {
  namespace fs = std::filesystem;
  for (const auto& entry : fs::directory_iterator(fs::path(WRIGHT_SOURCE_DIR) / "verifiers")) {
    if (!fs::exists(entry.path() / "check.json")) continue;
    for (const char* kind : {"good", "bad"}) {
      EXPECT_TRUE(fs::exists(entry.path() / kind)) << entry.path() << " has no folder " << kind;
    }
    EXPECT_GT(fs::file_size(entry.path() / "help.md"), 200U) << entry.path();
  }
}

}  // namespace
}  // namespace wright

// The JSON of every noun, pinned byte for byte in the folder golden.
//
// A change that is meant: WRIGHT_ACCEPT_GOLDEN=1 writes the files anew, and the
// test fails once more to say so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>

#include "base/files.h"
#include "core/json.h"
#include "core/nouns.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

const fs::path kGolden = fs::path(WRIGHT_SOURCE_DIR) / "tests" / "core" / "golden";

bool is_accepting() {
  const char* accept = std::getenv("WRIGHT_ACCEPT_GOLDEN");
  return accept != nullptr && std::string(accept) == "1";
}

std::string golden(const std::string& name) {
  return read_file(kGolden / (name + ".json")).value_or("");
}

void expect_golden(const std::string& name, const std::string& text) {
  if (golden(name) == text + "\n") return;
  if (is_accepting()) {
    ASSERT_TRUE(write_file(kGolden / (name + ".json"), text + "\n"));
    FAIL() << name << ".json is written anew: read it and run again";
  }
  EXPECT_EQ(golden(name), text + "\n") << "WRIGHT_ACCEPT_GOLDEN=1 accepts the change";
}

// Writing gives the golden bytes, reading them gives the value again.
template <class Noun, class FromJson>
void expect_pinned(const std::string& name, const Noun& noun, FromJson from_json) {
  expect_golden(name, canonical(to_json(noun)));

  const Result<nlohmann::json> value = parse_json(golden(name));
  ASSERT_TRUE(value) << name << ": " << value.error().message;
  const Result<Noun> read = from_json(*value);
  ASSERT_TRUE(read) << name << ": " << read.error().message;
  EXPECT_TRUE(*read == noun) << name << " reads back as " << canonical(to_json(*read));
}

std::string golden_name(const EventBody& body) {
  return "event_" + kind_of(body);
}

TEST(GoldenTest, ACheckRequestIsPinned) {
  expect_pinned("check_request", test::some_check_request(), check_request_from_json);
}

TEST(GoldenTest, ACheckReportIsPinned) {
  expect_pinned("check_report", test::some_check_report(), check_report_from_json);
}

TEST(GoldenTest, AVerdictIsPinned) {
  expect_pinned("verdict", test::some_verdict(), verdict_from_json);
}

TEST(GoldenTest, APatchIsPinned) {
  expect_pinned("patch", test::some_patch(), patch_from_json);
}

TEST(GoldenTest, SpecFilesArePinned) {
  expect_pinned("spec_files", test::some_spec_files(), spec_files_from_json);
}

TEST(GoldenTest, AnEventOfEveryKindIsPinned) {
  for (const EventBody& body : test::some_event_bodies()) {
    expect_pinned(golden_name(body), test::some_event(body), event_from_json);
  }
}

TEST(GoldenTest, EveryGoldenFileBelongsToANoun) {
  std::set<std::string> wanted{"check_request.json", "check_report.json", "verdict.json",
                               "patch.json", "spec_files.json"};
  for (const EventBody& body : test::some_event_bodies()) {
    wanted.insert(golden_name(body) + ".json");
  }

  const std::vector<std::string> there = list_files(kGolden).value();

  EXPECT_THAT(there, testing::ElementsAreArray(wanted));
}

}  // namespace
}  // namespace wright

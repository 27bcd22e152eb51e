#include "fault_lines.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace wright {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

json side(const char* what, int line, int thread) {
  return {{"what", what},       {"file", "/src/src/cuda/sum.cu"},
          {"line", line},       {"thread", {thread, 0, 0}},
          {"block", {2, 0, 0}}, {"launch", 7}};
}

json a_race() {
  return {{"kind", "race-shared"},
          {"severity", "error"},
          {"message", "a write without order"},
          {"kernel", "toy::sum_kernel"},
          {"file", "/src/src/cuda/sum.cu"},
          {"line", 12},
          {"first", side("read", 14, 1)},
          {"second", side("write", 12, 33)},
          {"grid", {3, 1, 1}},
          {"block", {64, 1, 1}},
          {"dynamic_shared_bytes", 128},
          {"schedule", "reverse"},
          {"seed", 5},
          {"profile", "sm_80"}};
}

std::vector<Finding> found(const std::string& text) {
  return findings_of_faults(text, "hooks, reverse, sm_80");
}

TEST(FaultLinesTest, AFindingNamesPlaceKernelBothAccessesGeometryAndSetting) {
  const std::vector<Finding> findings = found(a_race().dump() + "\n");

  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].rule, "cuda_emulated.race");
  EXPECT_EQ(findings[0].severity, Severity::error);
  EXPECT_EQ(findings[0].file, "src/cuda/sum.cu");
  EXPECT_EQ(findings[0].line, 12);
  for (const char* words :
       {"race-shared: a write without order", "kernel toy::sum_kernel",
        "read at src/cuda/sum.cu:14 by thread (1,0,0) of block (2,0,0) in launch 7",
        "write at src/cuda/sum.cu:12 by thread (33,0,0)", "grid (3,1,1), block (64,1,1)",
        "128 bytes of dynamic shared memory", "[hooks, reverse, sm_80, seed 5]"}) {
    EXPECT_THAT(findings[0].message, HasSubstr(words));
  }
}

TEST(FaultLinesTest, AFaultOfTheWholeProgramHasNoAccesses) {
  json leak = a_race();
  leak["kind"] = "leak";
  leak["kernel"] = "";
  leak["first"] = leak["second"] = nullptr;

  const std::vector<Finding> findings = found(leak.dump());

  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].rule, "cuda_emulated.leak");
  EXPECT_THAT(findings[0].message, Not(HasSubstr("grid")));
}

TEST(FaultLinesTest, TheSameFaultIsToldOnceAndANoteStaysANote) {
  json note = a_race();
  note["kind"] = "equal-value-race";
  note["severity"] = "note";
  note["line"] = 20;
  const std::string twice = a_race().dump() + "\n" + a_race().dump() + "\n";

  const std::vector<Finding> findings = found(twice + note.dump() + "\n");

  ASSERT_THAT(findings, SizeIs(2));
  EXPECT_EQ(findings[1].severity, Severity::note);
}

TEST(FaultLinesTest, WhatIsNoFaultIsAFindingOfItsOwn) {
  json negative = a_race();
  negative["second"]["thread"] = {-1, 0, 0};
  json huge = a_race();
  huge["message"] = std::string(100000, 'x');
  for (const std::string& line : {std::string("not JSON"), std::string("[]"), std::string("{}"),
                                  std::string("\x01\xff"), a_race().dump().substr(0, 200),
                                  std::string(1000, '['), negative.dump() + "x", huge.dump()}) {
    const std::vector<Finding> findings = found(line);

    ASSERT_THAT(findings, SizeIs(1)) << line.substr(0, 50);
    EXPECT_EQ(findings[0].rule, "cuda_emulated.report") << line.substr(0, 50);
    EXPECT_LT(findings[0].message.size(), 1100U);
  }
}

TEST(FaultLinesTest, WrongTypesAreNoFault) {
  const json right = a_race();
  for (const auto& [key, value] : right.items()) {
    if (key == "schedule" || key == "profile") continue;  // Not read: the setting is known.
    json fault = a_race();
    fault[key] = json::object({{"a", 1}});

    const std::vector<Finding> findings = found(fault.dump());

    ASSERT_THAT(findings, SizeIs(1)) << key;
    const bool is_severity = key == "severity";
    EXPECT_EQ(findings[0].rule, is_severity ? "cuda_emulated.race" : "cuda_emulated.report") << key;
  }
}

TEST(FaultLinesTest, WordsOfTheCandidateAreEscapedAndCut) {
  json fault = a_race();
  fault["kernel"] = "\x1b[31m" + std::string(4000, 'k');
  fault["file"] = "/src/\x1b[2J";

  const std::vector<Finding> findings = found(fault.dump());

  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].message, Not(HasSubstr("\x1b")));
  EXPECT_THAT(findings[0].file, Not(HasSubstr("\x1b")));
  EXPECT_LT(findings[0].message.size(), 1200U);
}

TEST(FaultLinesTest, SoManyLinesAreReadAndNoMore) {
  std::string text;
  for (int line = 1; line <= 10000; ++line) {
    json fault = a_race();
    fault["line"] = line;
    text += fault.dump() + "\n";
  }

  EXPECT_THAT(found(text), SizeIs(kFaultFindingsMax));
}

TEST(FaultLinesTest, EachKindHasItsRule) {
  const std::vector<std::pair<std::string, std::string>> kinds{
      {"race-global", "race"},
      {"race-streams", "stream"},
      {"out-of-bounds-copy", "bounds"},
      {"asan-heap-buffer-overflow", "bounds"},
      {"asan-double-free", "freed"},
      {"uninitialised-copy", "uninitialised"},
      {"barrier-after-exit", "barrier"},
      {"mask-missing-lanes", "mask"},
      {"shuffle-exited-lane", "mask"},
      {"misaligned", "misaligned"},
      {"host-dereference", "host_memory"},
      {"missing-sync", "sync"},
      {"not-by-device", "not_by_device"},
      {"misalignedly", "fault"},
      {"", "fault"}};
  for (const auto& [kind, rule] : kinds) {
    EXPECT_EQ(rule_of_kind(kind), "cuda_emulated." + rule) << kind;
  }
}

}  // namespace
}  // namespace wright

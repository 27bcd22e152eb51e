#include <gtest/gtest.h>

#include <cstdlib>

#include "core/json_line.h"
#include "core/report.h"

namespace emu {
namespace {

Fault fault_at(int line) {
  Fault fault;
  fault.kind = "race-shared";
  fault.message = "a \"quoted\" word\n";
  fault.kernel = "scale";
  fault.file = "scale.cu";
  fault.line = line;
  return fault;
}

TEST(ReportTest, AFaultIsOneLineOfJson) {
  Fault fault = fault_at(12);
  fault.first = Access{"write", "scale.cu", 11, {1, 0, 0}, {2, 0, 0}, 3};

  EXPECT_EQ(
      json_line(fault),
      "{\"kind\": \"race-shared\", \"severity\": \"error\", \"message\": \"a "
      "\\\"quoted\\\" word\\u000a\", \"kernel\": \"scale\", \"file\": \"scale.cu\", \"line\": "
      "12, \"first\": {\"what\": \"write\", \"file\": \"scale.cu\", \"line\": 11, "
      "\"thread\": [1, 0, 0], \"block\": [2, 0, 0], \"launch\": 3}, \"second\": null, "
      "\"grid\": [1, 1, 1], \"block\": [1, 1, 1], \"dynamic_shared_bytes\": 0, \"schedule\": "
      "\"forward\", \"seed\": 0, \"profile\": \"sm_80\"}");
}

TEST(ReportTest, WhatJsonCannotHoldIsEscaped) {
  Fault fault = fault_at(12);
  fault.message = "C:\\sum\x7f";

  EXPECT_NE(json_line(fault).find(R"("message": "C:\\sum\u007f")"), std::string::npos);
}

TEST(ReportTest, TheSameFaultIsCountedAndWrittenOnce) {
  forget_faults();
  testing::internal::CaptureStderr();

  report(fault_at(1));
  report(fault_at(1));
  report(fault_at(2));

  const std::string written = testing::internal::GetCapturedStderr();
  EXPECT_EQ(faults_reported(), 3);
  EXPECT_NE(written.find("scale.cu:1"), std::string::npos);
  EXPECT_EQ(written.find("scale.cu:1"), written.rfind("scale.cu:1"));
  forget_faults();
}

TEST(ReportTest, ANoteDoesNotCount) {
  forget_faults();
  Fault note = fault_at(1);
  note.severity = Severity::note;

  report(note);

  EXPECT_NE(json_line(note).find(R"("severity": "note")"), std::string::npos);
  EXPECT_EQ(faults_reported(), 0);
  EXPECT_EQ(notes_reported(), 1);
  forget_faults();
}

TEST(ReportDeathTest, AProcessWithAFaultEndsWithItsCode) {
  EXPECT_EXIT(
      {
        report(fault_at(1));
        std::exit(0);
      },
      testing::ExitedWithCode(kFaultExitCode), "race-shared");
}

}  // namespace
}  // namespace emu

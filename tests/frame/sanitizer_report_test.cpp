#include "frame/sanitizer_report.h"

#include <gtest/gtest.h>

namespace wright {

void PrintTo(const SanitizerReport& report, std::ostream* out) {
  *out << report.rule << " " << report.file << ":" << report.line << " " << report.message;
}

namespace {

RunReport ended(int code, const std::string& err) {
  RunReport run;
  run.outcome = Exited{code};
  run.err = err;
  return run;
}

TEST(SanitizerReportTest, AnAddressReportHasItsAccessAndTheFirstPlaceInTheCandidate) {
  const RunReport run = ended(kSanitizerExit,
                              "what the program wrote before\n"
                              "=================================================================\n"
                              "==2==ERROR: AddressSanitizer: heap-use-after-free on address "
                              "0x602000000110 at pc 0x55d6b1 bp 0x7ffd1 sp 0x7ffd0\n"
                              "READ of size 4 at 0x602000000110 thread T0\n"
                              "    /usr/include/c++/12/bits/stl_numeric.h:141:16\n"
                              "    /src/src/sum.cpp:12:10\n"
                              "    /spec/host/ops/sum.cpp:9:3\n"
                              "\n"
                              "freed by thread T0 here:\n"
                              "    /src/src/sum.cpp:11:3\n");

  const std::optional<SanitizerReport> report = sanitizer_report(run);

  const SanitizerReport expected{"sanitize.address",
                                 "AddressSanitizer: heap-use-after-free, READ of size 4",
                                 "src/sum.cpp", 12};
  EXPECT_EQ(report, expected);
}

TEST(SanitizerReportTest, AnUndefinedReportLosesItsAddresses) {
  const RunReport run = ended(kSanitizerExit,
                              "/src/src/sum.cpp:8:20: runtime error: load of misaligned address "
                              "0x7ffc2ad17b31 for type 'const float', which requires 4 byte "
                              "alignment\n0x7ffc2ad17b31: note: pointer points here\n");

  const std::optional<SanitizerReport> report = sanitizer_report(run);

  const SanitizerReport expected{"sanitize.undefined",
                                 "UndefinedBehaviorSanitizer: load of misaligned address 0x... for "
                                 "type 'const float', which requires 4 byte alignment",
                                 "src/sum.cpp", 8};
  EXPECT_EQ(report, expected);
}

TEST(SanitizerReportTest, APlaceOutsideTheCandidateIsNotOneOfItsFiles) {
  const RunReport run = ended(kSanitizerExit,
                              "/usr/include/c++/12/bits/stl_vector.h:1123:9: runtime error: "
                              "reference binding to null pointer of type 'float'\n"
                              "    /usr/src/sum.cpp:3:1\n");

  const std::optional<SanitizerReport> report = sanitizer_report(run);

  ASSERT_TRUE(report);
  EXPECT_EQ(report->file, "");
  EXPECT_EQ(report->line, 0);
}

TEST(SanitizerReportTest, AReportThatEndsEarlyIsReadAsFarAsItGoes) {
  const RunReport run = ended(kSanitizerExit, "==2==ERROR: AddressSanitizer: SEGV");

  const std::optional<SanitizerReport> report = sanitizer_report(run);

  const SanitizerReport expected{"sanitize.address", "AddressSanitizer: SEGV", "", 0};
  EXPECT_EQ(report, expected);
}

TEST(SanitizerReportTest, AnotherEndIsNoReportWhateverTheProgramWrote) {
  const std::string words = "==2==ERROR: AddressSanitizer: nothing at all\n";
  RunReport killed = ended(0, words);
  killed.outcome = Signaled{4};

  EXPECT_EQ(sanitizer_report(ended(0, words)), std::nullopt);
  EXPECT_EQ(sanitizer_report(ended(1, words)), std::nullopt);
  EXPECT_EQ(sanitizer_report(killed), std::nullopt);
  EXPECT_EQ(sanitizer_report(ended(kSanitizerExit, "no words of a sanitizer\n")), std::nullopt);
}

}  // namespace
}  // namespace wright

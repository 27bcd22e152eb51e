// What AddressSanitizer, UndefinedBehaviorSanitizer and ThreadSanitizer say about the fault that
// ended a program: how they are told to say it, and how it is read.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "exec/runner.h"

namespace wright {

// One for all: in clang's joint runtime the later of the two options holds.
constexpr int kSanitizerExit = 86;

struct SanitizerReport {
  std::string rule;  // "sanitize.address", "sanitize.undefined" or "sanitize.race".
  std::string
      message;       // Its first line; addresses are left out, since they differ from run to run.
  std::string file;  // The first place that it names below the target, or empty.
  int line = 0;

  bool operator==(const SanitizerReport&) const = default;
};

// The first report ends the program with kSanitizerExit.  What is set here, the
// candidate's __asan_default_options cannot change.
[[nodiscard]] std::map<std::string, std::string> sanitizer_environment();

// None unless the program ended with kSanitizerExit and wrote a report.  The
// program is untrusted: its words explain why it is rejected, nothing else.
[[nodiscard]] std::optional<SanitizerReport> sanitizer_report(const RunReport& run);

}  // namespace wright

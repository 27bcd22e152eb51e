#include "fault.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <regex>

#include "builder/diagnostics.h"

namespace wright {
namespace {

// One for both: in clang's joint runtime the later of the two options holds.
constexpr int kReportExit = 86;

// A message, cut where the report begins.
struct Fault {
  std::string rule;
  std::string before;
  std::string report;
  std::string line;  // What happened, from the report.
};

bool tells_of_an_end(const Finding& finding);
std::optional<Fault> fault_in(const std::string& message);
Fault cut(const std::string& rule, const std::string& message, std::size_t report,
          std::size_t line);

}  // namespace

std::map<std::string, std::string> sanitizer_environment() {
  // Leaks need ptrace, which the sandbox refuses.  A frame is its place alone,
  // so that the first ones survive the cutting of long messages.
  const std::string common = fmt::format(
      "halt_on_error=1:abort_on_error=0:exitcode={}:color=never:log_path=stderr", kReportExit);
  return {{"ASAN_OPTIONS", common + ":detect_leaks=0:detect_stack_use_after_return=1:"
                                    "print_legend=0:stack_trace_format=%S"},
          {"UBSAN_OPTIONS", common + ":print_stacktrace=0"}};
}

void name_fault(Finding& finding) {
  if (!tells_of_an_end(finding)) return;
  const std::optional<Fault> fault = fault_in(finding.message);
  if (!fault) return;
  static const std::regex kPlace("(/src/[^:\\s]+):([0-9]{1,7})");
  std::smatch place;
  const bool has_place = std::regex_search(fault->report, place, kPlace);
  const Finding named =
      located(fault->rule, has_place ? place[1].str() : "",
              has_place ? std::stoi(place[2].str()) : 0, fault->before + fault->line);
  finding.rule = named.rule;
  finding.file = named.file;
  finding.line = named.line;
  finding.message = named.message;
}

namespace {

// A test may well expect a text that reads like a report.
bool tells_of_an_end(const Finding& finding) {
  return finding.rule == "host.died" || finding.rule == "sanitize.ended" ||
         finding.rule == "sanitize.none";
}

std::optional<Fault> fault_in(const std::string& message) {
  constexpr std::string_view kAddress = "ERROR: AddressSanitizer: ";
  constexpr std::string_view kUndefined = ": runtime error: ";
  if (const std::size_t at = message.find(kAddress); at != std::string::npos) {
    return cut("sanitize.address", message, message.find("=="), at + 7);
  }
  if (const std::size_t at = message.find(kUndefined); at != std::string::npos) {
    return cut("sanitize.undefined", message, message.find_last_of(" \n", at - 1) + 1, at + 2);
  }
  return std::nullopt;
}

// "AddressSanitizer: heap-buffer-overflow on address 0x..." ends before " on ".
Fault cut(const std::string& rule, const std::string& message, std::size_t report,
          std::size_t line) {
  std::string said = message.substr(line, message.find('\n', line) - line);
  if (rule == "sanitize.address") said = said.substr(0, said.find(" on "));
  const std::size_t begin = std::min(report, line);  // The candidate may write half a report.
  return Fault{rule, message.substr(0, begin), message.substr(begin), said};
}

}  // namespace
}  // namespace wright

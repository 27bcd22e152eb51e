#include "frame/sanitizer_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace wright {
namespace {

constexpr std::string_view kAddress = "ERROR: AddressSanitizer: ";
constexpr std::string_view kUndefined = ": runtime error: ";
constexpr std::string_view kThread = "WARNING: ThreadSanitizer: ";
constexpr std::size_t kMessageBytesMax = 400;
constexpr std::size_t kLinesMax = 400;

using Lines = std::vector<std::string>;

std::string address_message(const Lines& lines, std::size_t at);
std::string undefined_message(const std::string& line);
std::string thread_message(const std::string& text);
std::string without_addresses(std::string_view text);
void find_place(const Lines& lines, std::size_t at, SanitizerReport& report);
bool read_place(std::string_view text, SanitizerReport& report);

}  // namespace

std::map<std::string, std::string> sanitizer_environment() {
  // Leaks need ptrace, which the sandbox refuses.  A frame is its place alone.
  const std::string common = fmt::format(
      "halt_on_error=1:abort_on_error=0:exitcode={}:color=never:log_path=stderr:"
      "stack_trace_format=%S",
      kSanitizerExit);
  return {
      {"ASAN_OPTIONS", common + ":detect_leaks=0:detect_stack_use_after_return=1:print_legend=0"},
      {"UBSAN_OPTIONS", common + ":print_stacktrace=1"},
      {"TSAN_OPTIONS", common + ":second_deadlock_stack=1"}};
}

std::optional<SanitizerReport> sanitizer_report(const RunReport& run) {
  const auto* exited = std::get_if<Exited>(&run.outcome);
  if (exited == nullptr || exited->code != kSanitizerExit) return std::nullopt;
  const Lines lines = split(run.err, '\n');
  for (std::size_t at = 0; at < lines.size(); ++at) {
    SanitizerReport report;
    if (lines[at].find(kAddress) != std::string::npos) {
      report.rule = "sanitize.address";
      report.message = address_message(lines, at);
    } else if (lines[at].find(kUndefined) != std::string::npos) {
      report.rule = "sanitize.undefined";
      report.message = undefined_message(lines[at]);
    } else if (const std::size_t what = lines[at].find(kThread); what != std::string::npos) {
      report.rule = "sanitize.race";
      report.message = thread_message(lines[at].substr(what));
    } else {
      continue;
    }
    report.message = escape_for_terminal(head_and_tail(report.message, kMessageBytesMax));
    find_place(lines, at, report);
    return report;
  }
  return std::nullopt;
}

namespace {

// "==2==ERROR: AddressSanitizer: heap-use-after-free on address 0x... at pc ..."
// "READ of size 4 at 0x... thread T0"
std::string address_message(const Lines& lines, std::size_t at) {
  constexpr std::string_view kError = "ERROR: ";
  const std::string what = lines[at].substr(lines[at].find(kAddress) + kError.size());
  std::string message = without_addresses(what.substr(0, what.find(" on ")));
  if (at + 1 == lines.size()) return message;
  const std::string& access = lines[at + 1];
  const bool is_access = access.rfind("READ of ", 0) == 0 || access.rfind("WRITE of ", 0) == 0;
  if (is_access) message += ", " + access.substr(0, access.find(" at "));
  return message;
}

// "/src/src/sum.cpp:12:11: runtime error: signed integer overflow: ..."
std::string undefined_message(const std::string& line) {
  const std::string what = line.substr(line.find(kUndefined) + kUndefined.size());
  return "UndefinedBehaviorSanitizer: " + without_addresses(what);
}

// "WARNING: ThreadSanitizer: data race (pid=12)"
std::string thread_message(const std::string& text) {
  const std::string what = text.substr(text.find("Thread"));
  return without_addresses(what.substr(0, what.find(" (pid=")));
}

// "load of misaligned address 0x7ffc2ad17b31 for type" with "0x..." there.
std::string without_addresses(std::string_view text) {
  constexpr std::string_view kBegin = "0x";
  constexpr std::size_t kDigitsMin = 6;
  std::string plain;
  while (!text.empty()) {
    const std::size_t at = std::min(text.find(kBegin), text.size());
    plain += text.substr(0, at);
    text.remove_prefix(at);
    if (text.empty()) break;
    const std::size_t end =
        std::min(text.find_first_not_of("0123456789abcdef", kBegin.size()), text.size());
    plain += end - kBegin.size() >= kDigitsMin ? "0x..." : text.substr(0, end);
    text.remove_prefix(end);
  }
  return plain;
}

// In the line itself or in a frame below it.  The access comes before the stacks
// of its allocation and its release.
void find_place(const Lines& lines, std::size_t at, SanitizerReport& report) {
  const std::size_t end = std::min(lines.size(), at + kLinesMax);
  for (; at < end && lines[at].rfind("SUMMARY: ", 0) != 0; ++at) {
    if (read_place(trim(lines[at]), report)) return;
  }
}

// "/src/src/sum.cpp:12:11"
bool read_place(std::string_view text, SanitizerReport& report) {
  constexpr std::string_view kSource = "/src/";
  if (text.rfind(kSource, 0) != 0) return false;
  text.remove_prefix(kSource.size());
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return false;
  const char* const end = text.data() + text.size();
  if (std::from_chars(text.data() + colon + 1, end, report.line).ec != std::errc()) return false;
  report.file = escape_for_terminal(text.substr(0, colon));
  return true;
}

}  // namespace
}  // namespace wright

#include "core/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"

namespace wright {
namespace {

constexpr int kFindingsMax = 60;
constexpr std::size_t kFeedbackBytesMax = 8192;

const char* word_for(CheckStatus status) {
  switch (status) {
    case CheckStatus::pass:
      return "passed";
    case CheckStatus::fail:
      return "failed";
    case CheckStatus::unavailable:
      return "unavailable here";
    case CheckStatus::broken:
      break;
  }
  return "broken";
}

std::string line_for(const Finding& finding) {
  std::string place;
  if (!finding.file.empty()) {
    place =
        finding.line > 0 ? fmt::format(" {}:{}", finding.file, finding.line) : " " + finding.file;
  }
  return fmt::format("- {}{}: {}\n", finding.rule, place, finding.message);
}

// Visible findings in full; of held-out ones only the category and a count.
std::string findings_of(const CheckReport& report) {
  std::string text;
  int shown = 0;
  std::map<std::string, int> held_out;
  for (const Finding& finding : report.findings) {
    if (finding.severity != Severity::error) continue;
    if (finding.held_out) {
      ++held_out[finding.rule];
    } else if (shown++ < kFindingsMax) {
      text += line_for(finding);
    }
  }
  if (shown > kFindingsMax) text += fmt::format("- and {} more\n", shown - kFindingsMax);
  for (const auto& [rule, count] : held_out) {
    text += fmt::format("- held-out: {}, {} finding{}\n", rule, count, count == 1 ? "" : "s");
  }
  return text;
}

bool has_held_out(const CheckReport& report) {
  for (const Finding& finding : report.findings) {
    if (finding.held_out) return true;
  }
  return false;
}

}  // namespace

std::string failing_check(const Verdict& verdict) {
  if (verdict.passed()) return "";
  for (const CheckReport& report : verdict.reports) {
    if (report.status != CheckStatus::pass) return report.check;
  }
  return "none ran";
}

bool is_slow(const CheckReport& report) {
  const auto is_other = [](const Finding& finding) {
    return finding.severity == Severity::error && finding.rule != kSlowRule;
  };
  return report.status == CheckStatus::fail && !report.findings.empty() &&
         std::none_of(report.findings.begin(), report.findings.end(), is_other);
}

bool fails_by_machine(const Verdict& verdict) {
  const auto is_of_machine = [](const CheckReport& report) {
    return report.status == CheckStatus::pass || report.status == CheckStatus::unavailable ||
           is_slow(report);
  };
  return !verdict.passed() && !verdict.reports.empty() &&
         std::all_of(verdict.reports.begin(), verdict.reports.end(), is_of_machine);
}

std::string feedback_for(const Verdict& verdict) {
  std::string text;
  for (const CheckReport& report : verdict.reports) {
    text += fmt::format("{}: {}", report.check, word_for(report.status));
    // A summary of held-out findings may quote them.
    if (report.status != CheckStatus::pass && !has_held_out(report)) text += ": " + report.summary;
    text += "\n" + findings_of(report);
  }
  return head_and_tail(escape_for_terminal(text), kFeedbackBytesMax);
}

}  // namespace wright

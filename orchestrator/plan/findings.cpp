#include "plan/findings.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace wright {
namespace {

constexpr std::size_t kQuotedBytesMax = 80;

}  // namespace

std::string to_text(const LintFinding& finding) {
  return fmt::format("{}:{}: {}", escape_for_terminal(finding.file), finding.line, finding.message);
}

void Findings::add(const std::string& file, int line, std::string message) {
  if (findings_.size() >= kFindingsMax) {
    overflowed_ = true;
    return;
  }
  findings_.push_back(LintFinding{file, std::max(line, 1), std::move(message)});
}

std::vector<LintFinding> Findings::sorted() const {
  const auto key = [](const LintFinding& finding) {
    return std::tie(finding.file, finding.line, finding.message);
  };
  std::vector<LintFinding> result = findings_;
  std::sort(result.begin(), result.end(),
            [&](const LintFinding& a, const LintFinding& b) { return key(a) < key(b); });
  result.erase(std::unique(result.begin(), result.end()), result.end());
  if (overflowed_) {
    result.push_back(LintFinding{
        "spec.md", 1, fmt::format("more than {} faults; the rest is not shown", kFindingsMax)});
  }
  return result;
}

std::string in_quotes(std::string_view text) {
  const bool cut = text.size() > kQuotedBytesMax;
  std::string line(cut ? text.substr(0, kQuotedBytesMax) : text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return fmt::format("\"{}{}\"", escape_for_terminal(line), cut ? "..." : "");
}

}  // namespace wright

#include "told.h"

#include <fmt/format.h>

#include "base/text.h"

namespace wright {

std::string told_summary(const CheckReport& report, const std::string& device,
                         const std::vector<std::string>& ran,
                         const std::vector<std::string>& missing) {
  if (report.status != CheckStatus::pass) {
    if (report.findings.empty()) return report.summary;
    const Finding& first = report.findings.front();
    const std::string at = first.file.empty() ? "" : fmt::format("{}:{}: ", first.file, first.line);
    return fmt::format("{} findings on {}, the first: {}{}", report.findings.size(), device, at,
                       first.message.substr(0, 300));
  }
  std::string summary = fmt::format("right values on the tested shapes, on {}", device);
  if (!ran.empty()) summary += fmt::format("; no error told by {}", join(ran, ", "));
  if (!missing.empty()) summary += fmt::format("; not run: {}", join(missing, ", "));
  return summary;
}

std::string nvcc_version(std::string_view text) {
  constexpr std::string_view kRelease = "release ";
  const std::size_t at = text.find(kRelease);
  if (at == std::string_view::npos) return "nvcc of an unknown version";
  const std::string_view line = text.substr(at + kRelease.size(), 40);
  return "nvcc " + escape_for_terminal(trim(line.substr(0, line.find('\n'))));
}

}  // namespace wright

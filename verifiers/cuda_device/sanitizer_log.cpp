#include "sanitizer_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "base/text.h"
#include "builder/diagnostics.h"

namespace wright {
namespace {

constexpr std::string_view kMark = "=========";
constexpr std::string_view kIndent = "     ";  // Of the lines that say more of an error.
constexpr std::size_t kLogFindingsMax = 20;
constexpr std::size_t kLogLineMax = 1000;

struct Spot {
  std::string file;
  int line = 0;
};

// An error and the lines that belong to it.
struct Paragraph {
  std::string head;
  std::vector<std::string> more;
};

std::vector<Paragraph> paragraphs_of(std::string_view log);
bool is_summary(std::string_view head);
bool is_error(std::string_view head);
std::string text_of(const Paragraph& paragraph);
Spot spot_of(const Paragraph& paragraph);
std::optional<Spot> spot_in(std::string_view text);
std::optional<Spot> spot_at(std::string_view path, std::string_view number);

}  // namespace

std::vector<std::string> tool_command(const std::string& program, const std::string& tool,
                                      const std::string& log) {
  return {
      program, "--tool",        tool, "--error-exitcode", std::to_string(kToolExit), "--log-file",
      log,     "--print-limit", "100"};
}

std::vector<Finding> findings_of_log(std::string_view log, const std::string& tool) {
  std::vector<Finding> findings;
  std::set<std::string> places;
  bool is_whole = false;
  std::size_t told = 0;
  for (const Paragraph& paragraph : paragraphs_of(log)) {
    is_whole = is_whole || is_summary(paragraph.head);
    if (!is_error(paragraph.head)) continue;
    ++told;
    const Spot spot = spot_of(paragraph);
    const std::string place = fmt::format("{}:{}", spot.file, spot.line);
    const bool is_new = spot.file.empty() || places.insert(place).second;
    if (!is_new || findings.size() == kLogFindingsMax) continue;
    findings.push_back(located("cuda_device." + tool, spot.file, spot.line, text_of(paragraph)));
  }
  if (!is_whole) {
    findings.push_back(
        located("cuda_device." + tool, "", 0,
                fmt::format("{} did not get to its summary: {}", tool,
                            log.empty() ? "it wrote nothing" : "it was ended before")));
  }
  if (told > findings.size() && !findings.empty()) {
    findings.front().message += fmt::format(" ({} errors in all)", told);
  }
  return findings;
}

namespace {

std::vector<Paragraph> paragraphs_of(std::string_view log) {
  std::vector<Paragraph> paragraphs;
  for (const std::string& whole : split(log, '\n')) {
    const std::string_view line = std::string_view(whole).substr(0, kLogLineMax);
    if (line.substr(0, kMark.size()) != kMark) continue;  // The program's own words.
    std::string_view text = line.substr(kMark.size());
    const bool is_more = text.substr(0, kIndent.size()) == kIndent;
    text = trim(text);
    if (text.empty()) continue;
    if (is_more && !paragraphs.empty()) {
      paragraphs.back().more.emplace_back(text);
    } else {
      paragraphs.push_back({std::string(text), {}});
    }
  }
  return paragraphs;
}

// "ERROR SUMMARY: 0 errors", "RACECHECK SUMMARY: 1 hazard displayed (1 error, 0 warnings)".
bool is_summary(std::string_view head) {
  return head.rfind("ERROR SUMMARY:", 0) == 0 || head.rfind("RACECHECK SUMMARY:", 0) == 0;
}

// Every paragraph is one but these: of the tool itself, its summaries, and warnings of races, which
// it does not hold for errors.
bool is_error(std::string_view head) {
  constexpr std::string_view kOthers[] = {"COMPUTE-SANITIZER", "LEAK SUMMARY:", "Warning:", "INFO:",
                                          "Target application returned an error"};
  if (is_summary(head)) return false;
  return std::none_of(std::begin(kOthers), std::end(kOthers), [&](std::string_view other) {
    return head.substr(0, other.size()) == other;
  });
}

// The lines that name the host's frames are left out.
std::vector<std::string> lines_of(const Paragraph& paragraph) {
  std::vector<std::string> lines{paragraph.head};
  for (const std::string& line : paragraph.more) {
    if (line.find("Host Frame") != std::string::npos || line.rfind("Saved host", 0) == 0) break;
    lines.push_back(line);
  }
  return lines;
}

std::string text_of(const Paragraph& paragraph) {
  return join(lines_of(paragraph), "; ");
}

// The first place that it names.
Spot spot_of(const Paragraph& paragraph) {
  for (const std::string& line : lines_of(paragraph)) {
    if (const std::optional<Spot> spot = spot_in(line)) return *spot;
  }
  return {};
}

// "at sum(float *)+0x70 in sum.cu:41", or of older ones "at 0x60 in
// /src/src/cuda/sum.cu:41:sum(...)".
std::optional<Spot> spot_in(std::string_view text) {
  for (std::size_t at = text.find(" in "); at != std::string_view::npos;
       at = text.find(" in ", at)) {
    at += 4;
    const std::string_view word = text.substr(at, text.find_first_of(" [", at) - at);
    const std::size_t colon = word.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view number = word.substr(colon + 1, word.find(':', colon + 1) - colon - 1);
    if (auto spot = spot_at(word.substr(0, colon), number)) return spot;
  }
  return std::nullopt;
}

std::optional<Spot> spot_at(std::string_view path, std::string_view number) {
  int line = 0;
  const auto [end, failed] = std::from_chars(number.data(), number.data() + number.size(), line);
  if (failed != std::errc() || end != number.data() + number.size() || path.empty()) {
    return std::nullopt;
  }
  return Spot{std::string(path), line};
}

}  // namespace
}  // namespace wright

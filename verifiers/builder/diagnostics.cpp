#include "builder/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"

namespace wright {
namespace {

constexpr std::size_t kMessageBytesMax = 1000;
constexpr std::size_t kLineBytesMax = 4000;

std::optional<Finding> compiler_error(std::string_view line, const std::string& rule);
std::optional<Finding> linker_error(std::string_view line);
std::optional<Finding> cmake_error(const std::vector<std::string>& lines, std::size_t at);
int number_of(std::string_view text);

}  // namespace

std::vector<Finding> diagnostics_of(std::string_view output, const std::string& rule) {
  std::vector<Finding> findings;
  const std::vector<std::string> lines = split(output, '\n');
  for (std::size_t at = 0; at < lines.size() && findings.size() < kDiagnosticsMax; ++at) {
    const std::string_view line = std::string_view(lines[at]).substr(0, kLineBytesMax);
    std::optional<Finding> found = compiler_error(line, rule);
    if (!found) found = linker_error(line);
    if (!found) found = cmake_error(lines, at);
    if (!found) continue;
    if (std::find(findings.begin(), findings.end(), *found) == findings.end()) {
      findings.push_back(*std::move(found));
    }
  }
  if (findings.empty()) findings.push_back(located(rule, "", 0, head_and_tail(trim(output), 2000)));
  return findings;
}

Finding located(const std::string& rule, std::string_view path, int line,
                std::string_view message) {
  constexpr std::string_view kSource = "/src/";
  Finding finding;
  finding.rule = rule;
  finding.line = line;
  std::string text(message);
  if (path.rfind(kSource, 0) == 0) {
    finding.file = escape_for_terminal(path.substr(kSource.size()));
  } else if (!path.empty()) {
    text = fmt::format("{}:{}: {}", path, line, message);
    finding.line = 0;
  }
  finding.message = escape_for_terminal(head_and_tail(text, kMessageBytesMax));
  return finding;
}

namespace {

// "/src/src/sum.cpp:9:3: error: no member named ..."
std::optional<Finding> compiler_error(std::string_view line, const std::string& rule) {
  for (const std::string_view word : {": error: ", ": fatal error: "}) {
    const std::size_t at = line.find(word);
    if (at == std::string_view::npos || line.front() != '/') continue;
    const std::vector<std::string> place = split(line.substr(0, at), ':');
    if (place.size() < 2) continue;
    const bool is_warning = line.find("[-Werror") != std::string_view::npos;
    return located(is_warning ? rule + ".warning" : rule + ".error", place[0], number_of(place[1]),
                   line.substr(at + word.size()));
  }
  return std::nullopt;
}

std::optional<Finding> linker_error(std::string_view line) {
  const bool is_link = line.rfind("mold: error: ", 0) == 0 || line.rfind("mold: fatal: ", 0) == 0 ||
                       line.find("undefined reference to") != std::string_view::npos ||
                       line.find("multiple definition of") != std::string_view::npos;
  if (!is_link) return std::nullopt;
  return located("build.link", "", 0, line);
}

// The message is in the lines below "CMake Error at FILE:LINE (command):".
std::optional<Finding> cmake_error(const std::vector<std::string>& lines, std::size_t at) {
  constexpr std::string_view kHead = "CMake Error";
  if (lines[at].rfind(kHead, 0) != 0) return std::nullopt;
  std::string message(lines[at].substr(kHead.size()));
  for (std::size_t below = at + 1; below < std::min(lines.size(), at + 6); ++below) {
    message += " " + std::string(trim(lines[below]));
  }
  return located("build.configure", "", 0, trim(message));
}

int number_of(std::string_view text) {
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace
}  // namespace wright

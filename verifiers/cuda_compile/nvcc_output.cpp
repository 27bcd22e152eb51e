#include "nvcc_output.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"
#include "builder/diagnostics.h"
#include "kernel_name.h"

namespace wright {
namespace {

constexpr std::size_t kLineBytesMax = 4000;

std::optional<Finding> front_end_error(std::string_view line);
std::optional<Finding> ptxas_error(const std::string& line, const Compiled& compiled,
                                   const KernelSources& sources);

}  // namespace

std::vector<Finding> refusals_of(const Compiled& compiled, const KernelSources& sources) {
  std::vector<Finding> findings;
  for (const std::string& whole : split(compiled.output, '\n')) {
    const std::string line = whole.substr(0, kLineBytesMax);
    std::optional<Finding> found = front_end_error(line);
    if (!found) found = ptxas_error(line, compiled, sources);
    if (!found) continue;
    const bool is_new = std::find(findings.begin(), findings.end(), *found) == findings.end();
    if (is_new && findings.size() < kDiagnosticsMax) findings.push_back(*std::move(found));
  }
  if (!findings.empty()) return findings;
  // What the preprocessor said, which is g++, or words that nobody here knows.
  findings = diagnostics_of(compiled.output, "cuda_compile");
  for (Finding& finding : findings) {
    if (finding.rule != "cuda_compile") continue;
    finding.rule += ".error";
    finding.file = compiled.unit;
  }
  return findings;
}

namespace {

// "/src/src/cuda/a.cu(14): error: ...", "...(9): error #177-D: variable ...": a number that ends
// in -D is of a warning.
std::optional<Finding> front_end_error(std::string_view line) {
  for (const std::string_view word : {"): error", "): catastrophic error"}) {
    const std::size_t at = line.find(word);
    if (at == std::string_view::npos) continue;
    const std::size_t open = line.rfind('(', at);
    const std::size_t colon = line.find(": ", at + word.size());
    const std::size_t end = line.find(':', at + word.size());
    if (open == std::string_view::npos || end == std::string_view::npos || colon != end) continue;
    int number = 0;
    std::from_chars(line.data() + open + 1, line.data() + at, number);
    const std::string_view code = line.substr(at + word.size(), end - at - word.size());
    const bool is_warning = code.size() > 2 && code.substr(code.size() - 2) == "-D";
    return located(is_warning ? "cuda_compile.warning" : "cuda_compile.error", line.substr(0, open),
                   number, line.substr(end + 2));
  }
  return std::nullopt;
}

// "ptxas error   : Entry function 'NAME' uses too much shared data (...)", and, of assembler,
// "ptxas /tmp/x.ptx, line 12; error   : ...".
std::optional<Finding> ptxas_error(const std::string& line, const Compiled& compiled,
                                   const KernelSources& sources) {
  const bool is_error =
      line.find("error   :") != std::string::npos || line.find("fatal   :") != std::string::npos;
  const bool is_tool = line.rfind("ptxas", 0) == 0 || line.rfind("nvcc", 0) == 0;
  if (!is_error || !is_tool) return std::nullopt;
  std::string message(trim(line.substr(line.find("   :") + 4)));
  KernelSources::Place place{compiled.unit, 0};
  const std::size_t open = message.find('\'');
  const std::size_t close = open == std::string::npos ? open : message.find('\'', open + 1);
  if (close != std::string::npos) {
    const std::string name = message.substr(open + 1, close - open - 1);
    place = sources.place_of(compiled.unit, base_name(readable_name(name)));
    message.replace(open + 1, name.size(), readable_name(name));
  }
  const bool is_launch = message.find("too much shared data") != std::string::npos;
  return located(is_launch ? "cuda_compile.launch" : "cuda_compile.error", "/src/" + place.file,
                 place.line, fmt::format("sm_{}: {}", compiled.architecture, message));
}

}  // namespace
}  // namespace wright

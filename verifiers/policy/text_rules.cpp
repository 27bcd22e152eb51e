#include <fmt/format.h>

#include <array>
#include <regex>

#include "base/text.h"
#include "policy.h"

namespace wright {
namespace {

constexpr std::size_t kLineBytesMax = 400;

struct Pattern {
  const char* rule;
  std::regex shape;
  const char* message;
};

bool check_bytes(const Source& source, Findings& findings);
void check_line(const Source& source, const std::string& line, int number, Findings& findings);
const std::vector<Pattern>& patterns();

}  // namespace

Findings check_text(const Source& source) {
  Findings findings;
  if (!check_bytes(source, findings)) return findings;
  int number = 0;
  for (std::string line : split(source.text, '\n')) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    check_line(source, line, ++number, findings);
  }
  return findings;
}

namespace {

bool check_bytes(const Source& source, Findings& findings) {
  if (source.text.find('\0') != std::string::npos) {
    findings.push_back(
        fault("hygiene.bytes", source.path, 0, "holds a NUL byte: only text may land"));
    return false;
  }
  if (!is_utf8(source.text)) {
    findings.push_back(fault("hygiene.bytes", source.path, 0, "is not UTF-8: only text may land"));
    return false;
  }
  return true;
}

void check_line(const Source& source, const std::string& line, int number, Findings& findings) {
  if (escape_for_terminal(line) != line) {
    findings.push_back(fault("hygiene.unicode", source.path, number,
                             fmt::format("hidden or control characters: {}",
                                         escape_for_terminal(head_and_tail(line, 120)))));
  }
  // A longer line is refused, and std::regex recurses once for each character.
  if (line.size() > kLineBytesMax) {
    findings.push_back(
        fault("size.line", source.path, number,
              fmt::format("the line has {} bytes, {} allowed", line.size(), kLineBytesMax)));
    return;
  }
  for (const Pattern& pattern : patterns()) {
    if (!std::regex_search(line, pattern.shape)) continue;
    findings.push_back(fault(pattern.rule, source.path, number, pattern.message));
  }
}

const std::vector<Pattern>& patterns() {
  static const auto shape = [](const char* text) {
    return std::regex(text, std::regex::ECMAScript | std::regex::icase | std::regex::optimize);
  };
  static const char* const kSecret = "looks like a secret: take it out and revoke it";
  static const char* const kReviewer =
      "speaks to whoever judges the work: a comment explains the code to its readers";
  static const std::vector<Pattern> kPatterns{
      {"hygiene.secret", shape("-----BEGIN [A-Z ]*PRIVATE KEY"), kSecret},
      {"hygiene.secret", std::regex("\\b(AKIA|ASIA)[0-9A-Z]{16}\\b"), kSecret},
      {"hygiene.secret", std::regex("\\bgh[pousr]_[A-Za-z0-9]{30,}"), kSecret},
      {"hygiene.secret", std::regex("\\bgithub_pat_[A-Za-z0-9_]{20,}"), kSecret},
      {"hygiene.secret", std::regex("\\bsk-(ant-|proj-)?[A-Za-z0-9_-]{24,}"), kSecret},
      {"hygiene.secret", std::regex("\\bxox[abprs]-[A-Za-z0-9-]{10,}"), kSecret},
      {"hygiene.secret", std::regex("\\bAIza[0-9A-Za-z_-]{35}"), kSecret},
      {"hygiene.secret", shape("(password|passwd|api_?key|secret_?key)\\s*[:=]\\s*[\"'][^\"']{8,}"),
       kSecret},
      {"hygiene.reviewer",
       shape("\\b(ignore|disregard|forget)\\b.{0,20}\\b(previous|prior|above|all|earlier)\\b.{0,20}"
             "\\b(instruction|prompt|rule|finding)"),
       kReviewer},
      {"hygiene.reviewer",
       shape(
           "\\b(note|message|attention|dear|hello|hi)\\b.{0,12}\\b(reviewer|grader|judge|verifier|"
           "evaluator|language model|llm|assistant)\\b"),
       kReviewer},
      {"hygiene.reviewer",
       shape(
           "\\b(reviewer|grader|judge|verifier|evaluator|llm|model|ai)s?\\b.{0,20}\\b(should|must|"
           "please|can)\\b.{0,20}\\b(approve|accept|pass|ignore|skip|trust)"),
       kReviewer},
      {"hygiene.reviewer",
       shape("\\byou are (an? )?(ai|llm|language model|assistant|reviewer|judge)\\b"), kReviewer},
      {"hygiene.reviewer",
       shape("\\b(system prompt|as an ai\\b|<\\|im_start\\|>|<\\|endoftext\\|>)"), kReviewer},
      {"hygiene.reviewer",
       shape("\\bdo(n't| not)\\b.{0,12}\\b(flag|report|reject)\\b.{0,20}\\b(this|as)\\b"),
       kReviewer},
      {"hygiene.reviewer",
       shape("\\b(please )?(approve|accept)\\b.{0,12}\\bthis\\b.{0,12}\\b(patch|change|code|file)"),
       kReviewer},
  };
  return kPatterns;
}

}  // namespace
}  // namespace wright

#include <fmt/format.h>

#include <algorithm>

#include "policy.h"

namespace wright {
namespace {

using Code = std::vector<CppToken>;

struct Body {
  std::string name;
  int first_line = 0;
  int last_line = 0;
};

std::vector<Body> bodies(const Code& code);
std::string function_before(const Code& code, std::size_t begin, std::size_t brace);

}  // namespace

Findings check_size(const Source& source, const Policy& policy) {
  Findings findings;
  const auto lines = static_cast<int>(std::count(source.text.begin(), source.text.end(), '\n')) +
                     (source.text.empty() || source.text.back() == '\n' ? 0 : 1);
  if (lines > policy.file_lines_max) {
    findings.push_back(
        fault("size.file", source.path, 0,
              fmt::format("{} lines, {} allowed: split it", lines, policy.file_lines_max)));
  }
  for (const Body& body : bodies(without_directives(source.code))) {
    const int length = body.last_line - body.first_line + 1;
    if (length <= policy.function_lines_max) continue;
    findings.push_back(fault(
        "size.function", source.path, body.first_line,
        fmt::format("{} has {} lines, {} allowed", body.name, length, policy.function_lines_max)));
  }
  return findings;
}

namespace {

// The outermost blocks that belong to a function.
std::vector<Body> bodies(const Code& code) {
  std::vector<Body> found;
  std::size_t begin = 0;  // Of the current declaration.
  for (std::size_t at = 0; at < code.size(); ++at) {
    const std::string& text = code[at].kind == CppKind::mark ? code[at].text : "";
    if (text == ";" || text == "}") begin = at + 1;
    if (text != "{") continue;
    const std::string name = function_before(code, begin, at);
    if (!name.empty()) {
      const std::size_t end = closing(code, at);
      found.push_back({name, code[begin].line, code[std::min(end, code.size() - 1)].line});
      at = end;
    }
    begin = at + 1;
  }
  return found;
}

// The name before the first parenthesis of the declaration, or nothing when the
// brace opens a namespace, a class or a list of values.
std::string function_before(const Code& code, std::size_t begin, std::size_t brace) {
  static const std::set<std::string> kContainers{"namespace", "class", "struct",
                                                 "union",     "enum",  "concept"};
  int angle = 0;
  bool in_template = false;
  for (std::size_t at = begin; at < brace; ++at) {
    const std::string& text = code[at].text;
    if (text == "template") in_template = true;
    if (in_template) {
      angle += text == "<" ? 1 : text == ">" ? -1 : 0;
      in_template = text == "template" || angle > 0;
      continue;
    }
    if (kContainers.count(text) > 0) return "";
    if (text == "=" && code[at].kind == CppKind::mark) return "";
    if (text != "(" || at == begin) continue;
    if (code[at - 1].text != "__launch_bounds__") return code[at - 1].text;
    while (at < brace && code[at].text != ")") ++at;
  }
  return "";
}

}  // namespace
}  // namespace wright

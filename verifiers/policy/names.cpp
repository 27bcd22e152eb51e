#include <fmt/format.h>

#include <algorithm>

#include "banned_names.h"
#include "policy.h"

namespace wright {
namespace {

using Code = std::vector<CppToken>;

bool is_about_sanitizers(const std::string& name);
bool is_member(const Code& code, std::size_t at);
bool is_qualified_by_others(const Code& code, std::size_t at);
bool stands_for_the_systems(const Code& code, std::size_t at);
bool takes_address(const Code& code, std::size_t at);
bool is_in_attribute(const Code& code, std::size_t at);
std::string name_of_ban(const Source& source, std::size_t at, const Policy& policy);
const std::string& text_at(const Code& code, std::size_t at);

}  // namespace

Findings check_names(const Source& source, const Policy& policy) {
  Findings findings;
  const Code& code = source.code;
  for (std::size_t at = 0; at < code.size(); ++at) {
    if (code[at].kind != CppKind::identifier) continue;
    const std::string& name = code[at].text;
    const bool is_plain = std::all_of(name.begin(), name.end(), [](char c) {
      return static_cast<unsigned char>(c) < 0x80 && c != '\\' && c != '$';
    });
    if (!is_plain) {
      findings.push_back(fault("hygiene.unicode", source.path, code[at].line,
                               fmt::format("the name {} is not plain ASCII", name)));
    }
    const std::string rule = name_of_ban(source, at, policy);
    if (rule.empty()) continue;
    findings.push_back(fault(rule, source.path, code[at].line,
                             fmt::format("{} may not be used here: a library computes from its "
                                         "arguments alone",
                                         name)));
  }
  return findings;
}

namespace {

// The rule that the name breaks, or nothing.
std::string name_of_ban(const Source& source, std::size_t at, const Policy& policy) {
  const Code& code = source.code;
  const std::string& name = code[at].text;
  if (kBannedAttributes.count(name) > 0 && is_in_attribute(code, at)) return "hygiene.attribute";
  if (is_about_sanitizers(name)) return "hygiene.sanitizer";
  if (policy.allow.count(name) > 0 || is_member(code, at)) return "";
  if (policy.ban.count(name) > 0) return "hygiene.call";
  if (kBannedNames.count(name) > 0 && !is_qualified_by_others(code, at)) return "hygiene.call";
  if (kBannedCalls.count(name) > 0 && stands_for_the_systems(code, at)) return "hygiene.call";
  if (source.is_test) return "";
  if (source.is_pure && kFileNames.count(name) > 0) return "hygiene.file";
  if (source.is_pure && kFileCalls.count(name) > 0 && stands_for_the_systems(code, at)) {
    return "hygiene.file";
  }
  if (kClockNames.count(name) > 0) return "hygiene.clock";
  if (kClockCalls.count(name) > 0 && stands_for_the_systems(code, at)) return "hygiene.clock";
  if (name == "main" && !source.is_program && text_at(code, at + 1) == "(") return "hygiene.main";
  return "";
}

bool is_about_sanitizers(const std::string& name) {
  if (name == "__has_feature" || name.find("no_sanitize") != std::string::npos) return true;
  return std::any_of(kSanitizerPrefixes.begin(), kSanitizerPrefixes.end(),
                     [&](std::string_view prefix) { return name.rfind(prefix, 0) == 0; });
}

bool is_member(const Code& code, std::size_t at) {
  const std::string& before = at > 0 ? code[at - 1].text : code[at].text;
  return before == "." || before == "->";
}

// `tw::getenv` is not the system's; `std::getenv` and `::getenv` are.
bool is_qualified_by_others(const Code& code, std::size_t at) {
  if (at < 2 || code[at - 1].text != "::") return false;
  const CppToken& scope = code[at - 2];
  return scope.kind == CppKind::identifier && scope.text != "std" && scope.text != "return";
}

// A declaration `T name(` has a type before the name; a call has none.
bool stands_for_the_systems(const Code& code, std::size_t at) {
  if (is_qualified_by_others(code, at)) return false;
  if (at > 0 && code[at - 1].text == "::") return true;
  static const std::set<std::string> kNoTypes{"return", "co_return", "co_yield", "throw", "else",
                                              "do",     "case",      "not",      "and",   "or"};
  const bool is_called = text_at(code, at + 1) == "(";
  if (at == 0) return is_called;
  const CppToken& before = code[at - 1];
  if (before.kind == CppKind::identifier) {
    if (before.text == "define") return false;
    return kNoTypes.count(before.text) > 0 && is_called;
  }
  if (is_called) return before.text != ">" && before.text != "*" && before.text != "&";
  return before.text == "&" && takes_address(code, at - 1);
}

// `&` after a type makes a reference, elsewhere it takes an address.
bool takes_address(const Code& code, std::size_t at) {
  if (at == 0) return true;
  const CppToken& before = code[at - 1];
  return before.text == "return" ||
         (before.kind != CppKind::identifier && before.text != ">" && before.text != ")");
}

// Within `__attribute__((...))` or `[[...]]`.
bool is_in_attribute(const Code& code, std::size_t at) {
  int open = 0;
  for (std::size_t back = 1; back <= at && back < 64; ++back) {
    const std::string& text = code[at - back].text;
    if (text == ";" || text == "{" || text == "}") return false;
    if (text == ")" || text == "]") --open;
    if (text == "(" || text == "[") ++open;
    if (text == "__attribute__" || text == "__attribute") return open > 0;
    if (text == "[" && back < at && code[at - back - 1].text == "[") return open > 0;
  }
  return false;
}

const std::string& text_at(const Code& code, std::size_t at) {
  static const std::string kNothing;
  return at < code.size() ? code[at].text : kNothing;
}

}  // namespace
}  // namespace wright

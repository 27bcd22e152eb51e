#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "policy.h"

namespace wright {
namespace {

using Code = std::vector<CppToken>;

const std::set<std::string> kWords{
    "if",       "else",          "for",         "while",      "do",
    "switch",   "case",          "return",      "break",      "true",
    "false",    "int",           "long",        "short",      "char",
    "bool",     "float",         "double",      "void",       "auto",
    "const",    "static",        "inline",      "class",      "struct",
    "enum",     "public",        "private",     "protected",  "virtual",
    "operator", "template",      "throw",       "try",        "catch",
    "new",      "delete",        "namespace",   "using",      "sizeof",
    "assert",   "static_assert", "static_cast", "const_cast", "reinterpret_cast",
    "std",      "main",          "signed",      "unsigned",   "this",
    "noexcept", "constexpr",     "mutable",     "NDEBUG"};

const std::set<std::string> kBannedHeaders{
    "<dlfcn.h>",     "<spawn.h>",  "<sys/socket.h>", "<sys/ptrace.h>", "<netinet/in.h>",
    "<arpa/inet.h>", "<netdb.h>",  "<link.h>",       "<execinfo.h>",   "<sys/syscall.h>",
    "<ucontext.h>",  "<setjmp.h>", "<csetjmp>",      "<sys/prctl.h>",  "<sys/wait.h>"};

// The places of the sandbox and of the system: a library has no business there.
const std::vector<std::string> kPlaces{"/proc",  "/sys/", "/dev/", "/src", "/spec", "/kit",
                                       "/build", "/host", "/etc/", "/tmp", "/task", "/work"};

Finding include_fault(const Source& source, const CppToken& at, const std::string& why);
void check_include(const Source& source, std::size_t at, Findings& findings);
void check_define(const Source& source, std::size_t at, Findings& findings);
void check_pragma(const Source& source, std::size_t at, Findings& findings);
void check_strings(const Source& source, Findings& findings);
bool ends_like_a_header(const std::string& path);

}  // namespace

Findings check_directives(const Source& source) {
  Findings findings;
  const Code& code = source.code;
  for (std::size_t at = 0; at + 1 < code.size(); ++at) {
    if (code[at].text == "_Pragma" && code[at].kind == CppKind::identifier) {
      findings.push_back(fault("hygiene.pragma", source.path, code[at].line,
                               "_Pragma may not be used: write #pragma"));
    }
    if (code[at].text != "#" || !code[at].in_directive || code[at].kind != CppKind::mark) continue;
    const std::string& word = code[at + 1].text;
    if (word == "include" || word == "include_next" || word == "import" || word == "embed") {
      check_include(source, at + 1, findings);
    }
    if (word == "define" || word == "undef") check_define(source, at + 1, findings);
    if (word == "pragma") check_pragma(source, at + 1, findings);
    if (word == "line" || code[at + 1].kind == CppKind::number) {
      findings.push_back(fault("hygiene.line", source.path, code[at].line,
                               "#line may not be used: it hides where code stands"));
    }
  }
  check_strings(source, findings);
  return findings;
}

namespace {

void check_include(const Source& source, std::size_t at, Findings& findings) {
  const CppToken& word = source.code[at];
  if (word.text != "include") {
    findings.push_back(include_fault(source, word, "only #include may be used"));
    return;
  }
  if (at + 1 >= source.code.size() || source.code[at + 1].kind != CppKind::header) {
    findings.push_back(include_fault(source, word, "the file must be named, not computed"));
    return;
  }
  const CppToken& header = source.code[at + 1];
  const std::string path =
      header.text.substr(1, header.text.size() < 3 ? 0 : header.text.size() - 2);
  const std::vector<std::string> parts = split(path, '/');
  if (path.empty() || path.front() == '/' || path.find('\\') != std::string::npos) {
    findings.push_back(include_fault(source, header, "an absolute path"));
  } else if (std::find(parts.begin(), parts.end(), "..") != parts.end()) {
    findings.push_back(include_fault(source, header, "a path with .."));
  } else if (header.text.front() == '"' && !ends_like_a_header(path)) {
    findings.push_back(include_fault(source, header, "only headers may be included"));
  } else if (kBannedHeaders.count(header.text) > 0) {
    findings.push_back(include_fault(source, header, "a library has no use for it"));
  } else if (!source.is_test && (parts.front() == "gtest" || parts.front() == "gmock")) {
    findings.push_back(include_fault(source, header, "a library knows no tests"));
  }
}

Finding include_fault(const Source& source, const CppToken& at, const std::string& why) {
  return fault("hygiene.include", source.path, at.line,
               fmt::format("#{} {}: {}", at.kind == CppKind::header ? "include" : at.text,
                           at.kind == CppKind::header ? at.text : "", why));
}

bool ends_like_a_header(const std::string& path) {
  static const std::set<std::string> kEndings{".h", ".hh", ".hpp", ".cuh", ".ipp", ".inl"};
  return kEndings.count(std::filesystem::path(path).extension().string()) > 0;
}

void check_define(const Source& source, std::size_t at, Findings& findings) {
  if (at + 1 >= source.code.size()) return;
  const CppToken& name = source.code[at + 1];
  static const std::vector<std::string> kForeign{"EXPECT_", "ASSERT_",   "TEST",  "GTEST_",
                                                 "FAIL",    "SUCCEED",   "__has", "__GNUC",
                                                 "__clang", "__SANITIZE"};
  const bool is_foreign =
      std::any_of(kForeign.begin(), kForeign.end(),
                  [&](const std::string& prefix) { return name.text.rfind(prefix, 0) == 0; });
  if (!is_foreign && kWords.count(name.text) == 0) return;
  findings.push_back(fault("hygiene.macro", source.path, name.line,
                           fmt::format("the meaning of {} may not be changed", name.text)));
}

void check_pragma(const Source& source, std::size_t at, Findings& findings) {
  static const std::set<std::string> kBanned{"diagnostic", "system_header",    "warning",
                                             "weak",       "redefine_extname", "push_macro",
                                             "pop_macro"};
  for (std::size_t i = at + 1; i < source.code.size() && source.code[i].in_directive; ++i) {
    if (source.code[i].text == "#") return;
    if (kBanned.count(source.code[i].text) == 0) continue;
    findings.push_back(fault(
        "hygiene.pragma", source.path, source.code[i].line,
        fmt::format("#pragma {}: warnings and symbols stay as they are", source.code[i].text)));
    return;
  }
}

void check_strings(const Source& source, Findings& findings) {
  for (const CppToken& token : source.code) {
    if (token.kind != CppKind::string) continue;
    const bool names_place =
        std::any_of(kPlaces.begin(), kPlaces.end(),
                    [&](const std::string& place) { return token.text.rfind(place, 0) == 0; });
    if (names_place || token.text.find(".incbin") != std::string::npos) {
      findings.push_back(fault(
          "hygiene.path", source.path, token.line,
          fmt::format("\"{}\" names a place outside the library", head_and_tail(token.text, 80))));
    }
  }
}

}  // namespace
}  // namespace wright

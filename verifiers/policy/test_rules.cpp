#include <fmt/format.h>

#include "policy.h"

namespace wright {
namespace {

using Code = std::vector<CppToken>;

// What lets a test program decide its own result.
const std::set<std::string> kHooks{"TestEventListener",  "EmptyTestEventListener",
                                   "TestEventListeners", "AddGlobalTestEnvironment",
                                   "InitGoogleTest",     "RUN_ALL_TESTS",
                                   "UnitTest",           "GTEST_FLAG_SET",
                                   "GTEST_FLAG",         "RecordProperty",
                                   "FLAGS_gtest_filter", "TestPartResultReporterInterface"};
const std::set<std::string> kSkips{"GTEST_SKIP", "GTEST_SKIP_",
                                   "GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST"};

bool is_never_compiled(const Code& code, std::size_t at);

}  // namespace

Findings check_tests(const Source& source) {
  Findings findings;
  const Code& code = source.code;
  for (std::size_t at = 0; at < code.size(); ++at) {
    const std::string& name = code[at].text;
    if (source.is_test && is_never_compiled(code, at)) {
      findings.push_back(fault("hygiene.skip", source.path, code[at].line,
                               "a test that is never compiled proves nothing"));
    }
    if (code[at].kind != CppKind::identifier) continue;
    if (kHooks.count(name) > 0) {
      findings.push_back(fault("hygiene.listener", source.path, code[at].line,
                               fmt::format("{}: tests do not steer their own program", name)));
    }
    if (kSkips.count(name) > 0 || name.rfind("DISABLED_", 0) == 0) {
      findings.push_back(fault("hygiene.skip", source.path, code[at].line,
                               fmt::format("{}: a test that does not run proves nothing", name)));
    }
    const bool is_main = name == "main" && at + 1 < code.size() && code[at + 1].text == "(";
    if (source.is_test && is_main) {
      findings.push_back(fault("hygiene.main", source.path, code[at].line,
                               "tests have no main of their own: it comes from GoogleTest"));
    }
  }
  return findings;
}

namespace {

// `#if 0`, `#if false`.
bool is_never_compiled(const Code& code, std::size_t at) {
  const bool begins = code[at].kind == CppKind::mark && code[at].text == "#";
  if (!begins || at + 2 >= code.size() || code[at + 1].text != "if") return false;
  return code[at + 2].text == "0" || code[at + 2].text == "false";
}

}  // namespace
}  // namespace wright

#include "builder/test_results.h"

#include <fmt/format.h>

#include <functional>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "core/json.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr std::size_t kTestsMax = 20000;
constexpr std::size_t kNameBytesMax = 300;
constexpr std::size_t kFailuresMax = 5;

using OnTest = std::function<void(const std::string& name, const json& test)>;

Result<void> each_test(const std::string& text, const OnTest& on_test);
TestState state_of(const json& test);

}  // namespace

Result<std::map<std::string, ListedTest>> listed_tests(const std::string& text) {
  std::map<std::string, ListedTest> tests;
  TRY(each_test(text, [&](const std::string& name, const json& test) {
    tests[name] = {test.value("file", std::string()), test.value("line", 0)};
  }));
  return tests;
}

Result<std::map<std::string, RanTest>> ran_tests(const std::string& text) {
  std::map<std::string, RanTest> tests;
  TRY(each_test(text, [&](const std::string& name, const json& test) {
    RanTest& ran = tests[name];
    ran.state = state_of(test);
    if (!test.contains("failures")) return;
    for (const json& failure : test.at("failures")) {
      if (ran.failures.size() == kFailuresMax) break;
      ran.failures.push_back(failure.at("failure").get<std::string>());
    }
  }));
  return tests;
}

namespace {

Result<void> each_test(const std::string& text, const OnTest& on_test) {
  const json report = TRY(parse_json(to_utf8(text)));
  std::size_t count = 0;
  try {
    for (const json& suite : report.at("testsuites")) {
      const auto suite_name = suite.at("name").get<std::string>();
      for (const json& test : suite.at("testsuite")) {
        const std::string name = suite_name + "." + test.at("name").get<std::string>();
        const bool is_plain = escape_for_terminal(name) == name && name.size() <= kNameBytesMax &&
                              name.find_first_of(" \n\t") == std::string::npos;
        if (!is_plain || ++count > kTestsMax) {
          return Error{ErrorKind::protocol, "too many tests, or names that are none"};
        }
        on_test(name, test);
      }
    }
  } catch (const json::exception& fault) {
    return Error{ErrorKind::protocol, fmt::format("not a report of GoogleTest: {}", fault.what())};
  }
  return {};
}

TestState state_of(const json& test) {
  if (test.contains("failures") && !test.at("failures").empty()) return TestState::failed;
  const bool ran = test.value("status", std::string()) == "RUN";
  const std::string result = test.value("result", std::string());
  if (ran && result == "COMPLETED") return TestState::passed;
  return !ran || result == "SKIPPED" || result == "SUPPRESSED" ? TestState::skipped
                                                               : TestState::failed;
}

}  // namespace
}  // namespace wright

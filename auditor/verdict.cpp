#include "auditor/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace auditor {
namespace {

// True for a check that failed by nothing but times, which only says how fast a machine is.
bool is_slow(const json& one);
bool bears_out_a_pass(const json& one);
void expect_kept(const std::vector<std::string>& before, const json& verdict,
                 const std::string& where, Report& report);

}  // namespace

void audit_verdict(const Log& log, const Attempt& attempt, std::vector<std::string>& tests,
                   Report& report) {
  const std::string digest = text_at(attempt.judged->value, "verdict");
  const json verdict = log.blob_json(digest);
  const json& reports = list_at(verdict, "reports");
  const std::string status = text_at(verdict, "status");
  report.expect(canonical(verdict) == log.blob(digest), attempt.id, "its verdict is not canonical");
  report.expect(status == text_at(attempt.judged->value, "status"), attempt.id,
                "its verdict has another status than its line");
  report.expect(!reports.empty(), attempt.id, "landed without a report");
  int carried = 0;
  for (const json& one : reports) {
    const std::string check = shown(text_at(one, "check"));
    const bool is_carried = text_at(one, "status") == "unavailable" || is_slow(one);
    carried += is_carried ? 1 : 0;
    report.expect(is_carried || bears_out_a_pass(one), attempt.id,
                  fmt::format("landed although {} did not pass", check));
  }
  report.expect((status == "pass") == (carried == 0), attempt.id,
                "its verdict does not follow from its reports");
  if (carried > 0) {
    report.notes.push_back(fmt::format("{}: {} of its checks are carried", attempt.id, carried));
  }
  expect_kept(tests, verdict, attempt.id, report);
  tests = passed_tests(verdict);
}

std::vector<std::string> passed_tests(const json& verdict) {
  std::set<std::string> names;
  for (const json& one : list_at(verdict, "reports")) {
    for (const json& name : list_at(at(one, "tests"), "names")) {
      if (name.is_string()) names.insert(name.get<std::string>());
    }
  }
  return {names.begin(), names.end()};
}

namespace {

bool is_slow(const json& one) {
  const json& findings = list_at(one, "findings");
  const auto is_other = [](const json& finding) {
    return text_at(finding, "severity") == "error" && text_at(finding, "rule") != "bench.slow";
  };
  return text_at(one, "status") == "fail" && !findings.empty() &&
         std::none_of(findings.begin(), findings.end(), is_other);
}

bool bears_out_a_pass(const json& one) {
  const json& findings = list_at(one, "findings");
  const json& tests = at(one, "tests");
  const bool has_error = std::any_of(findings.begin(), findings.end(), [](const json& finding) {
    return text_at(finding, "severity") == "error";
  });
  return text_at(one, "status") == "pass" && !has_error && number_at(tests, "failed") == 0 &&
         number_at(tests, "passed") + number_at(tests, "skipped") == number_at(tests, "run");
}

void expect_kept(const std::vector<std::string>& before, const json& verdict,
                 const std::string& where, Report& report) {
  std::set<std::string> ran;
  for (const json& one : list_at(verdict, "reports")) ran.insert(text_at(one, "check"));
  const std::vector<std::string> now = passed_tests(verdict);
  for (const std::string& name : before) {
    const std::string check = name.substr(0, name.find('/'));
    if ((check != "tests" && check != "held_out") || ran.count(check) == 0) continue;
    report.expect(std::binary_search(now.begin(), now.end(), name), where,
                  "test \"" + shown(name) + "\" passed before and is not there any more");
  }
}

}  // namespace
}  // namespace auditor

#include "judge/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "core/json.h"
#include "exec/program.h"
#include "judge/verdict_cache.h"

namespace wright {
namespace {

constexpr int kSpeedTier = 7;  // Timings are never taken from a cache.
// More than the two builds that a check may start.
constexpr std::chrono::minutes kCheckWall{70};

std::vector<CheckConfig> by_tier(std::vector<CheckConfig> checks, const CheckTable& table);
int tier_of(const CheckTable& table, const std::string& check);
Result<CheckReport> run_check(const Judging& judging, const CheckConfig& check, const Tools& tools);
bool may_reuse(const Judging& judging, const CheckConfig& check, const CheckTable& table);
Result<CheckReport> cached_or_run(const Judging& judging, const CheckConfig& check,
                                  const Tools& tools, bool may_cache);
CheckReport broken_report(const std::string& check, const std::string& why);
CheckReport held_to_its_numbers(CheckReport report, const ProgramReport& program);
VerdictStatus status_of(const std::vector<CheckReport>& reports);

}  // namespace

Result<Verdict> judge(const Judging& judging, const Tools& tools, const CheckTable& table,
                      const Listener& listener) {
  Verdict verdict;
  int failed_tier = -1;
  for (const CheckConfig& check : by_tier(judging.checks, table)) {
    const int tier = tier_of(table, check.check);
    if (failed_tier >= 0 && tier > failed_tier && !judging.all_tiers) break;
    if (listener.started) listener.started(check.check);
    verdict.reports.push_back(
        TRY(cached_or_run(judging, check, tools, may_reuse(judging, check, table))));
    if (listener.finished) listener.finished(verdict.reports.back());
    if (verdict.reports.back().status != CheckStatus::pass && failed_tier < 0) failed_tier = tier;
  }
  verdict.status = status_of(verdict.reports);
  return verdict;
}

std::vector<CheckConfig> visible_checks(const std::vector<CheckConfig>& checks,
                                        const CheckTable& table) {
  std::vector<CheckConfig> visible;
  for (const CheckConfig& check : by_tier(checks, table)) {
    const auto info = table.find(check.check);
    if (info != table.end() && info->second.visible) visible.push_back(check);
  }
  return visible;
}

std::vector<CheckInfo> giving_checks(const std::vector<CheckConfig>& checks,
                                     const CheckTable& table) {
  std::vector<CheckInfo> giving;
  std::set<std::string> folders;
  for (const CheckConfig& check : checks) {
    const auto info = table.find(check.check);
    if (info == table.end() || info->second.gives.empty()) continue;
    if (folders.insert(info->second.gives).second) giving.push_back(info->second);
  }
  return giving;
}

std::vector<std::string> passed_tests(const Verdict& verdict) {
  std::set<std::string> names;
  for (const CheckReport& report : verdict.reports) {
    names.insert(report.tests.names.begin(), report.tests.names.end());
  }
  return {names.begin(), names.end()};
}

namespace {

std::vector<CheckConfig> by_tier(std::vector<CheckConfig> checks, const CheckTable& table) {
  std::stable_sort(checks.begin(), checks.end(), [&](const auto& left, const auto& right) {
    return tier_of(table, left.check) < tier_of(table, right.check);
  });
  return checks;
}

int tier_of(const CheckTable& table, const std::string& check) {
  const auto info = table.find(check);
  return info == table.end() ? 0 : info->second.tier;
}

bool may_reuse(const Judging& judging, const CheckConfig& check, const CheckTable& table) {
  const auto info = table.find(check.check);
  const bool reads_outside = info != table.end() && info->second.reads_outside;
  return judging.request.use_caches && !reads_outside && tier_of(table, check.check) < kSpeedTier;
}

Result<CheckReport> cached_or_run(const Judging& judging, const CheckConfig& check,
                                  const Tools& tools, bool may_cache) {
  const VerdictCache cache(may_cache ? judging.verdicts : std::filesystem::path());
  const std::string key = cache.key(judging, check, tools);
  if (auto report = cache.find(key, judging.request.artifacts)) return *std::move(report);
  CheckReport report = TRY(run_check(judging, check, tools));
  TRY(cache.keep(key, report, judging.request.artifacts));
  return report;
}

Result<CheckReport> run_check(const Judging& judging, const CheckConfig& check,
                              const Tools& tools) {
  CheckRequest request = judging.request;
  request.check = check.check;
  request.config = check.config;
  ProgramRequest program;
  program.argv = {(tools.libexec / ("check-" + check.check)).string()};
  program.input = canonical(to_json(request));
  program.wall = kCheckWall;
  const ProgramReport ran = TRY(run_program(program));
  if (ran.timed_out) return broken_report(check.check, "the check did not end in time");
  const Result<nlohmann::json> value = parse_json(ran.out);
  Result<CheckReport> report =
      value ? check_report_from_json(*value) : Result<CheckReport>(value.error());
  if (!report) {
    const std::string said = escape_for_terminal(head_and_tail(ran.err, 400));
    return broken_report(check.check,
                         fmt::format("no report ({}): {}", report.error().message, said));
  }
  return held_to_its_numbers(std::move(report).value(), ran);
}

CheckReport broken_report(const std::string& check, const std::string& why) {
  CheckReport report;
  report.check = check;
  report.status = CheckStatus::broken;
  report.summary = why;
  return report;
}

// A report counts only when its status, its exit code, its findings and its
// tally say the same.
CheckReport held_to_its_numbers(CheckReport report, const ProgramReport& program) {
  if (report.status != CheckStatus::pass) return report;
  const auto is_error = [](const Finding& finding) { return finding.severity == Severity::error; };
  const bool has_error = std::any_of(report.findings.begin(), report.findings.end(), is_error);
  const TestTally& tests = report.tests;
  const bool tally_adds_up = tests.failed == 0 && tests.skipped == 0 && tests.run == tests.passed &&
                             tests.run >= tests.expected;
  if (program.exit_code != 0 || has_error || !tally_adds_up) {
    report.status = CheckStatus::broken;
    report.summary = "the report claims a pass that its own numbers deny: " + report.summary;
  }
  return report;
}

VerdictStatus status_of(const std::vector<CheckReport>& reports) {
  const auto any = [&](CheckStatus status) {
    return std::any_of(reports.begin(), reports.end(),
                       [&](const CheckReport& report) { return report.status == status; });
  };
  if (reports.empty() || any(CheckStatus::broken)) return VerdictStatus::broken;
  if (any(CheckStatus::fail)) return VerdictStatus::fail;
  if (any(CheckStatus::unavailable)) return VerdictStatus::blocked;
  return VerdictStatus::pass;
}

}  // namespace
}  // namespace wright

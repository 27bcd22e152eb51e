#include <fmt/format.h>

#include <set>

#include "base/text.h"
#include "bench.h"
#include "frame/artifact.h"
#include "frame/toolchain.h"
#include "frame/verifier_main.h"
#include "questions.h"

namespace wright {
namespace {

CheckReport report_of(const Bench& bench, const Settings& settings);
std::string missing_text(const Settings& settings);

Result<CheckReport> verify(const CheckRequest& request) {
  const Plan plan = TRY(plan_of(request));
  const FoundArtifact host = TRY(find_artifact(request, "host"));
  Bench bench{request, host.file, TRY(questions_of(request, plan)), {}, {}, {}, {}};
  CheckReport report;
  report.check = request.check;
  report.status = CheckStatus::fail;
  if (bench.questions.empty()) {
    report.summary = "no case to ask: nothing is proved";
    report.findings = {{"invariance.none", Severity::error, false, "", 0, report.summary}};
    return report;
  }
  const Settings settings = TRY(settings_of(request, plan));
  for (const Dimension dimension : plan.require) {
    const auto missing = settings.missing.find(dimension);
    if (missing == settings.missing.end()) continue;
    return unavailable(fmt::format("{} is not varied: {}", word_for(dimension), missing->second));
  }
  TRY(answer_plainly(bench));
  report.findings = faults_of(bench);
  report.summary = "cases fail in the plain sandbox";
  if (!report.findings.empty()) return report;
  bench.variations = settings.variations;
  TRY(answer_elsewhere(bench));
  return report_of(bench, settings);
}

CheckReport report_of(const Bench& bench, const Settings& settings) {
  CheckReport report;
  report.check = bench.request.check;
  std::set<std::string> rules;
  for (const std::vector<Finding>& found : bench.found) {
    report.findings.insert(report.findings.end(), found.begin(), found.end());
    for (const Finding& finding : found) rules.insert(finding.rule);
  }
  const std::string missing = missing_text(settings);
  report.status = rules.empty() ? CheckStatus::pass : CheckStatus::fail;
  report.summary = fmt::format(
      "{} cases in {} settings: {}{}", bench.questions.size(), bench.variations.size(),
      rules.empty() ? "the same bytes" : "other bytes, " + join({rules.begin(), rules.end()}, ", "),
      missing);
  if (!missing.empty()) {
    report.findings.push_back(
        {"invariance.not_varied", Severity::note, false, "", 0, missing.substr(2)});
  }
  report.sandbox = describe(bench.plain.isolation);
  report.metrics["cases"] = {static_cast<double>(bench.questions.size()), "1"};
  report.metrics["settings"] = {static_cast<double>(bench.variations.size()), "1"};
  return report;
}

// "; not varied: date (...)", or nothing.
std::string missing_text(const Settings& settings) {
  std::vector<std::string> parts;
  for (const auto& [dimension, why] : settings.missing) {
    parts.push_back(fmt::format("{} ({})", word_for(dimension), why));
  }
  return parts.empty() ? "" : "; not varied: " + join(parts, ", ");
}

}  // namespace
}  // namespace wright

int main() {
  return wright::verifier_main(wright::verify);
}

#include "core/json.h"
#include "core/json_words.h"

namespace wright {

using nlohmann::json;

namespace {

json finding_json(const Finding& finding) {
  return json{{"rule", finding.rule},         {"severity", word(finding.severity)},
              {"held_out", finding.held_out}, {"file", finding.file},
              {"line", finding.line},         {"message", finding.message}};
}

json tally_json(const TestTally& tests) {
  return json{{"expected", tests.expected}, {"run", tests.run},         {"passed", tests.passed},
              {"failed", tests.failed},     {"skipped", tests.skipped}, {"names", tests.names}};
}

}  // namespace

template <>
struct Reader<Finding> {
  static Finding read(const json& value) {
    Finding finding;
    get(value, "rule", finding.rule);
    get(value, "severity", finding.severity);
    get(value, "held_out", finding.held_out);
    get(value, "file", finding.file);
    get(value, "line", finding.line);
    get(value, "message", finding.message);
    return finding;
  }
};

template <>
struct Reader<TestTally> {
  static TestTally read(const json& value) {
    TestTally tests;
    get(value, "expected", tests.expected);
    get(value, "run", tests.run);
    get(value, "passed", tests.passed);
    get(value, "failed", tests.failed);
    get(value, "skipped", tests.skipped);
    get(value, "names", tests.names);
    return tests;
  }
};

template <>
struct Reader<Artifact> {
  static Artifact read(const json& value) {
    Artifact artifact;
    get(value, "name", artifact.name);
    get(value, "digest", artifact.digest);
    return artifact;
  }
};

template <>
struct Reader<CheckReport> {
  static CheckReport read(const json& value) {
    CheckReport report;
    get(value, "check", report.check);
    get(value, "status", report.status);
    get(value, "summary", report.summary);
    get(value, "findings", report.findings);
    get(value, "tests", report.tests);
    for (const auto& [name, item] : member(value, "metrics").items()) {
      Metric& metric = report.metrics[name];
      get(item, "value", metric.value);
      get(item, "unit", metric.unit);
    }
    get(value, "artifacts", report.artifacts);
    get(value, "toolchain", report.toolchain);
    get(value, "sandbox", report.sandbox);
    get(value, "duration_ms", report.duration_ms);
    return report;
  }
};

json to_json(const CheckReport& report) {
  json findings = json::array();
  for (const Finding& finding : report.findings) findings.push_back(finding_json(finding));
  json metrics = json::object();
  for (const auto& [name, metric] : report.metrics) {
    metrics[name] = {{"value", metric.value}, {"unit", metric.unit}};
  }
  json artifacts = json::array();
  for (const Artifact& artifact : report.artifacts) {
    artifacts.push_back({{"name", artifact.name}, {"digest", artifact.digest.value}});
  }
  return json{{"check", report.check},
              {"status", word(report.status)},
              {"summary", report.summary},
              {"findings", std::move(findings)},
              {"tests", tally_json(report.tests)},
              {"metrics", std::move(metrics)},
              {"artifacts", std::move(artifacts)},
              {"toolchain", report.toolchain},
              {"sandbox", report.sandbox},
              {"duration_ms", report.duration_ms}};
}

Result<CheckReport> check_report_from_json(const json& value) {
  return reading("check report", value, [&] { return Reader<CheckReport>::read(value); });
}

json to_json(const Verdict& verdict) {
  json reports = json::array();
  for (const CheckReport& report : verdict.reports) reports.push_back(to_json(report));
  return json{{"status", word(verdict.status)}, {"reports", std::move(reports)}};
}

Result<Verdict> verdict_from_json(const json& value) {
  return reading("verdict", value, [&] {
    Verdict verdict;
    get(value, "status", verdict.status);
    get(value, "reports", verdict.reports);
    return verdict;
  });
}

}  // namespace wright

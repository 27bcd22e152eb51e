#include <fmt/format.h>

#include <algorithm>

#include "builder/build_tree.h"
#include "builder/diagnostics.h"
#include "frame/verifier_main.h"
#include "imports.h"
#include "second_compiler.h"

namespace wright {
namespace {

using Findings = std::vector<Finding>;

CheckReport report_of(const BuiltTree& built, Findings findings, const std::string& summary);
void note_missing_clang(CheckReport& report);

Result<CheckReport> verify(const CheckRequest& request) {
  BuiltTree built = TRY(build_tree(request, release_flavour()));
  if (!built.findings.empty()) return report_of(built, built.findings, "does not build");
  const SecondCompiler second = TRY(check_with_clang(request, built));
  if (second.version) built.toolchain += "; " + *second.version;
  Findings findings = second.findings;
  const Findings imports = TRY(check_imports(request, built));
  findings.insert(findings.end(), imports.begin(), imports.end());
  const Published published = TRY(publish_programs(request, built, ""));
  findings.insert(findings.end(), published.findings.begin(), published.findings.end());
  const std::string how = built.used_base ? "on the base's build" : "from nothing";
  CheckReport report = report_of(
      built, findings,
      fmt::format("host and {} test programs, built {}; clang++ read {} units",
                  std::max<std::size_t>(published.artifacts.size(), 1) - 1, how, second.units));
  if (!second.version) note_missing_clang(report);
  report.artifacts = published.artifacts;
  return report;
}

CheckReport report_of(const BuiltTree& built, Findings findings, const std::string& summary) {
  CheckReport report;
  report.status = findings.empty() ? CheckStatus::pass : CheckStatus::fail;
  report.summary = summary;
  if (!findings.empty()) {
    const Finding& first = findings.front();
    report.summary =
        fmt::format("{} findings, the first: {}{}{}", findings.size(), first.file,
                    first.line > 0 ? fmt::format(":{}: ", first.line) : "", first.message);
  }
  if (findings.size() > kDiagnosticsMax) findings.resize(kDiagnosticsMax);
  report.findings = std::move(findings);
  report.toolchain = built.toolchain;
  report.sandbox = built.sandbox;
  return report;
}

void note_missing_clang(CheckReport& report) {
  report.summary += "; clang not installed";
  Finding note;
  note.rule = "build.clang";
  note.severity = Severity::note;
  note.message = "clang not installed: only g++ has read the code";
  report.findings.push_back(note);
}

}  // namespace
}  // namespace wright

int main() {
  return wright::verifier_main(wright::verify);
}

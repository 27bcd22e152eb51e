#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <future>
#include <utility>

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

// Both compilers read at the same time.  clang++ may have missed what the build
// was still generating, or not taken a precompiled header, so its findings count
// when it has them afterwards too, without either.
Result<CheckReport> verify(const CheckRequest& request) {
  const Flavour flavour = request.visible_only ? gate_flavour() : release_flavour();
  ConfiguredTree configured = TRY(configure_tree(request, flavour));
  const ReachedUnits reached = TRY(reached_units(request, configured.built));
  std::future<Result<SecondCompiler>> reading;
  if (configured.built.findings.empty()) {
    reading = std::async(std::launch::async, check_with_clang, std::cref(request),
                         std::as_const(configured.built), std::cref(reached), Headers::precompiled);
  }
  Result<BuiltTree> compiled = compile_tree(request, std::move(configured));
  Result<SecondCompiler> read = reading.valid() ? reading.get() : SecondCompiler();
  BuiltTree built = TRY(std::move(compiled));
  if (!built.findings.empty()) return report_of(built, built.findings, "does not build");
  SecondCompiler second = TRY(std::move(read));
  if (!second.findings.empty())
    second = TRY(check_with_clang(request, built, reached, Headers::own));
  if (second.version) built.toolchain += "; " + *second.version;
  Findings findings = second.findings;
  const Published published = TRY(publish_programs(request, built, ""));
  findings.insert(findings.end(), published.findings.begin(), published.findings.end());
  if (published.findings.empty()) {
    const Findings imports = TRY(check_imports(request, built));
    findings.insert(findings.end(), imports.begin(), imports.end());
  }
  const std::string how = built.used_base ? "on the base's build" : "from nothing";
  CheckReport report =
      report_of(built, findings,
                fmt::format("host and {} test programs, built {} ({}); clang++ read {} units",
                            std::max<std::size_t>(published.artifacts.size(), 1) - 1, how,
                            flavour.name, second.units));
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

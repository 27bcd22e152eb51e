// tensorwright audit: every commit of the target is explained by a log, and every
// log adds up.
#include "campaign/audit.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/find.h"
#include "cli/print.h"

namespace wright {
namespace {

struct AuditArguments {
  std::string revision = "HEAD";
};

void print_report(const AuditReport& report) {
  fmt::print("{} logs with {} events and {} blobs explain {} landings; {} commits looked at{}\n",
             report.logs, report.events, report.blobs, report.landings, report.commits,
             report.truncated ? ", older ones are not in this clone" : "");
  for (const AuditFinding& finding : report.findings) {
    fmt::print("{}  {}: {}\n", tinted(Tint::bad, "finding"), escape_for_terminal(finding.where),
               escape_for_terminal(finding.message));
  }
  fmt::print("{}\n", report.findings.empty() ? tinted(Tint::good, "all of it adds up")
                                             : fmt::format("{} findings", report.findings.size()));
}

Result<int> audit_command(const Invocation& invocation, const AuditArguments& given) {
  Repo repo = TRY(Repo::open(invocation.directory));
  const CommitId tip = TRY(repo.resolve(given.revision));
  const AuditReport report = TRY(audit(repo, tip));
  if (invocation.json) {
    nlohmann::json findings = nlohmann::json::array();
    for (const AuditFinding& finding : report.findings) {
      findings.push_back({{"where", finding.where}, {"message", finding.message}});
    }
    print_json({{"logs", report.logs},
                {"events", report.events},
                {"blobs", report.blobs},
                {"landings", report.landings},
                {"commits", report.commits},
                {"truncated", report.truncated},
                {"findings", std::move(findings)}});
  } else {
    print_report(report);
  }
  return report.findings.empty() ? kExitDone : kExitNotGood;
}

}  // namespace

void add_audit(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<AuditArguments>();
  CLI::App* command =
      app.add_subcommand("audit", "Explain every commit of the target by the recorded logs");
  command->add_option("revision", given->revision, "The tip to look back from")
      ->capture_default_str();
  command->add_flag("--json", invocation.json, "As JSON");
  command->callback(acting(chosen, invocation, given, audit_command));
}

}  // namespace wright

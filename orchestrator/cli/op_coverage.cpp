// tensorwright runtime coverage: each op of a table, checked here and now on the tip of a campaign.
#include "cli/op_coverage.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "campaign/verify.h"
#include "cli/find.h"
#include "cli/print.h"
#include "plan/op_table.h"

namespace wright {
namespace {

struct OpCoverageArguments {
  std::string campaign;
  std::string table;  // A file; see plan/op_table.h.
};

Result<int> op_coverage_command(const Invocation& invocation, const OpCoverageArguments& given);
Coverage read_verdict(OpTable table, const std::vector<CoverageCheck>& checks,
                      const Verdict& verdict);
CheckConfig completeness(const OpTable& table);

}  // namespace

void add_op_coverage(CLI::App& runtime, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<OpCoverageArguments>();
  CLI::App* command = runtime.add_subcommand(
      "coverage", "Check every op of a table in every dtype: forward, strided, backward, in place");
  command->add_option("campaign", given->campaign, "The campaign")->required();
  command->add_option("--table", given->table, "The table, such as specs/NAME/ops.yaml")
      ->required();
  command->add_flag("--json", invocation.json, "As JSON");
  command->callback(acting(chosen, invocation, given, op_coverage_command));
}

namespace {

Result<int> op_coverage_command(const Invocation& invocation, const OpCoverageArguments& given) {
  const Recording recording = TRY(find_log(invocation, given.campaign));
  Repo repo = TRY(Repo::open(invocation.directory));
  OpTable table = TRY(load_op_table(given.table));
  const std::vector<CoverageCheck> planned = coverage_checks(table);
  std::vector<CheckConfig> checks{completeness(table)};
  for (const CoverageCheck& one : planned) checks.push_back(one.check);
  const Verdict verdict = TRY(measure_tip(repo, recording, given.table, checks, invocation.tools,
                                          printing_listener(invocation.json)));
  const Coverage coverage = read_verdict(std::move(table), planned, verdict);
  if (invocation.json) {
    print_json(coverage_json(coverage));
  } else {
    print_coverage(coverage);
  }
  return holds(coverage) ? kExitDone : kExitNotGood;
}

// The host's question `listed` says what the library has and the table lacks, or the other way
// round.
CheckConfig completeness(const OpTable& table) {
  std::set<std::string> all;
  for (const OpRow& row : table.rows) {
    all.insert(row.op);
    for (const std::string& call : row.in_place) all.insert(call.substr(0, call.find('(')));
  }
  const std::string names = join({all.begin(), all.end()}, ",");
  const nlohmann::json config{{"calls", {fmt::format("listed(\"{}\")", names)}},
                              {"repeat", 1},
                              {"why", "the table names every op"}};
  return CheckConfig{"differential", config.dump()};
}

Coverage read_verdict(OpTable table, const std::vector<CoverageCheck>& checks,
                      const Verdict& verdict) {
  Coverage coverage;
  coverage.table = std::move(table);
  constexpr std::size_t kBefore = 2;  // build, and whether the table is complete.
  if (verdict.reports.size() >= kBefore) {
    coverage.is_complete = verdict.reports[1].status == CheckStatus::pass;
    coverage.difference = verdict.reports[1].findings.empty()
                              ? verdict.reports[1].summary
                              : verdict.reports[1].findings.front().message;
  }
  for (std::size_t i = 0; i < checks.size(); ++i) {
    std::set<std::string> passed;
    if (kBefore + i < verdict.reports.size()) {
      const CheckReport& report = verdict.reports[kBefore + i];
      for (const std::string& name : report.tests.names) {
        passed.insert(name.substr(name.find('/', name.find('/') + 1) + 1));
      }
      for (const Finding& finding : report.findings) coverage.faults.push_back(finding.message);
      if (report.findings.empty() && report.status != CheckStatus::pass) {
        coverage.faults.push_back(report.check + ": " + report.summary);
      }
    }
    for (const CoverageCall& call : checks[i].calls) {
      Cell& cell = coverage.cells[{call.row, call.dtype, call.facet}];
      ++cell.checked;
      if (passed.count(call.call) == 0) cell.failed.push_back(call.call);
    }
  }
  return coverage;
}

}  // namespace
}  // namespace wright

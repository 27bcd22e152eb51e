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

struct Cell {
  int checked = 0;
  std::vector<std::string> failed;  // The calls.
};

struct Coverage {
  OpTable table;
  std::map<std::tuple<std::size_t, std::string, Facet>, Cell> cells;
  bool is_complete = false;  // The table names every op that the library has, and no other.
  std::string difference;
  std::vector<std::string> faults;  // Checks that could not run, and what the first finding says.
};

constexpr std::array<std::pair<Facet, const char*>, 6> kFacets{{{Facet::forward, "forward"},
                                                                {Facet::strided, "strided"},
                                                                {Facet::backward, "backward"},
                                                                {Facet::second, "second"},
                                                                {Facet::in_place, "in_place"},
                                                                {Facet::refused, "refused"}}};

Coverage read_verdict(OpTable table, const std::vector<CoverageCheck>& checks,
                      const Verdict& verdict);
CheckConfig completeness(const OpTable& table);
bool holds(const Coverage& coverage);
void print_coverage(const Coverage& coverage);
nlohmann::json coverage_json(const Coverage& coverage);

}  // namespace

Result<int> print_op_coverage(const Invocation& invocation, const CoverageArguments& given) {
  const Recording recording = TRY(find_log(invocation, given.campaign));
  Repo repo = TRY(Repo::open(invocation.directory));
  OpTable table = TRY(load_op_table(given.table));
  const std::vector<CoverageCheck> planned = coverage_checks(table);
  std::vector<CheckConfig> checks{completeness(table)};
  for (const CoverageCheck& one : planned) checks.push_back(one.check);
  const Verdict verdict = TRY(
      measure_tip(repo, recording, checks, invocation.tools, printing_listener(invocation.json)));
  const Coverage coverage = read_verdict(std::move(table), planned, verdict);
  if (invocation.json) {
    print_json(coverage_json(coverage));
  } else {
    print_coverage(coverage);
  }
  return holds(coverage) ? kExitDone : kExitNotGood;
}

namespace {

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

bool holds(const Coverage& coverage) {
  return coverage.is_complete &&
         std::all_of(coverage.cells.begin(), coverage.cells.end(),
                     [](const auto& cell) { return cell.second.failed.empty(); });
}

// A letter for each facet that was checked: f s b 2 i, r where the dtype is refused, and ! where
// a check failed.
std::string letters_of(const Coverage& coverage, std::size_t row, const std::string& dtype) {
  static const std::map<Facet, char> kLetters{{Facet::forward, 'f'},  {Facet::strided, 's'},
                                              {Facet::backward, 'b'}, {Facet::second, '2'},
                                              {Facet::in_place, 'i'}, {Facet::refused, 'r'}};
  std::string letters;
  for (const auto& [facet, name] : kFacets) {
    const auto cell = coverage.cells.find({row, dtype, facet});
    if (cell == coverage.cells.end()) continue;
    letters += kLetters.at(facet);
    if (!cell->second.failed.empty()) letters += '!';
  }
  return letters.empty() ? "-" : letters;
}

std::string remarks_of(const OpRow& row) {
  std::vector<std::string> remarks;
  if (!row.no_derivative.empty()) remarks.push_back("no b: " + row.no_derivative);
  if (!row.no_second.empty()) remarks.push_back("no 2: " + row.no_second);
  if (!row.no_strides.empty()) remarks.push_back("no s: " + row.no_strides);
  return join(remarks, "; ");
}

void print_coverage(const Coverage& coverage) {
  std::vector<std::string> head{"op"};
  head.insert(head.end(), dtype_names().begin(), dtype_names().end());
  head.emplace_back("remarks");
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < coverage.table.rows.size(); ++i) {
    std::vector<std::string> row{coverage.table.rows[i].op};
    for (const std::string& dtype : dtype_names()) row.push_back(letters_of(coverage, i, dtype));
    row.push_back(remarks_of(coverage.table.rows[i]));
    rows.push_back(std::move(row));
  }
  print_table(head, std::move(rows));
  std::size_t checked = 0;
  std::size_t failed = 0;
  for (const auto& [key, cell] : coverage.cells) {
    ++checked;
    failed += cell.failed.empty() ? 0U : 1U;
  }
  fmt::print(
      "\nf forward, s strided, b backward, 2 second derivative (in f64), i in place, "
      "r refused with an error, ! failed\n");
  fmt::print("{} ops, {} cells checked, {} failed; the table {}\n", coverage.table.rows.size(),
             checked, failed,
             coverage.is_complete ? "names every op of the library"
                                  : "is not complete: " + escape_for_terminal(coverage.difference));
  constexpr std::size_t kShown = 20;
  for (std::size_t i = 0; i < coverage.faults.size() && i < kShown; ++i) {
    fmt::print("  {}\n", escape_for_terminal(coverage.faults[i]));
  }
}

nlohmann::json coverage_json(const Coverage& coverage) {
  nlohmann::json ops = nlohmann::json::array();
  for (std::size_t i = 0; i < coverage.table.rows.size(); ++i) {
    const OpRow& row = coverage.table.rows[i];
    nlohmann::json cells = nlohmann::json::object();
    for (const std::string& dtype : dtype_names()) {
      for (const auto& [facet, name] : kFacets) {
        const auto cell = coverage.cells.find({i, dtype, facet});
        if (cell == coverage.cells.end()) continue;
        cells[dtype][name] = {{"checked", cell->second.checked}, {"failed", cell->second.failed}};
      }
    }
    ops.push_back({{"op", row.op},
                   {"dtypes", row.dtypes},
                   {"error", row.error.empty() ? "exact" : row.error},
                   {"derivative", row.derivative},
                   {"no_derivative", row.no_derivative},
                   {"no_second", row.no_second},
                   {"no_strides", row.no_strides},
                   {"source", row.source},
                   {"cells", cells}});
  }
  return {{"ops", ops}, {"complete", coverage.is_complete}, {"holds", holds(coverage)}};
}

}  // namespace
}  // namespace wright

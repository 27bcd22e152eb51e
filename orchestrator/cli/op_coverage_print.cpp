// The screen of `runtime coverage`, and the same as JSON.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "cli/op_coverage.h"
#include "cli/print.h"

namespace wright {
namespace {

constexpr std::array<std::pair<Facet, const char*>, 6> kFacets{{{Facet::forward, "forward"},
                                                                {Facet::strided, "strided"},
                                                                {Facet::backward, "backward"},
                                                                {Facet::second, "second"},
                                                                {Facet::in_place, "in_place"},
                                                                {Facet::refused, "refused"}}};

std::string letters_of(const Coverage& coverage, std::size_t row, const std::string& dtype);
std::string remarks_of(const OpRow& row);

}  // namespace

bool holds(const Coverage& coverage) {
  return coverage.is_complete &&
         std::all_of(coverage.cells.begin(), coverage.cells.end(),
                     [](const auto& cell) { return cell.second.failed.empty(); });
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

namespace {

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

}  // namespace
}  // namespace wright

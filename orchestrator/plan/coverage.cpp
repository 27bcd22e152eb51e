#include "plan/coverage.h"

#include <algorithm>
#include <set>

#include "base/files.h"
#include "base/text.h"
#include "plan/clauses.h"

namespace wright {
namespace {

bool holds(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

void add_tasks(const Spec& spec, ClauseCoverage& row) {
  std::set<std::string> checks;
  for (const Task& task : spec.tasks) {
    if (!holds(task.clauses, row.clause.id)) continue;
    row.tasks.push_back(task.id);
    for (const CheckConfig& check : task.checks) checks.insert(check.check);
  }
  row.checks.assign(checks.begin(), checks.end());
}

void add_cases(const std::string& cases, bool is_held_out, std::vector<ClauseCoverage>& rows) {
  for (const std::string& line : split(cases, '\n')) {
    if (!trim(line).starts_with("case ")) continue;
    const std::vector<std::string> named = clauses_of_case(line);
    for (ClauseCoverage& row : rows) {
      if (holds(named, row.clause.id)) ++(is_held_out ? row.held_out_cases : row.visible_cases);
    }
  }
}

}  // namespace

Result<std::vector<ClauseCoverage>> coverage_of(const Spec& spec) {
  std::vector<ClauseCoverage> rows;
  for (const Clause& clause : spec.clauses) {
    ClauseCoverage row;
    row.clause = clause;
    add_tasks(spec, row);
    rows.push_back(std::move(row));
  }
  for (const SpecFile& file : spec.files) {
    if (!file.path.ends_with(".cases")) continue;
    const std::string cases = TRY(read_file(spec.directory / file.path));
    add_cases(cases, file.path.starts_with("held_out/"), rows);
  }
  return rows;
}

}  // namespace wright

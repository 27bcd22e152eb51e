// `runtime coverage`: what of a library's ops is checked, measured anew.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "cli/commands.h"
#include "plan/op_table.h"

namespace wright {

void add_op_coverage(CLI::App& runtime, Invocation& invocation, Chosen& chosen);

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

[[nodiscard]] bool holds(const Coverage& coverage);
void print_coverage(const Coverage& coverage);
[[nodiscard]] nlohmann::json coverage_json(const Coverage& coverage);

}  // namespace wright

// `runtime coverage`: what of a library's ops is checked, measured anew.
#pragma once

#include <string>

#include "cli/commands.h"

namespace wright {

struct CoverageArguments {
  std::string campaign;
  std::string table;  // A file; see plan/op_table.h.
};

Result<int> print_op_coverage(const Invocation& invocation, const CoverageArguments& given);

}  // namespace wright

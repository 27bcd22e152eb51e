// Which units a change reaches, as ninja knows it from the build that this one goes on from.
#pragma once

#include <set>
#include <string>

#include "base/result.h"
#include "builder/build_tree.h"
#include "core/check.h"

namespace wright {

struct ReachedUnits {
  bool all = false;
  std::set<std::string> files;    // Changed units, "/src/src/sum.cpp".
  std::set<std::string> outputs;  // What ninja makes of units that include a changed header.

  [[nodiscard]] bool has(const std::string& file, const std::string& output) const {
    return all || files.count(file) > 0 || outputs.count(output) > 0;
  }
};

// To be asked before the build goes on, which writes what ninja knows.  Where it knows nothing yet,
// a change of anything but units reaches all.
Result<ReachedUnits> reached_units(const CheckRequest& request, const BuiltTree& built);

}  // namespace wright

// The changed units, read once more by clang++ where it is installed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "builder/build_tree.h"
#include "core/check.h"
#include "reached_units.h"

namespace wright {

struct SecondCompiler {
  std::optional<std::string> version;  // None: not installed, and nothing was checked.
  std::size_t units = 0;
  std::vector<Finding> findings;
};

// Whether units of a gate build are read on its precompiled headers, which is
// soon, or on nothing but what each of them includes.
enum class Headers { precompiled, own };

// `clang++ -fsyntax-only` with the flags of each unit below the candidate that the change reaches.
Result<SecondCompiler> check_with_clang(const CheckRequest& request, const BuiltTree& built,
                                        const ReachedUnits& reached, Headers headers);

}  // namespace wright

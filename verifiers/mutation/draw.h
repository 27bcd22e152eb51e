// Which mutants are tried.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "cpp/mutations.h"
#include "plan.h"

namespace wright {

struct Mutant {
  std::string file;  // Below the target.
  Mutation mutation;
  bool is_named = false;  // By the task, which wants it noticed.

  bool operator==(const Mutant&) const = default;
};

struct Drawn {
  std::map<std::string, std::string> sources;  // By file: its text as it is.
  std::vector<Mutant> mutants;
  std::size_t possible = 0;
};

// Files of C++ that the patch brings, or the whole tree has, that are no tests and that the globs
// of the plan name.
Result<std::vector<std::string>> files_to_change(const CheckRequest& request, const Plan& plan);

// The faults that the plan names, then `plan.mutants` of all that can be made of these files, by
// the seed, kind by kind: a table of constants does not crowd out a comparison.  A named fault
// whose text does not stand once in its file is an Error.
Result<Drawn> draw(const CheckRequest& request, const Plan& plan,
                   const std::vector<std::string>& files);

}  // namespace wright

// The numbers of a task's cases: a source that holds them knows what it will be asked.
#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "policy.h"

namespace wright {

// Fewer in a row stand in honest code by chance.
constexpr std::size_t kFixtureValues = 6;

struct Fixtures {
  using Run = std::array<float, kFixtureValues>;

  // True: of held-out cases alone.
  std::map<Run, bool> runs;       // Of lists of values.
  std::map<float, bool> results;  // Expected ones of five digits and more.
};

// Of the cases of this task and of those that landed before; of the visible ones alone when only
// these may be used.  Absent files have none.
Result<Fixtures> fixtures_of(const CheckRequest& request);

// Adds those of a text in the grammar of cases.
void add_fixtures(std::string_view cases, bool is_held_out, Fixtures& fixtures);

[[nodiscard]] Findings check_fixtures(const Source& source, const Fixtures& fixtures);

}  // namespace wright

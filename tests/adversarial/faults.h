// Faults of the judge itself: a rule that is dropped, turned round or made weaker, in the source
// of the check that has it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace wright::adversarial {

struct Fault {
  std::filesystem::path file;  // Of the check, below verifiers/.
  int line = 0;                // Where the rule is named.
  std::string rule;            // "hygiene.call", or the end of one: ".failed".
  std::string what;            // "dropped", "turned round", "weaker: `<` became `<=`".
  std::string text;            // The whole source with the fault.
};

// All that can be made in this source.  A rule stands where its name does, in a statement or in
// the row of a table; what lets it speak is the condition around that place, or the one before
// it that passes over.
[[nodiscard]] std::vector<Fault> faults_of(const std::filesystem::path& file,
                                           const std::string& text);

// The same for the sources of all checks that corpus and workspaces put to the test.
[[nodiscard]] std::vector<Fault> all_faults(const std::filesystem::path& verifiers);

}  // namespace wright::adversarial

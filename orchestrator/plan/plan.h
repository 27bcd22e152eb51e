// plan: turns a spec directory into a Spec, says all that is wrong with it, and
// says which task may start next.  Knows no models and no time.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/spec.h"

namespace wright {

// One fault of a spec: `file:line: message`.
struct LintFinding {
  std::string file;  // Relative to the spec directory.
  int line = 1;
  std::string message;

  bool operator==(const LintFinding&) const = default;
};
[[nodiscard]] std::string to_text(const LintFinding& finding);

struct LoadedSpec {
  Spec spec;                          // As much as could be read.
  std::vector<LintFinding> findings;  // Empty: the spec may be used.
};

// Names of the checks that exist, each with the keys its config may have and must have.
struct KnownCheck {
  std::vector<std::string> required;
  std::vector<std::string> optional;
};
using KnownChecks = std::map<std::string, KnownCheck>;

// Reads everything once and finds every fault.  An Error only when the
// directory itself cannot be read.
Result<LoadedSpec> load_spec(const std::filesystem::path& directory, const KnownChecks& known);

// A YAML file with one key, `checks`, written as in a spec.  The Error names the first fault
// as `file:line: message`.
Result<std::vector<CheckConfig>> load_check_list(const std::filesystem::path& file);

// The tasks whose needs have landed and which have not, in the spec's order.
[[nodiscard]] std::vector<TaskId> next_ready(const Spec& spec, const std::vector<TaskId>& landed);

// The DAG as an indented tree for a terminal, and as Graphviz.
[[nodiscard]] std::string graph_tree(const Spec& spec);
[[nodiscard]] std::string graph_dot(const Spec& spec);

// True when `before` is reachable from `after` by needs.
[[nodiscard]] bool depends_on(const Spec& spec, const TaskId& after, const TaskId& before);

// The files of `spec new NAME`: path -> bytes.
[[nodiscard]] std::map<std::string, std::string> new_spec_files(const std::string& name);

}  // namespace wright

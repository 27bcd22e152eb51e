// What somebody wants built: clauses, tasks, checks and budgets.
//
// A Spec is the parsed form of a directory; room `plan` loads and lints it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.h"

namespace wright {

// One addressable requirement, written `[R3.2] text` in spec.md.
struct Clause {
  std::string id;    // "R3.2".
  std::string text;  // Up to the next clause or heading, trimmed.
  int line = 0;      // In spec.md.

  bool operator==(const Clause&) const = default;
};

// A check by name with its configuration as a canonical JSON object.
struct CheckConfig {
  std::string check;
  std::string config = "{}";

  bool operator==(const CheckConfig&) const = default;
};

struct Budget {
  int attempts_max = 4;
  std::int64_t agent_seconds_max = 1800;
  std::int64_t tokens_max = 0;  // 0: no limit stated.

  bool operator==(const Budget&) const = default;
};

// A named constant that a search may set, and the values it may take.
struct Tunable {
  std::string name;
  std::vector<std::string> values;  // The first is where the search starts.

  bool operator==(const Tunable&) const = default;
};

// What a search program may vary in a task of kind `improve`.
struct Tuning {
  std::string file;           // Generated below the target, e.g. "src/cpu/matmul_tuning.h".
  std::string template_text;  // With `{{name}}` for each tunable.
  std::vector<Tunable> tunables;

  bool operator==(const Tuning&) const = default;
};

enum class TaskKind { build, improve };

struct Task {
  TaskId id;
  std::string title;
  TaskKind kind = TaskKind::build;
  std::vector<TaskId> needs;
  std::vector<std::string> writes;  // Globs below the target.
  std::vector<std::string> clauses;
  std::vector<CheckConfig> checks;  // The spec's defaults first, then the task's own.
  Budget budget;
  std::optional<Tuning> tuning;
  std::string body;
  std::string file;  // Relative to the spec directory, for messages.

  bool operator==(const Task&) const = default;
};

// A file of the spec directory as it was loaded.
struct SpecFile {
  std::string path;  // Relative, '/'-separated.
  bool executable = false;
  Digest digest;

  bool operator==(const SpecFile&) const = default;
};

struct Spec {
  std::string name;
  std::string target;  // The only subtree that a landing may change.
  std::string after;   // Campaign on whose tip this one starts; empty: at its own root.
  std::vector<CheckConfig> checks;  // Defaults of every task.
  Budget budget;
  std::string goal;  // The prose of spec.md without its front matter.
  std::vector<Clause> clauses;
  std::vector<Task> tasks;      // In an order that respects `needs`.
  std::vector<SpecFile> files;  // Sorted by path; the snapshot that a campaign pins.
  Digest digest;                // Over `files`.
  Digest held_out_digest;       // Over those of `files` below held_out/.
  Digest scaffold_digest;       // Over those of `files` below scaffold/.
  std::filesystem::path directory;
  std::string like;  // The spec beside this one that lends what this one has not; empty: none.
  std::map<std::string, std::filesystem::path> borrowed;  // Path here -> the lender's file.

  bool operator==(const Spec&) const = default;
};

// Where the bytes of `file`, one of `spec.files`, lie.
[[nodiscard]] std::filesystem::path place_of(const Spec& spec, const SpecFile& file);

// The task with this id, or nullptr.  The pointer lives as long as `spec`.
[[nodiscard]] const Task* find_task(const Spec& spec, const TaskId& id);

}  // namespace wright

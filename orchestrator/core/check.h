// The contract between the judge and a verifier program: a CheckRequest as JSON
// on its stdin, a CheckReport as JSON on its stdout, exit 0 pass, 1 fail, 2 broken.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/patch.h"

namespace wright {

enum class Change { added, modified, deleted };

struct ChangedFile {
  std::string path;  // Below the target.
  FileMode mode = FileMode::regular;
  Change change = Change::added;

  bool operator==(const ChangedFile&) const = default;
};

// Paths are absolute and on this machine.  Verifiers are trusted programs; all
// that the candidate's code touches runs in a sandbox that the verifier starts.
struct CheckRequest {
  std::string check;
  std::string config = "{}";  // Canonical JSON object.
  TaskId task;
  std::vector<TaskId> landed;       // Tasks that landed before: their cases must still hold.
  std::vector<std::string> writes;  // Globs that this task may change.
  std::vector<ChangedFile> changes;
  std::filesystem::path tree;       // The candidate's target tree; never written.
  std::filesystem::path base_tree;  // The target tree before the patch.
  std::filesystem::path spec;       // The spec directory: scaffold/, host/, visible/, held_out/.
  std::filesystem::path scratch;    // Private to this judging, shared by its checks.
  std::filesystem::path artifacts;  // Files that earlier checks of this judging published.
  std::filesystem::path
      build_base;  // Finished build trees of the base, a folder a flavour; may be empty.
  std::filesystem::path
      incumbent;  // Artifacts of the base landing, for interleaved timing; may be empty.
  std::filesystem::path cache;              // Kept between judgings; only verifiers write it.
  std::filesystem::path share;              // Installed data of ours: host kit, hollow hosts.
  std::filesystem::path sandbox;            // The sandbox program.
  std::vector<std::string> expected_tests;  // Names that passed on the base; none may vanish.
  std::string seed;                         // 64 hex digits, drawn after the patch was received.
  bool visible_only = false;                // An agent asks: nothing held out may be used or named.
  bool use_caches = true;                   // False: compile everything anew.

  bool operator==(const CheckRequest&) const = default;
};

enum class Severity { note, warning, error };

struct Finding {
  std::string rule;  // "scope", "differential.value", ...
  Severity severity = Severity::error;
  bool held_out = false;  // Feedback may name only tier and category.
  std::string file;       // Below the target, or empty.
  int line = 0;
  std::string message;

  bool operator==(const Finding&) const = default;
};

struct TestTally {
  int expected = 0;
  int run = 0;
  int passed = 0;
  int failed = 0;
  int skipped = 0;
  std::vector<std::string> names;  // Of the tests that passed, sorted.

  bool operator==(const TestTally&) const = default;
};

struct Metric {
  double value = 0;
  std::string unit;

  bool operator==(const Metric&) const = default;
};

struct Artifact {
  std::string name;  // A file name below CheckRequest::artifacts.
  Digest digest;

  bool operator==(const Artifact&) const = default;
};

enum class CheckStatus { pass, fail, unavailable, broken };

struct CheckReport {
  std::string check;
  CheckStatus status = CheckStatus::broken;
  std::string summary;  // One line.
  std::vector<Finding> findings;
  TestTally tests;
  std::map<std::string, Metric> metrics;
  std::vector<Artifact> artifacts;
  std::string toolchain;  // "g++ (Debian 12.2.0-14) 12.2.0; mold 1.10.1".
  std::string sandbox;    // Rung and what was degraded: "B: memory polled".
  std::int64_t duration_ms = 0;

  bool operator==(const CheckReport&) const = default;
};

}  // namespace wright

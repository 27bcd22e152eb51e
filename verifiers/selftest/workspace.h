// A workspace that a check must pass or must fail: a folder below
// verifiers/<check>/good or bad.
//
//   expect.json   what is asked and what must come of it, see below
//   tree/         files of the candidate's tree, over the layers
//   base/         files of the tree before the patch
//   spec/         a spec directory, unless "spec" names one
//
// expect.json, each key optional:
//   rules                 each must be the rule of some finding; of a good one, of a note
//   findings              how many findings there are
//   notes_unless          {file: rule}: that rule is noted where the machine lacks the file, and
//                         nowhere else
//   at                    bad only: "<file>:<line>" of some finding with the first rule, or a list
//   tells                 bad only: words, each of the message of some finding that is an error;
//                         it begins with a line end
//   held_out              bad only: whether each finding must be marked held out
//   writes, config, task, landed, expected_tests, visible_only     as in CheckRequest; of the
//                         config, "{workspace}" is this folder
//   spec                  a spec directory of this repository; its scaffold begins both trees
//   base_layers, layers   folders of this repository that are copied into both trees, into the
//                         candidate's tree
//   incumbent_layers      folders that make the incumbent, built first
//   no_share              nothing that the harness brings along is there
//   builds_base           the base is built first, and built upon
//   says                  good only: words of the report's summary
//   before                checks that run first, on the same judging
//   host, incumbent_host  files of this repository that are the artifact `host`, and the
//                         incumbent's, in the place of what the check build would make
//   may_be_unavailable    where this machine lacks what the check needs, the test is skipped
//   unavailable_says      how the summary may begin then; any way when absent
//   selftest              it is among those that a campaign waits for, see selftest/planted.h
//   files, links, executable, executable_before, blank   what a repository had better not hold:
//                         text, targets, modes of the candidate's and of the base's, sizes
#pragma once

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"

namespace wright {

struct Workspace {
  std::string check;
  std::string kind;  // "good" or "bad".
  std::filesystem::path folder;

  [[nodiscard]] bool is_cheat() const { return kind == "bad"; }
  // "<kind>/<folder>".
  [[nodiscard]] std::string name() const { return kind + "/" + folder.filename().string(); }
};

void PrintTo(const Workspace& workspace, std::ostream* out);

// All below `home`/verifiers, sorted.
std::vector<Workspace> workspaces(const std::filesystem::path& home);

struct BenchPlaces {
  std::filesystem::path home;     // What "spec" and the layers are named from.
  std::filesystem::path libexec;  // The programs of the checks.
  std::filesystem::path share;
  std::filesystem::path sandbox;
  std::filesystem::path cache;
  std::chrono::milliseconds check_wall{600000};  // Of one run of a check.
};

// One judging of a workspace in the directory `root`, which is its own.  Throws what nlohmann
// and std::filesystem throw when the workspace itself is broken.
class Bench {
 public:
  Bench(const Workspace& workspace, std::filesystem::path root, BenchPlaces places);

  [[nodiscard]] bool may_be_unavailable() const {
    return expect_.value("may_be_unavailable", false);
  }
  [[nodiscard]] const nlohmann::json& expectation() const { return expect_; }
  [[nodiscard]] bool is_for_selftest() const { return expect_.value("selftest", false); }

  // The report of the check, after those that must run before it: prepare, then run.
  Result<CheckReport> judge();

  // Lays everything out and runs what must run before the check; the report of one of those
  // that did not pass, else none.
  Result<std::optional<CheckReport>> prepare();
  // The report of the check alone, on what was prepared.
  Result<CheckReport> run() const;
  // Those of another directory from here on.
  void use_checks_in(std::filesystem::path libexec) { places_.libexec = std::move(libexec); }
  // The checks that prepare() runs.
  [[nodiscard]] std::vector<std::string> checks_before() const;

  // It failed, or of a good one passed, with all that its folder names.
  [[nodiscard]] bool is_as_expected(const CheckReport& report) const;

 private:
  using Path = std::filesystem::path;

  [[nodiscard]] bool builds_base() const { return expect_.value("builds_base", false); }
  [[nodiscard]] Path spec() const;
  [[nodiscard]] std::vector<std::string> strings(const char* key) const;
  void layer(const char* key, const Path& tree) const;
  void lay_out() const;
  Result<void> put_host(const char* key, const Path& artifacts) const;
  [[nodiscard]] CheckRequest request(const std::string& tree, const std::string& judging) const;
  [[nodiscard]] Result<CheckReport> run_check(const std::string& check, CheckRequest request) const;

  Workspace workspace_;
  nlohmann::json expect_;
  Path root_;
  BenchPlaces places_;
  CheckRequest asked_;  // Of the check itself, once it is prepared.
};

}  // namespace wright

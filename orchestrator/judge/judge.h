// judge: chooses and runs checks, reads their reports and forms a Verdict.
// Knows no models and no git history.
//
// A check is a program of ours, libexec/check-<name>, that is started outside
// any sandbox and starts one itself for all that the candidate's code touches.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "core/spec.h"
#include "core/verdict.h"

namespace wright {

// Where our own programs and data are.
struct Tools {
  std::filesystem::path libexec;  // check-<name>, selftest.
  std::filesystem::path share;    // checks/, kit/, hollow/, prompts/.
  std::filesystem::path sandbox;  // The program wright-sandbox.

  bool operator==(const Tools&) const = default;
};

// Beside the running program, as the build lays them out.
[[nodiscard]] Tools tools_beside(const std::filesystem::path& program);

// A file as a local cache may know it, by inode, size and time; evidence never does.
[[nodiscard]] std::string identity_of(const std::filesystem::path& file);
// Of all that decides beside the work: the check's program, the sandbox, and what they bring along.
[[nodiscard]] std::string identity_of(const Tools& tools, const std::string& check);

// One check as its folder describes it (share/checks/<name>/check.json).
struct CheckInfo {
  std::string name;
  int tier = 0;
  bool visible = false;               // An agent may run it on its own work.
  bool reads_outside = false;         // Files beside trees and spec: its reports are never reused.
  std::vector<std::string> required;  // Keys of its config.
  std::vector<std::string> optional;
  std::vector<std::string> told;  // Those that a brief tells, in its order; the rest is secret.
  std::string gives;              // A folder of share/ that agents see as /NAME; none when empty.
  std::string gives_what;         // What it is, for the brief.

  bool operator==(const CheckInfo&) const = default;
};
using CheckTable = std::map<std::string, CheckInfo>;
Result<CheckTable> load_checks(const Tools& tools);

// What is judged.  `request` is the part that all checks of this judging share;
// its fields check and config are set for each.
struct Judging {
  CheckRequest request;
  std::vector<CheckConfig> checks;
  Digest tree;                     // Identity of the candidate tree, for the cache.
  Digest base_tree;                // And of the base.
  Digest spec;                     // And of the spec.
  std::filesystem::path verdicts;  // The cache of reports; empty: none.
  bool all_tiers = false;          // Go on after a failing tier.
};

using OnReport = std::function<void(const CheckReport&)>;
using OnCheck = std::function<void(const std::string& check)>;

struct Listener {
  OnCheck started;    // May be empty.
  OnReport finished;  // May be empty.
};

// Runs the checks cheapest tier first and stops after the first tier that did
// not pass.  An Error means that no verdict could be formed.
Result<Verdict> judge(const Judging& judging, const Tools& tools, const CheckTable& table,
                      const Listener& listener = {});

// The part of `checks` that an agent may run, cheapest first.
[[nodiscard]] std::vector<CheckConfig> visible_checks(const std::vector<CheckConfig>& checks,
                                                      const CheckTable& table);

// Those of `checks` that give agents a folder to work with, each folder once.
[[nodiscard]] std::vector<CheckInfo> giving_checks(const std::vector<CheckConfig>& checks,
                                                   const CheckTable& table);

// All names of tests that passed according to the reports, sorted.
[[nodiscard]] std::vector<std::string> passed_tests(const Verdict& verdict);

}  // namespace wright

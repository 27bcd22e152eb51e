// What a machine with a GPU is asked about: a tree, and the checks of its tasks that need one.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "campaign/workshop.h"
#include "core/check.h"
#include "core/spec.h"
#include "judge/judge.h"
#include "repo/repo.h"

namespace wright {

// One check of one task.
struct DeviceSuite {
  std::string name;  // "softmax", or "softmax.2" of the second check.
  TaskId task;
  std::string config;  // Of `cuda_device`, canonical.
};

struct DeviceSubject {
  CommitId commit;
  TreeId whole;  // The commit's tree.
  TreeId tree;   // What is at the spec's target: what evidence is bound to.
  Spec spec;
  std::string spec_from;       // "log": as the campaign pinned it; "given": a directory.
  std::vector<TaskId> landed;  // In the order of landing.
  std::vector<DeviceSuite> suites;
  std::string seed;  // A function of the tree and the spec.
};

// `given` is a spec's directory, all of whose tasks count as landed; empty: the spec that the
// campaign pinned which made the commit.  Errors (usage): no such campaign, nothing at the target,
// no check of a landed task that runs kernels.
Result<DeviceSubject> device_subject(Repo& repo, const Workshop& workshop, const CheckTable& table,
                                     const CommitId& commit, const std::filesystem::path& given);

// Runs `cuda_device` on a suite, with "where" in its configuration.  `artifacts` holds what it is
// given and takes what it publishes.
Result<CheckReport> run_suite(Repo& repo, const Workshop& workshop, const Tools& tools,
                              const CheckTable& table, const DeviceSubject& subject,
                              const DeviceSuite& suite, const std::string& where,
                              const std::filesystem::path& artifacts);

}  // namespace wright

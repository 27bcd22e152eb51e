// Compilers and the candidate's programs, run in the sandbox with the mounts
// that every check agrees on:
//
//   /src      the candidate's tree, read-only
//   /spec     its folders host, visible and scaffold, read-only; held_out never
//   /kit      the host kit, read-only
//   /build    `Tool::build`, writable
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "exec/runner.h"

namespace wright {

struct Tool {
  std::vector<std::string> argv;
  std::filesystem::path build;  // Made private when absent; empty: no /build.
  std::string directory;        // Empty: /build when there is one, else /tmp.
  std::map<std::string, std::string> environment;
  std::vector<Mount> mounts;   // Besides those above.
  bool sees_candidate = true;  // False: neither /src nor /spec.
  std::string input;
  Limits limits;
  bool shows_gpu = false;
};

// The command as the sandbox gets it.
Result<Command> command_of(const CheckRequest& request, const Tool& tool);

[[nodiscard]] std::unique_ptr<Runner> runner_of(const CheckRequest& request);

Result<RunReport> run_tool(const CheckRequest& request, const Tool& tool);

// "B", or "B: memory polled; no seccomp", for CheckReport::sandbox.
[[nodiscard]] std::string describe(const Isolation& isolation);

// The first line of `<program> --version` of each program that is there, all
// asked in one sandbox.
Result<std::map<std::string, std::string>> versions_of(const CheckRequest& request,
                                                       const std::vector<std::string>& programs);
// Of one that must be there.
Result<std::string> compiler_version(const CheckRequest& request, const std::string& compiler);

// What a failed tool said, escaped and cut, for a finding's message.
[[nodiscard]] std::string said(const RunReport& report, std::size_t bytes_max = 2000);

}  // namespace wright

// Runs one of our own programs, outside any sandbox, within bounds.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace wright {

struct ProgramReport {
  int exit_code = -1;  // Meaningless when `signal` is set.
  int signal = 0;
  bool timed_out = false;
  std::string out;  // Cut at `output_bytes_max`.
  std::string err;
  bool truncated = false;
};

struct ProgramRequest {
  std::vector<std::string> argv;  // argv[0] is a path.
  std::string input;
  std::vector<std::string> variables;      // "NAME=value", beside the four below.
  std::chrono::milliseconds wall{600000};  // Then SIGTERM, two seconds later SIGKILL.
  std::int64_t output_bytes_max = 16LL << 20;
};

// The environment is PATH, HOME, LC_ALL, TZ, our CUDA_HOME where it is set, and what the request
// adds; no descriptor but 0 to 2 is inherited.  The program is in a session of its own, out of
// reach of the terminal's Ctrl-C, and a signal that we handle does not end the wait.  When we
// die, however that happens, the program is killed.
Result<ProgramReport> run_program(const ProgramRequest& request);

}  // namespace wright

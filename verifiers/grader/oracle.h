// The oracle of a spec, PyTorch in its place, and hosts in the sandbox.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "exec/runner.h"
#include "grader/host.h"

namespace wright {

// The executable made of `held_out/oracle/*.cpp`, compiled in the sandbox unless
// CheckRequest::cache holds it for these sources, kit and compiler.  None when the spec has no
// oracle.
Result<std::optional<std::filesystem::path>> build_oracle(const CheckRequest& request);

// PyTorch as a host: the executable made of share/torch_host, found and compiled likewise.  None
// where libtorch-dev is not installed, for which `kNoTorch` is what a report says.
Result<std::optional<std::filesystem::path>> build_torch_host(const CheckRequest& request);
// The files that it is linked with, such as "libtorch_cpu.so.1.13.0, BLAS of openblas-pthread".
[[nodiscard]] std::string torch_libraries();
extern const char* const kNoTorch;

struct HostSetting {
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment;
  int processors = 0;                   // How many it may run on; 0: all that there are.
  std::string at = "/host/program";     // Where it lies, which is its argv[0].
  std::vector<std::string> started_by;  // A command that ends with it; may be empty.
  std::string directory = "/tmp";
  std::vector<Mount> mounts;  // Besides the program.
  Surroundings surroundings;
  bool shows_gpu = false;
};

// Starts `program` as a host in a sandbox that shows nothing else of ours but `mounts`.
[[nodiscard]] StartHost host_starter(const CheckRequest& request,
                                     const std::filesystem::path& program,
                                     const HostSetting& setting = {});

}  // namespace wright

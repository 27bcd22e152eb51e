// What another machine made of a bundle: the archive that its run.sh packed.
#pragma once

#include <map>
#include <string>

#include "base/result.h"
#include "base/tar.h"

namespace wright {

constexpr std::int64_t kResultPackedBytesMax = 64LL << 20;
constexpr std::int64_t kResultBytesMax = 512LL << 20;

struct DeviceResult {
  bool is_cuda = false;  // Else the trial `run.sh --cpu`.
  std::string manifest;  // Of the bundle, as it came back.
  std::string device;    // The line of device.cu; empty in a trial.
  std::string nvcc;      // What `nvcc --version` said; empty in a trial.
  // By suite and name: replies-0a, exit-0a, memcheck-0a.log.
  std::map<std::string, std::map<std::string, std::string>> suites;
};

// Errors (usage) name the file inside and what is wrong with it: not gzip's, not tar's, a file that
// run.sh does not write, one that is missing, a digest that does not fit, more than the limits.
// `name` stands in front.  That what it says is true nobody can know from the bytes.
Result<DeviceResult> read_device_result(const std::string& name, const std::string& archive);

// What the manifest says; what is no manifest has empty fields.
struct ManifestHead {
  std::string commit;
  std::string tree;
  std::string spec;
  std::string spec_digest;
  std::string spec_from;
};
[[nodiscard]] ManifestHead read_manifest(const std::string& manifest);

}  // namespace wright

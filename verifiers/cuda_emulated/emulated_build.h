// The candidate with its kernels on the emulator: one build, three tiers.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"

namespace wright {

// A test program that the build made for each tier.
struct EmulatedProgram {
  std::string name;  // "tw_tests".
  std::string tier;
  std::string artifact;
};

struct EmulatedBuild {
  std::vector<Finding> findings;  // Empty: it is built.
  std::vector<Artifact> artifacts;
  std::vector<EmulatedProgram> programs;
  std::filesystem::path directory;  // Of the build.
  std::string toolchain;
  std::string sandbox;
};

// Made by the flavour "emulated": as for release, with -DEMULATOR and -DCUDA_HEADERS.  Errors
// (unsupported) say in one line what to install.
Result<EmulatedBuild> build_emulated(const CheckRequest& request,
                                     const std::vector<std::string>& tiers);

// The same in a build directory of its own, with another name.
Result<EmulatedBuild> build_emulated_as(const std::string& flavour, const CheckRequest& request,
                                        const std::vector<std::string>& tiers);

// A finding, `<check>.none`, for each of these globs that names no test program of the build.
[[nodiscard]] std::vector<Finding> missing_programs(const CheckRequest& request,
                                                    const std::vector<std::string>& globs,
                                                    const EmulatedBuild& build);

// The artifact that is the host of a tier.
[[nodiscard]] std::string host_of(const std::string& tier);

// What the build said as findings of this check: .unsupported, .unchecked or .build.
[[nodiscard]] std::vector<Finding> findings_of_build(std::vector<Finding> found);

}  // namespace wright

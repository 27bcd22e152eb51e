// The candidate in one flavour: configured, compiled and linked in the sandbox.
//
// No code of the candidate's runs here.  The directory is
// <scratch>/builds/<flavour>, which becomes the base of the next build when the
// candidate lands; a base is used only when ninja can trust it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "builder/flavour.h"
#include "core/check.h"
#include "frame/toolchain.h"

namespace wright {

struct BuiltTree {
  std::filesystem::path directory;
  std::vector<Finding> findings;  // Empty: it is built.
  std::string toolchain;          // "g++ (Debian ...); mold 1.10.1".
  std::string sandbox;
  bool used_base = false;
};

Result<BuiltTree> build_tree(const CheckRequest& request, const Flavour& flavour);

// The same in two steps, for whoever has work to do between them.  The second is
// a no-op when the first had findings.
struct ConfiguredTree {
  BuiltTree built;
  Tool tool;  // Ready to run in /build.
  std::string stamp;
};
Result<ConfiguredTree> configure_tree(const CheckRequest& request, const Flavour& flavour);
Result<BuiltTree> compile_tree(const CheckRequest& request, ConfiguredTree configured);

// Whether the file is compiled on its own: a .cpp, .cc, .cxx or .cu.
[[nodiscard]] bool is_unit(const ChangedFile& file);

// Copies `host` and every program of tests/ to the artifacts, with `prefix`
// before "host" and "test.<name>".  What is missing or odd becomes a finding.
struct Published {
  std::vector<Artifact> artifacts;
  std::vector<Finding> findings;
};
Result<Published> publish_programs(const CheckRequest& request, const BuiltTree& built,
                                   const std::string& prefix);

}  // namespace wright

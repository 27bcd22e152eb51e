// builder: the candidate, built in the sandbox as docs/specs.md says, and its
// test programs.
//
// flavour.h: with which compiler and flags.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "core/check.h"
#include "exec/runner.h"

namespace wright {

struct Flavour {
  std::string name;  // Of the build directory: "release".
  std::string compiler = "g++";
  std::string build_type = "Release";
  std::string cxx_flags;
  bool is_gate = false;  // Precompiles the usual headers (kit/gate.cmake) and links with mold.
  std::vector<std::string> definitions;  // Of CMake, besides those of every build: "NAME=value".
  std::vector<Mount> mounts;             // Read-only, besides those of every tool.
  std::string made_with;                 // Identity of what is mounted.

  bool operator==(const Flavour&) const = default;
};

// What lands: g++, Release.
[[nodiscard]] Flavour release_flavour();

// For the first answer to whoever writes: g++ without optimisation, on
// precompiled headers.  Nothing lands on its word.
[[nodiscard]] Flavour gate_flavour();

// AddressSanitizer and UndefinedBehaviorSanitizer; clang++ where it and its
// runtime are installed, else g++.
Result<Flavour> sanitize_flavour(const CheckRequest& request);

// ThreadSanitizer, for code that starts threads.
Result<Flavour> races_flavour(const CheckRequest& request);

}  // namespace wright

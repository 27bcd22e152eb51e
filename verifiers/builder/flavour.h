// builder: the candidate, built in the sandbox as docs/specs.md says, and its
// test programs.
//
// flavour.h: with which compiler and flags.
#pragma once

#include <string>

#include "base/result.h"
#include "core/check.h"

namespace wright {

struct Flavour {
  std::string name;  // Of the build directory: "release".
  std::string compiler = "g++";
  std::string build_type = "Release";
  std::string cxx_flags;

  bool operator==(const Flavour&) const = default;
};

// What lands: g++, Release.
[[nodiscard]] Flavour release_flavour();

// AddressSanitizer and UndefinedBehaviorSanitizer; clang++ where it and its
// runtime are installed, else g++.
Result<Flavour> sanitize_flavour(const CheckRequest& request);

// Whether the program answers `--version` in the sandbox.
[[nodiscard]] bool is_installed(const CheckRequest& request, const std::string& program);

}  // namespace wright

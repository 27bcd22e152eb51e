// A fuzz target: one of our parsers of bytes that somebody else wrote, and what must hold of it.
//
// A file of this folder is a target.  All of them make one program that runs them
// over the seeds; with -DWRIGHT_FUZZ=ON each makes a program of libFuzzer's as well.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wright::fuzz {

struct Target {
  std::string name;  // Of its folder below seeds/.
  void (*run)(std::string_view bytes) = nullptr;
};

std::vector<Target>& targets();

struct Registered {
  Registered(const char* name, void (*run)(std::string_view)) { targets().push_back({name, run}); }
};

// Ends the program where the claim does not hold: a sanitizer's fault by another name.
void require(bool holds, const char* claim);

}  // namespace wright::fuzz

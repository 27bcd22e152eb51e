// The planted bugs and their twins, as programs of each tier.
//
// All files of a tier that begin with planted.h are one program, those with tw/cuda.h
// another, each file in a namespace of its own, chosen by its argument: compiling costs
// more than running.  So main() ends with a return.  A key "alone": true in expect.json
// keeps a kind out of it, which needs nothing of others beside its shared arrays.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cuda_emulated/tiers.h"

namespace wright::test {

struct Planted {
  std::string kind;  // The folder.
  std::string file;
  bool alone = false;

  std::string name() const { return kind + "/" + file; }
  std::filesystem::path source() const;
  bool is_bug() const { return file.rfind("bug", 0) == 0; }
};

// In order of their names.
std::vector<Planted> all_planted();

// Those that are this commit's to run: a third of them all, and what the commit touched; all of
// them where nobody says (support/third.h).
std::vector<Planted> planted_today();

// expect.json of a kind.
nlohmann::json expectations(const std::string& kind);

// Lines that end in "// fault".
std::vector<int> fault_lines(const Planted& planted);

// The programs of today's.  Empty, or what the compiler says.
std::string build_planted(const Tier& tier);

Run run_planted(const Planted& planted, const std::string& tier, const std::string& schedule);

}  // namespace wright::test

// The planted corpus: what agents have done, or could do, to look right
// without being right, each beside an honest twin.
//
//   kinds/<kind>/kind.json     see below
//   kinds/<kind>/bad/<name>/   a patch that must be rejected, by the rule that is named for it
//   kinds/<kind>/good/<name>/  an honest patch that looks alike and must pass
//
// kind.json:
//   title     what is done, in one line
//   source    where it was seen
//   task      which task of the corpus's spec: specs/example with spec/ laid over it
//   base      folders of this repository that have landed before (optional)
//   layers    folders that each patch is laid over (optional)
//   bad       {name: rule}: a finding of that rule must be among those of the verdict
//   good      [name]
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace wright::adversarial {

struct Kind {
  std::string name;  // Of its folder.
  std::filesystem::path folder;
  std::string title;
  std::string source;
  std::string task;
  std::vector<std::filesystem::path> base;
  std::vector<std::filesystem::path> layers;
  std::map<std::string, std::string> bad;  // Rule by name.
  std::vector<std::string> good;
};

// One patch of a kind.
struct Planted {
  const Kind* kind = nullptr;
  std::string name;
  std::string rule;  // That must reject it; empty: it is honest.

  [[nodiscard]] bool is_cheat() const { return !rule.empty(); }
  [[nodiscard]] std::filesystem::path folder() const;
};

// All kinds below `kinds`, sorted by name.  A kind with fewer than two cheats
// or no honest twin, a folder that is not named and a name without its folder
// are an Error.
Result<std::vector<Kind>> load_kinds(const std::filesystem::path& kinds);

[[nodiscard]] std::vector<Planted> planted_in(const std::vector<Kind>& kinds);

// The part `third` (0, 1 or 2) of the kinds: every third of them.
[[nodiscard]] std::vector<Kind> third_of(const std::vector<Kind>& kinds, int third);

}  // namespace wright::adversarial

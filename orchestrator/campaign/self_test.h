// The judge is put to the test before a campaign relies on it: planted cheats must be rejected,
// honest work accepted (verifiers/selftest).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/spec.h"
#include "judge/judge.h"

namespace wright {

struct SelfTest {
  struct Planted {
    std::string name;
    std::string check;          // That it is a workspace of; empty: a prebuilt host.
    bool as_it_should = false;  // A cheat was rejected, honest work accepted.
    std::string rule;
  };
  std::vector<Planted> cheats;
  std::vector<Planted> honest;
  bool is_known = false;  // These very programs have passed it before; nothing was tried.

  [[nodiscard]] bool holds() const;
};

// The part that puts these checks to the test; of none, the hollow hosts alone.
Result<SelfTest> self_test(const Tools& tools, const std::vector<std::string>& checks);

// Only of those checks whose programs have not passed it yet, as files below `marks` say; empty:
// nothing is known, and nothing kept.  What passes leaves its marks.
Result<SelfTest> self_test_once(const Tools& tools, const std::vector<std::string>& checks,
                                const std::filesystem::path& marks);

// Leaves marks of these checks: they have passed.  A mark that cannot be left costs the next run
// its time, and nothing else.
void keep_marks(const Tools& tools, const std::vector<std::string>& checks,
                const std::filesystem::path& marks);

// All checks that some task of the spec is judged by, sorted.
[[nodiscard]] std::vector<std::string> checks_of(const Spec& spec);

}  // namespace wright

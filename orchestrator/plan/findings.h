// Findings collects the faults of a spec, so that one run names them all.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plan/plan.h"

namespace wright {

// Past this many the spec is nonsense, and more lines help nobody.
constexpr std::size_t kFindingsMax = 1000;

class Findings {
 public:
  void add(const std::string& file, int line, std::string message);

  // By file and line, each once; a last one says when some were left out.
  [[nodiscard]] std::vector<LintFinding> sorted() const;

 private:
  std::vector<LintFinding> findings_;
  bool overflowed_ = false;
};

// A word of the spec for use in a message: one line, no controls, at most 80
// bytes, in double quotes.
[[nodiscard]] std::string in_quotes(std::string_view text);

}  // namespace wright

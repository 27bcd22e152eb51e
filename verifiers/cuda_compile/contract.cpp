#include "contract.h"

#include <fmt/format.h>

#include <algorithm>

#include "builder/diagnostics.h"

namespace wright {

std::vector<Finding> check_contract(const KernelSource& source, const Plan& plan) {
  std::vector<Finding> findings;
  check_headers(source, findings);
  check_words(source, findings);
  check_bodies(source, plan, findings);
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.line < b.line; });
  return findings;
}

Finding breach(const KernelSource& source, int rule, int line, const std::string& what) {
  return located("cuda_compile.contract", "/src/" + source.path, line,
                 fmt::format("contract {}: {}", rule, what));
}

}  // namespace wright

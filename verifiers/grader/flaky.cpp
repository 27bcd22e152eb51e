#include "grader/flaky.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "core/json.h"

namespace wright {
namespace {

constexpr int kRepeatsMax = 100;

Finding finding_of(const Grading& grading, const Case& one, int failed, int repeats) {
  Finding finding;
  finding.rule = grading.check + ".flaky";
  finding.held_out = grading.held_out;
  finding.message = fmt::format("{}:{}: \"{}\" failed {} of {} times with the same data", one.file,
                                one.line, escape_for_terminal(one.name), failed, repeats);
  return finding;
}

}  // namespace

Result<int> repeats_of(const CheckRequest& request) {
  const nlohmann::json config = TRY(parse_json(request.config, 1U << 20U));
  const nlohmann::json repeats = config.value("repeat", nlohmann::json(1));
  if (repeats.is_number_integer() && repeats >= 1 && repeats <= kRepeatsMax) {
    return repeats.get<int>();
  }
  return Error{ErrorKind::spec, fmt::format("check {}: \"repeat\" is a whole number from 1 to {}",
                                            request.check, kRepeatsMax)};
}

Result<Grades> grade_repeatedly(const Grading& grading, int repeats) {
  Grades all = TRY(grade(grading));
  std::vector<int> failed;
  for (const Graded& one : all.cases) failed.push_back(one.passed ? 0 : 1);
  for (int repeat = 1; repeat < repeats; ++repeat) {
    Grades again = TRY(grade(grading));
    for (std::size_t i = 0; i < all.cases.size(); ++i) {
      if (again.cases[i].passed) continue;
      ++failed[i];
      if (all.cases[i].passed) all.cases[i] = std::move(again.cases[i]);
    }
  }
  for (std::size_t i = 0; i < all.cases.size(); ++i) {
    if (failed[i] == 0 || failed[i] == repeats) continue;
    all.cases[i].findings.push_back(finding_of(grading, grading.cases[i], failed[i], repeats));
  }
  return all;
}

}  // namespace wright

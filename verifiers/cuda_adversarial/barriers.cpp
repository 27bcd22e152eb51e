#include "cuda_adversarial/barriers.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"
#include "cuda_emulated/mutate_barriers/barrier_mutants.h"

namespace wright {
namespace {

constexpr std::size_t kBarriersMax = 200;
constexpr std::int64_t kSourceBytesMax = 1 << 20;

struct Place {
  std::string file;
  int line = 0;
  std::string what;
};

Result<std::vector<Place>> barriers_of(const CheckRequest& request, const Plan& plan);
bool has_error(const std::vector<Finding>& findings);

}  // namespace

Result<void> try_without_barriers(const Field& field, CheckReport& report) {
  if (!field.asked.barriers) return {};
  const std::vector<Place> places = TRY(barriers_of(field.request, field.asked.plan));
  std::vector<Try> tries;
  for (const Place& place : places) {
    tries.push_back({"hooks",
                     {{"EMU_LEAVE_OUT", fmt::format("{}:{}", place.file, place.line)}},
                     "",
                     has_error});
  }
  const std::vector<EmulatedOutcome> outcomes = TRY(run_tries(field, tries));
  double seen = 0;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (has_error(outcomes[i].report.findings)) {
      seen += 1;
      continue;
    }
    report.findings.push_back(
        {"cuda_adversarial.barrier", Severity::error, false, places[i].file, places[i].line,
         fmt::format("without this {} nothing is found: no test runs into it, or it is not needed",
                     places[i].what)});
  }
  report.metrics["barriers"] = {static_cast<double>(places.size()), "barriers"};
  report.metrics["barriers_seen"] = {seen, "barriers"};
  return {};
}

namespace {

// Two on one line are one place.
Result<std::vector<Place>> barriers_of(const CheckRequest& request, const Plan& plan) {
  std::vector<Place> places;
  for (const std::string& path : TRY(list_files(request.tree))) {
    if (!holds_kernels(plan, path)) continue;
    const std::string source = TRY(read_file(request.tree / path, kSourceBytesMax));
    for (const BarrierMutant& mutant : barrier_mutants(source)) {
      const bool is_new =
          places.empty() || places.back().file != path || places.back().line != mutant.line;
      if (is_new) places.push_back({path, mutant.line, mutant.what});
    }
  }
  if (places.size() <= kBarriersMax) return places;
  return Error{ErrorKind::spec,
               fmt::format("check cuda_adversarial: {} barriers, {} are tried at most: name fewer "
                           "\"files\"",
                           places.size(), kBarriersMax)};
}

bool has_error(const std::vector<Finding>& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.severity == Severity::error; });
}

}  // namespace
}  // namespace wright

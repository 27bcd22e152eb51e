#include "cuda_adversarial/try_runs.h"

#include "base/files.h"
#include "cuda_emulated/side_by_side.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

Result<EmulatedOutcome> run_one(const Field& field, const Try& one, const fs::path& folder);
std::vector<EmulatedRun> parts_of(const EmulatedRun& whole, const Try& one);
void add(const EmulatedOutcome& part, EmulatedOutcome& all);

}  // namespace

Result<std::vector<EmulatedOutcome>> run_tries(const Field& field, const std::vector<Try>& tries) {
  const fs::path folder = field.request.scratch / "tries";
  TRY(remove_tree(folder));
  TRY(make_directories(folder));
  std::vector<Result<EmulatedOutcome>> results(tries.size(), Error{});
  side_by_side(tries.size(), [&](std::size_t at) {
    results[at] = run_one(field, tries[at], folder / std::to_string(at));
  });
  std::vector<EmulatedOutcome> outcomes;
  for (Result<EmulatedOutcome>& result : results) outcomes.push_back(TRY(std::move(result)));
  return outcomes;
}

namespace {

Result<EmulatedOutcome> run_one(const Field& field, const Try& one, const fs::path& folder) {
  const Plan& plan = field.asked.plan;
  const Setting setting{one.tier, plan.schedules.front(), plan.profiles.front()};
  TRY(make_directories(folder));
  const EmulatedRun whole =
      TRY(run_of(field.request, plan, field.build, setting, one.environment, folder / "faults"));
  EmulatedOutcome all;
  for (const EmulatedRun& part : parts_of(whole, one)) {
    add(TRY(run_emulated(field.request, part)), all);
    if (one.is_settled && one.is_settled(all.report.findings)) break;
  }
  TRY(remove_tree(folder));
  return all;
}

std::vector<EmulatedRun> parts_of(const EmulatedRun& whole, const Try& one) {
  std::vector<EmulatedRun> parts;
  if (one.program.empty() || one.program == "host") {
    parts.push_back(whole);
    parts.back().programs.clear();
  }
  for (const EmulatedProgram& program : whole.programs) {
    if (!one.program.empty() && one.program != program.name) continue;
    parts.push_back(whole);
    parts.back().asked.clear();
    parts.back().programs = {program};
  }
  return parts;
}

// The counts of a run are those of its folder so far.
void add(const EmulatedOutcome& part, EmulatedOutcome& all) {
  all.report.findings.insert(all.report.findings.end(), part.report.findings.begin(),
                             part.report.findings.end());
  all.counts = part.counts;
  all.seconds += part.seconds;
}

}  // namespace
}  // namespace wright

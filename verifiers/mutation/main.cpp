#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <future>

#include "base/files.h"
#include "frame/verifier_main.h"
#include "report.h"
#include "suites.h"
#include "workshop.h"

namespace wright {
namespace {

using std::chrono::steady_clock;

constexpr int kWorkers = 2;  // Each compiles and tests one mutant at a time.

// What the workers share: each takes the next mutant until the time is up.
struct Bench {
  const CheckRequest& request;
  const Finished& finished;
  const Suites& suites;
  const Drawn& drawn;
  steady_clock::time_point until;
  std::vector<JudgedMutant> judged;
  std::atomic<std::size_t> next{0};
};

CheckReport red_before(const CheckRequest& request, const Suites& suites);
bool is_about_overlays(const Error& error);
Result<void> work_side_by_side(Bench& bench);
Result<void> work(Bench& bench, int worker);
Result<JudgedMutant> judge(const Bench& bench, Workshop& workshop, const Mutant& mutant);

Result<CheckReport> verify(const CheckRequest& request) {
  const Plan plan = TRY(plan_of(request));
  std::vector<std::string> files = TRY(files_to_change(request, plan));
  if (files.empty() && plan.faults.empty()) return report_of(request.check, plan, {});
  std::vector<std::string> built = files;
  for (const NamedFault& fault : plan.faults) built.push_back(fault.file);
  const Finished finished = TRY(finished_build(request, built));
  files.erase(std::remove_if(files.begin(), files.end(),
                             [&](const auto& file) { return finished.objects.count(file) == 0; }),
              files.end());
  const Drawn drawn = TRY(draw(request, plan, files));
  if (drawn.mutants.empty()) return report_of(request.check, plan, {});
  const Suites suites = TRY(Suites::prepare(request));
  if (!suites.faults().empty()) return red_before(request, suites);
  Bench bench{request, finished, suites, drawn, steady_clock::now() + plan.seconds, {}, {}};
  const Result<void> worked = work_side_by_side(bench);
  if (!worked && is_about_overlays(worked.error())) return unavailable(worked.error().message);
  TRY(worked);
  TRY(remove_tree(request.scratch / "mutation"));
  CheckReport report = report_of(request.check, plan, {suites.there(), drawn, bench.judged});
  report.sandbox = suites.isolation();
  report.toolchain = finished.toolchain;
  return report;
}

CheckReport red_before(const CheckRequest& request, const Suites& suites) {
  CheckReport report;
  report.check = request.check;
  report.status = CheckStatus::fail;
  report.findings = suites.faults();
  report.summary = "tests fail on the candidate as it is: no mutant was tried";
  return report;
}

// Where no user namespace can be made, the kernel lets us lay nothing over a build.
bool is_about_overlays(const Error& error) {
  return error.message.find("overlay") != std::string::npos;
}

Result<void> work_side_by_side(Bench& bench) {
  bench.judged.resize(bench.drawn.mutants.size());
  std::vector<std::future<Result<void>>> working;
  for (int worker = 0; worker < kWorkers; ++worker) {
    working.push_back(std::async(std::launch::async, work, std::ref(bench), worker));
  }
  Result<void> all;
  for (std::future<Result<void>>& one : working) {
    Result<void> end = one.get();
    if (!end) all = std::move(end);
  }
  return all;
}

Result<void> work(Bench& bench, int worker) {
  Workshop workshop = TRY(Workshop::open(bench.request, bench.finished, worker));
  while (steady_clock::now() < bench.until) {
    const std::size_t i = bench.next++;
    if (i >= bench.drawn.mutants.size()) break;
    bench.judged[i] = TRY(judge(bench, workshop, bench.drawn.mutants[i]));
  }
  return {};
}

Result<JudgedMutant> judge(const Bench& bench, Workshop& workshop, const Mutant& mutant) {
  const MadeMutant made = TRY(workshop.make(mutant, bench.drawn.sources.at(mutant.file)));
  if (made.made == Made::refused) return JudgedMutant{Fate::refused, {}};
  if (made.made == Made::nothing_new) return JudgedMutant{Fate::equivalent, {}};
  JudgedMutant judged{Fate::judged, {}};
  for (const Suite suite : bench.suites.there()) {
    if (TRY(bench.suites.notices(suite, workshop.request(), made))) judged.noticed.insert(suite);
  }
  return judged;
}

// Kernels run on no host that the suites start, so none of their mutants could be noticed.
Result<CheckReport> verify_and_tell_of_kernels(const CheckRequest& request) {
  CheckReport report = TRY(verify(request));
  const auto kernels =
      std::count_if(request.changes.begin(), request.changes.end(), [](const ChangedFile& file) {
        const std::string ending = std::filesystem::path(file.path).extension().string();
        return file.change != Change::deleted && (ending == ".cu" || ending == ".cuh");
      });
  if (kernels > 0) report.summary += fmt::format("; {} kernel files were not changed", kernels);
  return report;
}

}  // namespace
}  // namespace wright

int main() {
  return wright::verifier_main(wright::verify_and_tell_of_kernels);
}

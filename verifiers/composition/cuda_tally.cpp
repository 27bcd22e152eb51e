#include "composition/cuda_tally.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "base/files.h"
#include "base/hash.h"
#include "composition/cuda_counts.h"
#include "composition/perform.h"
#include "cuda_emulated/emulated_build.h"
#include "exec/collect.h"
#include "frame/artifact.h"
#include "grader/host.h"
#include "grader/oracle.h"

namespace wright {
namespace {

namespace fs = std::filesystem;
using CudaCounts = std::map<std::string, double>;

constexpr const char* kFolderInside = "/counts";
constexpr const char* kCallsFile = "calls";
// Nothing but the counts is looked at here, and the emulator ends when the host is let go.
constexpr Deadlines kEmulatorDeadlines{std::chrono::seconds(20), kWorkTime,
                                       std::chrono::seconds(60)};

struct CudaRun {
  std::variant<CudaCounts, Uncounted> result;
  Isolation isolation;
};

Result<CudaRun> run_on_emulator(const CheckRequest& request, const Work& work) {
  TRY(make_directories(request.scratch));
  const TempDirectory around = TRY(TempDirectory::make(request.scratch, "cuda-"));
  const fs::path folder = around.path() / "counts";
  TRY(make_private_directory(folder));
  const FoundArtifact host = TRY(find_artifact(request, host_of("plain"), request.check));
  HostSetting setting;
  setting.environment = {{"EMU_CALLS", std::string(kFolderInside) + "/" + kCallsFile}};
  setting.mounts = {{folder, kFolderInside, true}};
  std::unique_ptr<Session> session = TRY(host_starter(request, host.file, setting)());
  Host running(std::move(session), random_hex(16), kEmulatorDeadlines);
  Reply reply = TRY(prepare(running, work));
  if (std::holds_alternative<Value>(reply)) reply = TRY(perform(running, work));
  if (std::holds_alternative<Value>(reply)) reply = TRY(running.bye());
  CudaRun run;
  run.isolation = running.isolation();
  if (const auto stumble = stumble_of(reply)) {
    run.result = *stumble;
    return run;
  }
  const Result<std::string> lines = collect_file(folder, kCallsFile, kCallsBytesMax);
  if (lines) {
    run.result = cuda_counts_of(*lines);
  } else {
    run.result = Uncounted{"composition.uncounted",
                           "the emulator's counts are not there: " + lines.error().message};
  }
  return run;
}

}  // namespace

Result<Tally> cuda_tally_of(const CheckRequest& request, const WorkPlan& plan, const Piece& piece) {
  Tally tally;
  CudaCounts shorter;
  for (const std::int64_t steps : {plan.steps, 2 * plan.steps}) {
    const Work work = TRY(piece.work(steps, request.seed + "/composition", plan.where));
    CudaRun run = TRY(run_on_emulator(request, work));
    tally.isolation = run.isolation;
    if (auto* uncounted = std::get_if<Uncounted>(&run.result)) {
      tally.uncounted = std::move(*uncounted);
      return tally;
    }
    const CudaCounts before = std::exchange(shorter, std::get<CudaCounts>(std::move(run.result)));
    for (const auto& [name, count] : before) {
      tally.counts[name] =
          std::max(shorter.at(name) - count, 0.0) / static_cast<double>(plan.steps);
    }
  }
  return tally;
}

}  // namespace wright

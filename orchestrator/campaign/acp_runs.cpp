#include "campaign/acp_runs.h"

#include "campaign/workspace.h"

namespace wright {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFileWall{30'000};
constexpr int kBlocksMax = 16;  // Heard of one run at a time, so that no flood keeps us.

AcpRunEnd end_of(const RunOutcome& outcome, bool is_late);

}  // namespace

std::vector<AcpStep> AcpRuns::perform(const AcpStep& step, AcpClient& client) {
  for (const AcpRunId& id : step.kills) {
    const auto found = running_.find(id);
    if (found != running_.end()) found->second.companion->kill();
  }
  std::vector<AcpStep> steps;
  for (const AcpRun& run : step.runs) {
    const bool is_file = run.id.kind == AcpRunId::Kind::file;
    Result<std::unique_ptr<Companion>> companion =
        session_.accompany({run.argv, run.directory, run.environment, run.input});
    if (companion) {
      const milliseconds wall = is_file ? kFileWall : kActionWall;
      running_[run.id] = {std::move(companion).value(), clock_.steady_ms() + wall.count()};
    } else {
      steps.push_back(client.refuse(run.id, companion.error().message));
    }
  }
  return steps;
}

std::vector<AcpStep> AcpRuns::look(AcpClient& client) {
  std::vector<AcpStep> steps;
  for (auto at = running_.begin(); at != running_.end();) {
    const auto& [id, run] = *at;
    const std::optional<RunOutcome> outcome = run.companion->outcome();
    hear(id, *run.companion, client, steps);
    if (outcome) {
      steps.push_back(client.end(id, end_of(*outcome, run.is_late)));
      at = running_.erase(at);
      continue;
    }
    if (!run.is_late && clock_.steady_ms() >= run.last_ms) {
      at->second.is_late = true;
      run.companion->kill();
    }
    ++at;
  }
  return steps;
}

void AcpRuns::hear(const AcpRunId& id, Companion& companion, AcpClient& client,
                   std::vector<AcpStep>& steps) {
  for (int block = 0; block < kBlocksMax; ++block) {
    const std::string bytes = companion.read_some();
    if (bytes.empty()) return;
    steps.push_back(client.hear(id, bytes));
  }
}

namespace {

AcpRunEnd end_of(const RunOutcome& outcome, bool is_late) {
  AcpRunEnd end;
  if (const auto* exited = std::get_if<Exited>(&outcome)) end.exit_code = exited->code;
  if (const auto* signaled = std::get_if<Signaled>(&outcome)) end.signal = signaled->signal;
  if (const auto* hit = std::get_if<LimitHit>(&outcome)) end.limit = hit->limit;
  if (is_late) end.limit = "wall";
  return end;
}

}  // namespace
}  // namespace wright

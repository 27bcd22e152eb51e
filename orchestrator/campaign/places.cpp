// Where campaigns lie in a repository, and small questions to a hall.
#include <fmt/format.h>

#include "base/files.h"
#include "base/text.h"
#include "campaign/hall.h"

namespace wright {

namespace fs = std::filesystem;

fs::path runs_directory(const fs::path& root) {
  return root / "logs" / "runs";
}
fs::path recorded_directory(const fs::path& root) {
  return root / "logs" / "recorded";
}

// The user's own repository may not know our folder: it ignores itself.
Result<fs::path> make_runs_directory(const fs::path& root) {
  const fs::path runs = runs_directory(root);
  if (fs::exists(runs / ".gitignore")) return runs;
  TRY(make_directories(runs));
  TRY(place_file(runs / ".gitignore", "*\n"));
  return runs;
}

Result<FileLock> claim_campaign(const fs::path& root, const CampaignId& campaign) {
  const fs::path runs = TRY(make_runs_directory(root));
  const fs::path claims = runs / ".claims";
  TRY(make_directories(claims));
  Result<FileLock> claim = FileLock::try_lock(claims / campaign.value);
  if (claim || claim.error().kind != ErrorKind::busy) return claim;
  return Error{ErrorKind::busy,
               fmt::format("campaign {0} is being run by another process: wait for it, or see "
                           "`tensorwright status {0}`",
                           campaign.value)};
}

KnownChecks known_checks(const CheckTable& table) {
  KnownChecks known;
  for (const auto& [name, info] : table) known[name] = KnownCheck{info.required, info.optional};
  return known;
}

Result<const Task*> task_of(const Hall& hall, const AttemptId& attempt) {
  const AttemptState* state = find_attempt(hall.state(), attempt);
  if (state == nullptr) {
    return Error{ErrorKind::usage,
                 fmt::format("campaign {} has no attempt {}: see `tensorwright attempt list`",
                             hall.id().value, attempt.value)};
  }
  const Task* task = find_task(hall.spec(), state->opened.task);
  if (task == nullptr) {
    return Error{ErrorKind::spec,
                 fmt::format("the pinned spec has no task {}", state->opened.task.value)};
  }
  return task;
}

}  // namespace wright

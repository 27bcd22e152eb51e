#include "campaign/bundle.h"

#include <fmt/format.h>

#include "base/files.h"
#include "campaign/hall.h"
#include "campaign/logs.h"

namespace wright {

namespace fs = std::filesystem;

Result<void> bundle(Repo& repo, const CommitId& commit, const fs::path& directory) {
  if (fs::exists(directory)) {
    return Error{ErrorKind::usage, fmt::format("{} is there already", directory.string())};
  }
  const CommitInfo info = TRY(repo.read_commit(commit));
  const Explanation landing = TRY(explain(repo.root(), info));
  TRY(make_directories(directory));
  TRY(repo.copy_history(commit, directory, "bundle"));
  const std::string& name = landing.recording.state.opened.campaign.value;
  TRY(copy_log(landing.recording, recorded_directory(directory) / name));
  const fs::path beside = fs::path("logs/evidence") / landing.attempt.judged->tree.value;
  if (!fs::exists(repo.root() / beside)) return {};
  TRY(make_directories(directory / beside));
  for (const std::string& file : TRY(list_files(repo.root() / beside))) {
    const std::string bytes = TRY(read_file(repo.root() / beside / file));
    TRY(write_file(directory / beside / file, bytes));
  }
  return {};
}

}  // namespace wright

#include "cli/find.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"
#include "base/text.h"
#include "campaign/hall.h"
#include "campaign/pinned_spec.h"

namespace wright {

namespace fs = std::filesystem;

Result<Recording> find_log(const Invocation& invocation, const std::string& campaign) {
  const Repo repo = TRY(Repo::open(invocation.directory));
  if (!campaign.empty()) return log_of_campaign(repo.root(), CampaignId{campaign});
  std::vector<std::string> names;
  for (const fs::path& log : all_logs(repo.root())) {
    const std::string name = log.filename().string();
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  if (names.empty()) {
    return Error{ErrorKind::usage,
                 fmt::format("no log below {}: start a campaign with `tensorwright run`",
                             (repo.root() / "logs").string())};
  }
  if (names.size() > 1) {
    return Error{ErrorKind::usage,
                 fmt::format("several campaigns, so name one: {}", join(names, ", "))};
  }
  return log_of_campaign(repo.root(), CampaignId{names.front()});
}

Result<Spec> pinned_spec(const Invocation& invocation, const Recording& recording) {
  const CheckTable table = TRY(load_checks(invocation.tools));
  const TempDirectory scratch =
      TRY(TempDirectory::make(fs::temp_directory_path(), "tensorwright-spec-"));
  return load_pinned_spec(recording.directory, newest_spec_files(recording.state),
                          Workshop(scratch.path()), known_checks(table));
}

Result<LoadedSpec> read_spec_directory(const Invocation& invocation, const std::string& directory) {
  const CheckTable table = TRY(load_checks(invocation.tools));
  return load_spec(directory, known_checks(table));
}

}  // namespace wright

#include "campaign/logs.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "campaign/hall.h"
#include "core/json.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

void add_logs(std::vector<fs::path>& logs, const fs::path& directory);
CampaignId campaign_of(const AttemptId& attempt);

}  // namespace

std::vector<fs::path> all_logs(const fs::path& root) {
  std::vector<fs::path> logs;
  add_logs(logs, recorded_directory(root));
  add_logs(logs, runs_directory(root));
  return logs;
}

Result<Recording> log_of_campaign(const fs::path& root, const CampaignId& campaign) {
  for (const fs::path& directory : {recorded_directory(root), runs_directory(root)}) {
    if (fs::exists(directory / campaign.value / "events.jsonl")) {
      return load_recording(directory / campaign.value);
    }
  }
  return Error{ErrorKind::usage, fmt::format("no log of campaign {} below {}", campaign.value,
                                             (root / "logs").string())};
}

Result<Explanation> explain(const fs::path& root, const CommitInfo& commit) {
  const auto trailer = commit.trailers.find("Tensorwright-Attempt");
  if (trailer == commit.trailers.end()) {
    return Error{ErrorKind::usage,
                 fmt::format("commit {} is no landing of a campaign", commit.id.value)};
  }
  Explanation explanation = TRY(find_in_logs(root, AttemptId{trailer->second}));
  if (!explanation.attempt.landed || explanation.attempt.landed->commit != commit.id) {
    return Error{ErrorKind::journal, fmt::format("{}: attempt {} did not land as {}",
                                                 explanation.recording.directory.string(),
                                                 trailer->second, commit.id.value)};
  }
  return explanation;
}

Result<Explanation> find_in_logs(const fs::path& root, const AttemptId& attempt) {
  Recording recording = TRY(log_of_campaign(root, campaign_of(attempt)));
  const AttemptState* state = find_attempt(recording.state, attempt);
  if (state == nullptr) {
    return Error{ErrorKind::usage,
                 fmt::format("{}: has no attempt {}", recording.directory.string(), attempt.value)};
  }
  AttemptState found = *state;
  return Explanation{std::move(recording), std::move(found)};
}

Digest spec_files_at(const Recording& recording, const AttemptId& attempt) {
  Digest files;
  for (const Event& event : recording.log.events) {
    if (const auto* opened = std::get_if<CampaignOpened>(&event.body)) files = opened->spec_files;
    if (const auto* revised = std::get_if<SpecRevised>(&event.body)) files = revised->spec_files;
    const auto* judged = std::get_if<Judged>(&event.body);
    if (judged != nullptr && judged->attempt == attempt) break;
  }
  return files;
}

std::vector<TaskId> landed_before(const Recording& recording, const AttemptId& attempt) {
  std::vector<TaskId> landed;
  for (const Event& event : recording.log.events) {
    const auto* judged = std::get_if<Judged>(&event.body);
    if (judged != nullptr && judged->attempt == attempt) break;
    const auto* landing = std::get_if<Landed>(&event.body);
    if (landing == nullptr) continue;
    landed.push_back(find_attempt(recording.state, landing->attempt)->opened.task);
  }
  return landed;
}

Result<Verdict> recorded_verdict(const Recording& recording, const AttemptState& attempt) {
  if (!attempt.judged) {
    return Error{ErrorKind::usage,
                 fmt::format("attempt {} was not judged", attempt.opened.attempt.value)};
  }
  const std::string text = TRY(read_blob(recording.directory, attempt.judged->verdict));
  const nlohmann::json value = TRY(parse_json(text));
  return verdict_from_json(value);
}

namespace {

void add_logs(std::vector<fs::path>& logs, const fs::path& directory) {
  std::vector<fs::path> found;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(directory, failed)) {
    if (fs::exists(entry.path() / "events.jsonl")) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  logs.insert(logs.end(), found.begin(), found.end());
}

// `<campaign>.<task>.<number>`; neither task nor number has a dot.
CampaignId campaign_of(const AttemptId& attempt) {
  const std::size_t number = attempt.value.rfind('.');
  const std::size_t task =
      number == std::string::npos ? number : attempt.value.rfind('.', number - 1);
  return CampaignId{task == std::string::npos ? attempt.value : attempt.value.substr(0, task)};
}

}  // namespace
}  // namespace wright

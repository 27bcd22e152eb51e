#include "auditor/closing.h"

#include <fmt/format.h>

#include <deque>

#include "auditor/statement.h"

namespace auditor {
namespace {

constexpr std::int64_t kPauseMax = 60'000;

void audit_last_line(const Log& log, const Story& story, Report& report);
std::string closing_commit(const Story& story, const std::string& tree);
bool is_explained(const Git& git, const Commit& commit, const std::string& target);
std::string campaign_of(const std::string& message);

}  // namespace

void audit_closing(const Log& log, const Story& story, const Git& git, const Files* files,
                   Known& known, Report& report) {
  const std::string where = log.directory.string();
  known.campaigns[story.campaign()] = "";
  if (story.closed == nullptr) return report.find(where, "has no closing line: a tail was cut");
  const json& closed = story.closed->value;
  const std::string closing = text_at(closed, "closing");
  audit_last_line(log, story, report);
  const auto commit = git.commit(closing);
  std::string tree = commit ? commit->tree : "";
  if (files != nullptr) {
    tree = tree_id(*files).value_or("");
    known.trees[closing] = *files;
  }
  report.expect(tree.empty() || closing_commit(story, tree) == closing, where,
                "the closing commit does not carry this log's head and count");
  if (!commit) {
    report.notes.push_back(where +
                           ": its commits are not in this repository; they follow from "
                           "the log alone");
  }
  const auto branches = git.campaign_branches();
  const auto branch = branches.find(story.campaign());
  report.expect(branch == branches.end() || branch->second == closing,
                "campaign/" + story.campaign(), "stands at a commit that its log does not explain");
  known.commits.insert(closing);
  known.campaigns[story.campaign()] = closing;
}

void audit_history(const Git& git, const Known& known, Report& report) {
  std::deque<std::string> waiting{git.resolve("HEAD")};
  for (const auto& [name, at] : git.campaign_branches()) {
    if (known.campaigns.count(name) != 0) waiting.push_back(at);
  }
  std::set<std::string> seen(waiting.begin(), waiting.end());
  int absent = 0;
  for (; !waiting.empty(); waiting.pop_front()) {
    const auto commit = git.commit(waiting.front());
    if (!commit) {
      absent += waiting.front().empty() ? 0 : 1;
      continue;
    }
    ++report.commits;
    for (const std::string& parent : commit->parents) {
      if (seen.insert(parent).second) waiting.push_back(parent);
    }
    if (known.commits.count(commit->id) != 0) continue;
    report.expect(known.campaigns.count(campaign_of(commit->message)) == 0, commit->id,
                  "calls itself a commit of a campaign whose log does not have it");
    for (const std::string& target : known.targets) {
      report.expect(is_explained(git, *commit, target), commit->id,
                    fmt::format("changes {} and no log explains it", shown(target)));
    }
  }
  if (absent > 0) report.notes.push_back("older commits are not in this clone");
}

namespace {

// Nothing comes behind the closing line and anchors it, so that each of its fields follows from
// the lines and commits before.
void audit_last_line(const Log& log, const Story& story, Report& report) {
  const json& closed = story.closed->value;
  const std::string where = log.where(log.lines.size() - 1);
  const std::string tip =
      story.landed.empty()
          ? text_at(story.opened->value, "root")
          : text_at(story.attempts.at(story.landed.back()).landed->value, "commit");
  const std::size_t before = log.lines.size() - 1;
  report.expect(&log.lines.back() == story.closed && before > 0 &&
                    number_at(closed, "count") == static_cast<std::int64_t>(before) &&
                    text_at(closed, "head") == log.lines[before - 1].hash,
                where, "does not anchor the lines before it");
  report.expect(text_at(closed, "tip") == tip, where, "closes on another commit than the last one");
  report.expect(closed.size() == 10, where, "has a field that a closing line has not");
  if (before == 0) return;
  bool has_digests = false;
  for (const std::string& id : story.landed) {
    const json statement = log.blob_json(text_at(story.attempts.at(id).landed->value, "statement"));
    has_digests |= text_at(statement, "predicateType") == kTypes + "landing/v2";
  }
  // Logs of the time before took a moment to close.
  const std::int64_t pause =
      number_at(closed, "time_ms") - number_at(log.lines[before - 1].value, "time_ms");
  report.expect(pause >= 0 && pause <= (has_digests ? 0 : kPauseMax), where,
                "has another time than the line that it anchors");
}

std::string closing_commit(const Story& story, const std::string& tree) {
  const json& closed = story.closed->value;
  const std::string message = fmt::format(
      "Campaign {0} is closed\n\nTensorwright-Campaign: {0}\nTensorwright-Journal-Head: {1}\n"
      "Tensorwright-Journal-Count: {2}\n",
      story.campaign(), text_at(closed, "head"), number_at(closed, "count"));
  return object_id(ObjectKind::commit, commit_bytes(tree, text_at(closed, "tip"),
                                                    number_at(closed, "time_s"), message));
}

// It leaves the target as one of its parents has it.  Where a shallow clone lacks the parents,
// nobody can say.
bool is_explained(const Git& git, const Commit& commit, const std::string& target) {
  const std::string mine = git.at_path(commit.tree, target);
  if (commit.parents.empty()) return mine.empty();
  for (const std::string& id : commit.parents) {
    const auto parent = git.commit(id);
    if (!parent || git.at_path(parent->tree, target) == mine) return true;
  }
  return false;
}

std::string campaign_of(const std::string& message) {
  const std::string trailer = "\nTensorwright-Campaign: ";
  const std::size_t at = message.rfind(trailer);
  if (at == std::string::npos) return "";
  const std::size_t from = at + trailer.size();
  return message.substr(from, message.find('\n', from) - from);
}

}  // namespace
}  // namespace auditor

#include "auditor/audit.h"

#include <algorithm>

#include "auditor/closing.h"
#include "auditor/devices.h"
#include "auditor/envelope.h"

namespace auditor {
namespace {

namespace fs = std::filesystem;

struct Told {
  Log log;
  Story story;
};

std::vector<fs::path> logs_of(const Question& question, const Git& git);
bool can_begin(const Told& told, const Git& git, const Known& known);

}  // namespace

Report audit(const Question& question, std::string& broken) {
  Report report;
  const auto git = Git::open(question.directory, broken);
  if (!git) return report;
  std::vector<Told> waiting;
  for (const fs::path& directory : logs_of(question, *git)) {
    waiting.push_back({read_log(directory, report), {}});
  }
  if (waiting.empty()) {
    broken = git->root() + ": has no log below logs/recorded";
    return report;
  }
  for (Told& told : waiting) told.story = read_story(told.log, report);
  // A campaign may begin where another has ended, which is then the first of the two.
  Known known;
  std::vector<const Story*> stories;
  std::vector<const Told*> left;
  for (const Told& told : waiting) left.push_back(&told);
  while (!left.empty()) {
    auto next = std::find_if(left.begin(), left.end(),
                             [&](const Told* told) { return can_begin(*told, *git, known); });
    if (next == left.end()) next = left.begin();
    const Told& told = **next;
    left.erase(next);
    if (told.story.opened == nullptr) continue;
    Files files;
    const bool computed = audit_landings(told.log, told.story, *git, known, files, report);
    audit_closing(told.log, told.story, *git, computed ? &files : nullptr, known, report);
    stories.push_back(&told.story);
  }
  if (question.log.empty()) audit_history(*git, known, report);
  audit_devices(*git, report);
  broken = audit_envelopes(question, git->root(), stories, known, report);
  return report;
}

namespace {

std::vector<fs::path> logs_of(const Question& question, const Git& git) {
  std::error_code failed;
  if (!question.log.empty()) return {fs::weakly_canonical(question.log, failed)};
  std::vector<fs::path> logs;
  for (const auto& entry : fs::directory_iterator(fs::path(git.root()) / "logs/recorded", failed)) {
    if (entry.is_directory()) logs.push_back(entry.path());
  }
  std::sort(logs.begin(), logs.end());
  return logs;
}

bool can_begin(const Told& told, const Git& git, const Known& known) {
  if (told.story.opened == nullptr) return true;
  const std::string base = text_at(told.story.opened->value, "base");
  return base.empty() || known.trees.count(base) != 0 || git.commit(base).has_value();
}

}  // namespace
}  // namespace auditor

#include "campaign/workspace.h"

#include <fmt/format.h>

#include "base/files.h"
#include "base/text.h"
#include "exec/collect.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

struct Places {
  fs::path lower;    // The target tree at the attempt's base.
  fs::path changes;  // Of the overlay.
  fs::path task;
  fs::path build;
};

Result<Places> places_of(Hall& hall, const AttemptState& attempt);
Result<Booth*> booth_of(Hall& hall, const AttemptState& attempt);
Result<void> copy_visible(const Hall& hall, const fs::path& into);
std::vector<Mount> given_mounts(Hall& hall, const TaskId& task);

}  // namespace

Result<void> make_workspace(Hall& hall, const AttemptState& attempt, const std::string& brief) {
  leave_workspace(hall);
  const Places places = TRY(places_of(hall, attempt));
  TRY(make_directories(places.task));
  TRY(make_private_directory(places.changes));
  TRY(make_private_directory(places.build));
  TRY(copy_visible(hall, places.task / "visible"));
  return place_file(places.task / "brief.md", brief);
}

Result<Command> workspace_command(Hall& hall, const AttemptState& attempt) {
  const Places places = TRY(places_of(hall, attempt));
  if (!fs::exists(places.task / "brief.md")) {
    const std::string brief = TRY(hall.blob(attempt.opened.brief));
    TRY(make_workspace(hall, attempt, brief));
  }
  Command command;
  command.overlay = Overlay{places.lower, places.changes, "/work"};
  command.mounts = given_mounts(hall, attempt.opened.task);
  command.mounts.push_back({places.task, "/task", false});
  command.mounts.push_back({places.build, "/build", true});
  command.directory = "/work";
  return command;
}

Result<fs::path> workspace_home(Hall& hall, const AttemptState& attempt) {
  const fs::path home = hall.workshop().attempt(attempt.opened.attempt) / "home";
  TRY(make_directories(home.parent_path()));
  TRY(make_private_directory(home));
  return home;
}

Result<RunReport> run_in_workspace(Hall& hall, const AttemptState& attempt,
                                   const std::vector<std::string>& argv, const std::string& input) {
  Booth* booth = TRY(booth_of(hall, attempt));
  return booth->run(argv, input);
}

void leave_workspace(Hall& hall) {
  hall.kept_booth() = {};
}

Result<void> remove_workspace(Hall& hall, const AttemptId& attempt) {
  leave_workspace(hall);
  return remove_tree(hall.workshop().attempt(attempt));
}

Result<Patch> workspace_patch(Hall& hall, const AttemptState& attempt) {
  const Places places = TRY(places_of(hall, attempt));
  const Collected collected = TRY(collect_changes(places.lower, places.changes));
  if (!collected.refused.empty()) {
    return Error{
        ErrorKind::usage,
        fmt::format("the workspace holds what no patch may: {}; remove it and submit again",
                    join(collected.refused, "; "))};
  }
  return collected.patch;
}

namespace {

Result<Places> places_of(Hall& hall, const AttemptState& attempt) {
  const fs::path root = hall.workshop().attempt(attempt.opened.attempt);
  TRY(make_directories(root));
  const CommitInfo base = TRY(hall.repo().read_commit(attempt.opened.base));
  Places places;
  places.lower = TRY(hall.workshop().tree(hall.repo(), base.spec.tree, hall.spec().target, {}));
  places.changes = root / "changes";
  places.task = root / "task";
  places.build = root / "build";
  return places;
}

Result<Booth*> booth_of(Hall& hall, const AttemptState& attempt) {
  KeptBooth& kept = hall.kept_booth();
  const bool is_there =
      kept.booth != nullptr && kept.booth->is_open() && kept.attempt == attempt.opened.attempt;
  if (!is_there) {
    leave_workspace(hall);
    Command command = TRY(workspace_command(hall, attempt));
    command.limits.wall = kActionWall;
    kept.booth = TRY(make_local_runner(hall.tools().sandbox)->open(command));
    kept.attempt = attempt.opened.attempt;
  }
  return kept.booth.get();
}

Result<void> copy_visible(const Hall& hall, const fs::path& into) {
  const fs::path visible = hall.spec().directory / "visible";
  TRY(make_directories(into));
  if (!fs::exists(visible)) return {};
  for (const std::string& path : TRY(list_files(visible))) {
    TRY(make_directories((into / path).parent_path()));
    const std::string bytes = TRY(read_file(visible / path));
    TRY(place_file(into / path, bytes));
  }
  return {};
}

// What checks of the task give agents to work with.
std::vector<Mount> given_mounts(Hall& hall, const TaskId& id) {
  std::vector<Mount> mounts;
  const Task* task = find_task(hall.spec(), id);
  if (task == nullptr) return mounts;
  for (const CheckInfo& info : giving_checks(task->checks, hall.checks())) {
    mounts.push_back({hall.tools().share / info.gives, "/" + info.gives, false});
  }
  return mounts;
}

}  // namespace
}  // namespace wright

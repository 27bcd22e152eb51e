// tensorwright diff: what an attempt changed, whether it landed or not.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "campaign/settle.h"
#include "cli/find.h"
#include "cli/print.h"
#include "core/json.h"

namespace wright {
namespace {

struct DiffArguments {
  std::string id;
};

// The commit that the patch was made for: the one it was judged on, if any.
CommitId base_of(const AttemptState& attempt) {
  return attempt.judged ? attempt.judged->parent : attempt.opened.base;
}

void print_coloured(const std::string& text) {
  for (const std::string& line : split(text, '\n')) {
    const Tint tint = line.rfind("+", 0) == 0    ? Tint::good
                      : line.rfind("-", 0) == 0  ? Tint::bad
                      : line.rfind("@@", 0) == 0 ? Tint::faint
                                                 : Tint::plain;
    fmt::print("{}\n", tinted(tint, escape_for_terminal(line)));
  }
}

Result<int> diff_command(const Invocation& invocation, const DiffArguments& given) {
  Repo repo = TRY(Repo::open(invocation.directory));
  const Explanation found = TRY(find_in_logs(repo.root(), AttemptId{given.id}));
  if (!found.attempt.submitted) {
    return Error{ErrorKind::usage, fmt::format("attempt {} handed in no patch: it is {}", given.id,
                                               word_of(found.attempt.stage))};
  }
  const Patch patch = TRY(load_patch(found.recording.directory, found.attempt.submitted->patch));
  if (invocation.json) {
    print_json({{"attempt", given.id}, {"patch", to_json(patch)}});
    return kExitDone;
  }
  const CommitId base = base_of(found.attempt);
  const Result<CommitInfo> parent = repo.read_commit(base);
  if (!parent) {
    return Error{ErrorKind::git,
                 fmt::format("commit {} is not in this repository: `tensorwright run {}` makes it",
                             base.value, found.recording.state.opened.campaign.value)};
  }
  const TreeId after =
      TRY(repo.apply(parent->spec.tree, found.recording.state.opened.target, patch));
  const std::string text = TRY(repo.diff_text(parent->spec.tree, after));
  print_coloured(text);
  return kExitDone;
}

}  // namespace

void add_diff(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<DiffArguments>();
  CLI::App* command =
      app.add_subcommand("diff", "What an attempt changed, whether it landed or not");
  command->add_option("id", given->id, "The attempt's id")->required();
  command->add_flag("--json", invocation.json, "The list of files, as JSON");
  command->callback(acting(chosen, invocation, given, diff_command));
}

}  // namespace wright

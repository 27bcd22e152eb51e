// tensorwright adopt and record: a finished campaign becomes part of the
// repository, as a merge and as a log that anybody can replay.
#include "campaign/adopt.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "campaign/hall.h"
#include "cli/find.h"
#include "cli/print.h"

namespace wright {
namespace {

struct AdoptArguments {
  std::string campaign;
};

Result<int> adopt_command(const Invocation& invocation, const AdoptArguments& given) {
  Repo repo = TRY(Repo::open(invocation.directory));
  const Recording recording = TRY(find_log(invocation, given.campaign));
  const CampaignOpened& opened = recording.state.opened;
  if (!recording.state.closed) {
    return Error{ErrorKind::usage,
                 fmt::format("campaign {} is not finished", opened.campaign.value)};
  }
  SystemClock clock;
  const Adopted adopted = TRY(adopt(repo, opened.campaign.value, opened.target, clock));
  fmt::print("{} campaign {} as {}\n", adopted.already ? "already has" : "adopted",
             opened.campaign.value, short_id(adopted.merge.value));
  return kExitDone;
}

Result<int> record_command(const Invocation& invocation, const AdoptArguments& given) {
  Repo repo = TRY(Repo::open(invocation.directory));
  const auto run = runs_directory(repo.root()) / given.campaign;
  if (!std::filesystem::exists(run / "events.jsonl")) {
    return Error{ErrorKind::usage, fmt::format("no campaign {} has run here", given.campaign)};
  }
  const auto into = recorded_directory(repo.root()) / given.campaign;
  TRY(record_run(run, into));
  fmt::print("recorded in {}: commit it with the campaign\n", into.string());
  return kExitDone;
}

}  // namespace

void add_adopt(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<AdoptArguments>();
  CLI::App* command =
      app.add_subcommand("adopt", "Merge a finished campaign into the branch that is checked out");
  command->add_option("campaign", given->campaign, "The campaign's name")->required();
  command->callback(acting(chosen, invocation, given, adopt_command));
}

void add_record(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<AdoptArguments>();
  CLI::App* command = app.add_subcommand("record", "Copy a finished run's log into logs/recorded");
  command->add_option("campaign", given->campaign, "The campaign's name")->required();
  command->callback(acting(chosen, invocation, given, record_command));
}

}  // namespace wright

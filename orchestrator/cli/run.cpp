// tensorwright run: the main job.  Without arguments it checks the judge, replays
// the recorded campaign and lets the tuner try its luck; it never calls a model.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "campaign/logs.h"
#include "cli/loop_agent.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

Result<int> run_command(const Invocation& invocation, const RunArguments& given);
Result<fs::path> recording_directory(const Invocation& invocation, const RunArguments& given,
                                     const std::string& detail);

}  // namespace

void add_run(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<RunArguments>();
  CLI::App* command = app.add_subcommand(
      "run", "Run, resume or replay a campaign; without arguments the recorded one");
  command->add_option("campaign,--campaign", given->campaign, "The campaign's name");
  command->add_option("--spec", given->spec, "A spec directory, for live agents");
  command
      ->add_option("--agent", given->agent,
                   "recorded[:DIR], scripted:FILE, mailbox:DIR, workbench, tuner[:SECONDS], a "
                   "model: anthropic:MODEL, openai:MODEL, openai-responses:MODEL, or an agent CLI: "
                   "acp:COMMAND or command:COMMAND with --via")
      ->capture_default_str();
  command
      ->add_option("--tuner-seconds", given->tuner_seconds,
                   "How long the tuner may search after a replay; 0: not at all")
      ->capture_default_str();
  command->add_flag("--no-selftest", given->no_selftest, "Skip the check of the judge");
  command->add_flag("--all-attempts", given->all_attempts,
                    "Judge the recorded rejections again as well");
  command
      ->add_option("--landings", given->landings, "Stop a replay after so many landings; 0: never")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  command->add_flag("--again", given->again, "Forget the earlier run and its branch first");
  command->add_flag("--timing", given->timing, "Say what the harness itself cost");
  add_model_options(*command, *given);
  command->callback([&chosen, &invocation, given] {
    chosen.act = [&invocation, given] { return run_command(invocation, *given); };
  });
}

Result<int> run_recorded(const Invocation& invocation, const RunArguments& given,
                         const std::string& detail) {
  const fs::path directory = TRY(recording_directory(invocation, given, detail));
  const Recording recording = TRY(load_recording(directory));
  const std::string campaign = recording.state.opened.campaign.value;
  if (given.again) TRY(forget_run(invocation, campaign));
  SystemClock clock;
  const std::int64_t began = clock.steady_ms();
  const std::unique_ptr<Chance> chance = make_recorded_chance(recording);
  Progress progress;
  const auto on_notice = [&progress](const Notice& notice) { progress.show(notice); };
  Hall hall = TRY(
      open_replay(invocation.directory, recording, invocation.tools, clock, *chance, on_notice));
  if (hall.state().closed) return say_finished(hall.state(), "`run --again` starts over");
  fmt::print("{}\n", tinted(Tint::strong,
                            "agent: recorded (no model is called; compiling, checks and commits "
                            "are live)"));
  fmt::print("{}\n", tinted(Tint::faint,
                            "an agent of your own: tensorwright attempt open --spec SPEC --task "
                            "TASK"));
  const int tested = TRY(self_test_first(invocation, given, hall.spec()));
  if (tested != kExitDone) return tested;
  RunSummary summary;
  summary.checks_ms = clock.steady_ms() - began;
  summary.replay =
      TRY(replay(hall, recording, {given.all_attempts, given.landings, &interrupted()}));
  summary.checks_ms += checks_ms_of(hall.state());
  if (summary.replay->same_ids && !summary.replay->is_part && given.tuner_seconds > 0) {
    progress.clear_line();
    TRY(tune_on(invocation, hall.state(), given.tuner_seconds, summary));
  }
  summary.wall_ms = clock.steady_ms() - began;
  summary.landed_file = landed_file(hall.run(), hall.state());
  progress.clear_line();
  print_last_screen(hall.state(), summary);
  if (given.timing) print_timing(hall.state(), summary);
  return summary.replay->same_ids ? kExitDone : kExitNotGood;
}

namespace {

Result<int> run_command(const Invocation& invocation, const RunArguments& given) {
  listen_for_interrupts();
  TRY(budget_request(given));
  const auto [kind, detail] = split_kind(given.agent);
  TRY(habits_request(given, kind));
  TRY(check_share_login(given, kind));
  if (given.dry_run) return run_dry(invocation, given, kind, detail);
  if (kind == "recorded") return run_recorded(invocation, given, detail);
  if (kind == "workbench") return run_workbench(invocation, given);
  if (kind == "tuner") return run_tuner(invocation, given, detail);
  if (has_tool_loop(kind)) return run_loop_agent(invocation, given, kind, detail);
  if (is_agent_cli(kind)) return run_command_agent(invocation, given, kind, detail);
  return Error{ErrorKind::usage,
               fmt::format("unknown agent {}: recorded[:DIR], scripted:FILE, mailbox:DIR, "
                           "workbench, tuner[:SECONDS], anthropic:MODEL, openai:MODEL, "
                           "openai-responses:MODEL, acp:COMMAND or command:COMMAND",
                           kind)};
}

Result<fs::path> recording_directory(const Invocation& invocation, const RunArguments& given,
                                     const std::string& detail) {
  if (!detail.empty()) return fs::path(detail);
  Repo repo = TRY(Repo::open(invocation.directory));
  const std::string name = campaign_or_shipped(repo, given.campaign);
  const fs::path directory = recorded_directory(repo.root()) / name;
  if (!fs::exists(directory / "events.jsonl")) {
    return Error{ErrorKind::usage,
                 fmt::format("no recording of {} below {}: name one, or start a campaign with "
                             "`tensorwright attempt open --spec DIR --task TASK`",
                             name, recorded_directory(repo.root()).string())};
  }
  return directory;
}

}  // namespace
}  // namespace wright

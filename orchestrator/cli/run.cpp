// tensorwright run: the main job.  Without arguments it checks the judge, replays
// the recorded campaign and lets the tuner try its luck; it never calls a model.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "campaign/logs.h"
#include "cli/run_kinds.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kLimitMax = 1'000'000'000'000;

void add_model_options(CLI::App& command, RunArguments& given);
Result<int> run_command(const Invocation& invocation, const RunArguments& given);
Result<int> self_test_first(const Invocation& invocation);
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
                   "command:COMMAND with --via")
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
  if (!given.no_selftest) {
    const int tested = TRY(self_test_first(invocation));
    if (tested != kExitDone) return tested;
  }
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

void add_server_options(CLI::App& command, RunArguments& given) {
  command.add_option("--base-url", given.base_url,
                     "Where a model's server is, instead of its provider's own");
  command.add_option("--key-file", given.key_file,
                     "A file of mode 600 with the key, instead of the usual variables");
  command.add_flag("--no-key", given.no_key, "Send no key");
  command.add_option("--models", given.models, "Rows to lay over models.yaml");
}

void add_spending_options(CLI::App& command, RunArguments& given) {
  command.add_option("--budget-usd", given.budget_usd,
                     "Dollars that may be spent in all, such as 2.50; 0: no limit");
  command
      .add_option("--budget-tokens", given.budget_tokens,
                  "Tokens, in and out, that may be spent in all; 0: no limit")
      ->check(CLI::Range(std::int64_t{0}, kLimitMax));
}

namespace {

void add_program_options(CLI::App& command, RunArguments& given) {
  command.add_option("--via", given.via,
                     "The one model that an agent CLI reaches, through a gateway of ours: "
                     "anthropic:MODEL, openai:MODEL or openai-responses:MODEL");
  command
      .add_option("--agent-files", given.agent_files,
                  "A directory that the CLI's sandbox shows at the same path, for reading; "
                  "may be given more than once")
      ->check(CLI::ExistingDirectory);
}

void add_model_options(CLI::App& command, RunArguments& given) {
  add_program_options(command, given);
  add_server_options(command, given);
  add_spending_options(command, given);
  command.add_flag("--text-only", given.text_only,
                   "One fenced command a turn, for models that cannot call tools");
  command.add_flag("--dry-run", given.dry_run,
                   "Say what a live run can cost at most, and call nobody");
  command
      .add_option("--memory", given.memory,
                  "Working memory: 0 none, 1 content, 2 content and control; from the next attempt "
                  "on")
      ->check(CLI::Range(0, kMemoryMax));
  command
      .add_option("--self-talk", given.self_talk,
                  "Texts that a model is asked for before a turn acts, at most; from the next "
                  "attempt on")
      ->check(CLI::Range(0, kSelfTalkMax));
  const auto add_limit = [&command](const char* name, std::int64_t& place, const char* help) {
    command.add_option(name, place, help)->check(CLI::Range(std::int64_t{0}, kLimitMax));
  };
  add_limit("--budget-agent-minutes", given.budget_agent_minutes,
            "Minutes that models and their commands may take in all; 0: no limit");
  add_limit("--budget-check-minutes", given.budget_check_minutes,
            "Minutes of checks after which no model is called any more; 0: no limit");
}

Result<int> run_command(const Invocation& invocation, const RunArguments& given) {
  listen_for_interrupts();
  TRY(budget_request(given));
  const auto [kind, detail] = split_kind(given.agent);
  TRY(habits_request(given, kind));
  if (given.dry_run) return run_dry(invocation, given, kind, detail);
  if (kind == "recorded") return run_recorded(invocation, given, detail);
  if (kind == "scripted") return run_scripted(invocation, given, detail);
  if (kind == "mailbox") return run_mailbox(invocation, given, detail);
  if (kind == "workbench") return run_workbench(invocation, given);
  if (kind == "tuner") return run_tuner(invocation, given, detail);
  if (is_live_model(kind)) return run_model(invocation, given, kind, detail);
  if (kind == "command") return run_command_agent(invocation, given, detail);
  return Error{ErrorKind::usage,
               fmt::format("unknown agent {}: recorded[:DIR], scripted:FILE, mailbox:DIR, "
                           "workbench, tuner[:SECONDS], anthropic:MODEL, openai:MODEL, "
                           "openai-responses:MODEL or command:COMMAND",
                           kind)};
}

Result<int> self_test_first(const Invocation& invocation) {
  const SystemClock clock;
  const std::int64_t began = clock.steady_ms();
  const SelfTest test = TRY(self_test(invocation.tools));
  print_self_test(test, clock.steady_ms() - began);
  if (test.holds()) return kExitDone;
  fmt::print(stderr, "tensorwright: the judge was fooled or unfair, so no campaign starts\n");
  return kExitNotGood;
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

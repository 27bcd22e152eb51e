// tensorwright run: the main job.  Without arguments it checks the judge, replays
// the recorded campaign and lets the tuner try its luck; it never calls a model.
#include "cli/run.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <atomic>
#include <csignal>
#include <memory>

#include "base/files.h"
#include "base/text.h"
#include "campaign/logs.h"
#include "campaign/run_campaign.h"
#include "campaign/settle.h"
#include "cli/commands.h"
#include "cli/print.h"
#include "model/model.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

// What `run` replays when nothing is named: the first of these that is recorded.
constexpr std::array<const char*, 2> kShipped{"first_ops", "example"};

struct Arguments {
  std::string campaign;
  std::string spec;
  std::string agent = "recorded";
  std::int64_t tuner_seconds = 90;
  bool no_selftest = false;
  bool landed_only = false;
  bool timing = false;
  bool again = false;
};

std::atomic<bool> stop_requested{false};

Result<int> run_command(const Invocation& invocation, const Arguments& given);
Result<int> run_recorded(const Invocation& invocation, const Arguments& given,
                         const std::string& detail);
Result<int> run_scripted(const Invocation& invocation, const Arguments& given,
                         const std::string& file);
Result<int> run_workbench(const Invocation& invocation, const Arguments& given);
Result<int> run_tuner(const Invocation& invocation, const Arguments& given);
Result<TuneReport> tune_on(const Invocation& invocation, const CampaignState& state,
                           std::int64_t seconds, Progress& progress, std::string& campaign);
Result<int> self_test_first(const Invocation& invocation);
Result<fs::path> recording_directory(const Invocation& invocation, const Arguments& given,
                                     const std::string& detail);
std::string campaign_or_shipped(const Repo& repo, const std::string& campaign);
Result<void> forget_run(const Invocation& invocation, const std::string& campaign);
std::int64_t checks_ms_of(const CampaignState& state);
std::string landed_file(const fs::path& log, const CampaignState& state);
int say_finished(const CampaignState& state, const std::string& remedy);
void listen_for_interrupts();

}  // namespace

void add_run(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand(
      "run", "Run, resume or replay a campaign; without arguments the recorded one");
  command->add_option("campaign,--campaign", given->campaign, "The campaign's name");
  command->add_option("--spec", given->spec, "A spec directory, for live agents");
  command
      ->add_option("--agent", given->agent,
                   "recorded[:DIR], scripted:FILE, workbench or tuner[:SECONDS]")
      ->capture_default_str();
  command
      ->add_option("--tuner-seconds", given->tuner_seconds,
                   "How long the tuner may search after a replay; 0: not at all")
      ->capture_default_str();
  command->add_flag("--no-selftest", given->no_selftest, "Skip the check of the judge");
  command->add_flag("--landed-only", given->landed_only,
                    "Do not judge the recorded rejections again");
  command->add_flag("--again", given->again, "Forget the earlier run and its branch first");
  command->add_flag("--timing", given->timing, "Say what the harness itself cost");
  command->callback([&chosen, &invocation, given] {
    chosen.act = [&invocation, given] { return run_command(invocation, *given); };
  });
}

namespace {

Result<int> run_command(const Invocation& invocation, const Arguments& given) {
  listen_for_interrupts();
  const std::size_t colon = given.agent.find(':');
  const std::string kind = given.agent.substr(0, colon);
  const std::string detail = colon == std::string::npos ? "" : given.agent.substr(colon + 1);
  if (kind == "recorded") return run_recorded(invocation, given, detail);
  if (kind == "scripted") return run_scripted(invocation, given, detail);
  if (kind == "workbench") return run_workbench(invocation, given);
  if (kind == "tuner") return run_tuner(invocation, given);
  return Error{ErrorKind::usage,
               fmt::format("unknown agent {}: recorded[:DIR], scripted:FILE, workbench or "
                           "tuner[:SECONDS]",
                           kind)};
}

Result<int> run_recorded(const Invocation& invocation, const Arguments& given,
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
  summary.replay = TRY(replay(hall, recording, {!given.landed_only, &stop_requested}));
  if (summary.replay->same_ids && given.tuner_seconds > 0) {
    summary.tuning = TRY(
        tune_on(invocation, hall.state(), given.tuner_seconds, progress, summary.tuner_campaign));
  }
  summary.wall_ms = clock.steady_ms() - began;
  summary.checks_ms = checks_ms_of(hall.state());
  summary.landed_file = landed_file(hall.run(), hall.state());
  print_last_screen(hall.state(), summary);
  if (given.timing) print_timing(hall.state(), summary);
  return summary.replay->same_ids ? kExitDone : kExitNotGood;
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

Result<int> run_scripted(const Invocation& invocation, const Arguments& given,
                         const std::string& file) {
  if (file.empty()) return Error{ErrorKind::usage, "scripted needs a file: --agent scripted:FILE"};
  const Script script = TRY(load_script(file));
  SystemClock clock;
  const std::int64_t began = clock.steady_ms();
  const std::unique_ptr<Chance> chance = make_scripted_chance(script.clock_s);
  Progress progress;
  HallRequest request;
  request.directory = invocation.directory;
  request.spec = given.spec;
  request.campaign = CampaignId{given.campaign};
  request.agent = "scripted";
  request.alone = true;
  Hall hall = TRY(Hall::open(request, invocation.tools, clock, *chance,
                             [&progress](const Notice& notice) { progress.show(notice); }));
  if (hall.state().closed) return say_finished(hall.state(), "--campaign NAME starts another one");
  const std::unique_ptr<Agent> agent = make_tool_loop();
  LoopRequest loop;
  loop.agent = agent.get();
  loop.model = script.model.get();
  loop.agent_name = "scripted";
  loop.model_name = "a script";
  loop.tools = "Replies come from a script.";
  loop.stop = &stop_requested;
  const LoopEnd end = TRY(run_campaign(hall, loop));
  RunSummary summary;
  summary.wall_ms = clock.steady_ms() - began;
  summary.checks_ms = checks_ms_of(hall.state());
  summary.landed_file = landed_file(hall.run(), hall.state());
  print_last_screen(hall.state(), summary);
  if (given.timing) print_timing(hall.state(), summary);
  if (end == LoopEnd::exhausted) return kExitBudget;
  return end == LoopEnd::finished ? kExitDone : kExitNotGood;
}

// Nobody is started: it says what is ready and how to take it up.
Result<int> run_workbench(const Invocation& invocation, const Arguments& given) {
  SystemClock clock;
  const std::unique_ptr<Chance> chance = make_live_chance(clock);
  Progress progress;
  HallRequest request;
  request.directory = invocation.directory;
  request.spec = given.spec;
  request.campaign = CampaignId{given.campaign};
  Hall hall = TRY(Hall::open(request, invocation.tools, clock, *chance,
                             [&progress](const Notice& notice) { progress.show(notice); }));
  for (const TaskId& task : next_ready(hall.spec(), hall.state().landed)) {
    fmt::print("ready: {}\n  tensorwright attempt open --campaign {} --task {}\n", task.value,
               hall.id().value, task.value);
  }
  if (hall.state().closed) return say_finished(hall.state(), "--campaign NAME starts another one");
  return kExitDone;
}

Result<int> run_tuner(const Invocation& invocation, const Arguments& given) {
  const std::size_t colon = given.agent.find(':');
  std::int64_t seconds = given.tuner_seconds;
  if (colon != std::string::npos) {
    seconds = std::atoll(given.agent.c_str() + colon + 1);
    if (seconds < 1) return Error{ErrorKind::usage, "tuner:SECONDS needs a number of at least 1"};
  }
  Repo repo = TRY(Repo::open(invocation.directory));
  const std::string name = campaign_or_shipped(repo, given.campaign);
  const Recording recording = TRY(log_of_campaign(repo.root(), CampaignId{name}));
  RunSummary summary;
  Progress progress;
  const SystemClock clock;
  const std::int64_t began = clock.steady_ms();
  summary.tuning =
      TRY(tune_on(invocation, recording.state, seconds, progress, summary.tuner_campaign));
  summary.wall_ms = clock.steady_ms() - began;
  summary.landed_file = landed_file(recording.directory, recording.state);
  print_last_screen(recording.state, summary);
  return kExitDone;
}

// The tuner works on a campaign of its own, on top of the finished one.
Result<TuneReport> tune_on(const Invocation& invocation, const CampaignState& state,
                           std::int64_t seconds, Progress& progress, std::string& campaign) {
  if (!state.closed) {
    return Error{ErrorKind::usage,
                 fmt::format("campaign {} is not finished", state.opened.campaign.value)};
  }
  campaign = state.opened.campaign.value + "-tuned";
  Repo repo = TRY(Repo::open(invocation.directory));
  const fs::path log = runs_directory(repo.root()) / state.opened.campaign.value;
  TRY(forget_run(invocation, campaign));
  SystemClock clock;
  const std::unique_ptr<Chance> chance = make_live_chance(clock);
  HallRequest request;
  request.directory = invocation.directory;
  request.campaign = CampaignId{campaign};
  request.spec = Workshop(log).spec(state.revisions.empty() ? state.opened.spec_files
                                                            : state.revisions.back().spec_files);
  request.agent = "tuner";
  request.alone = true;
  request.base = state.closed->closing;
  fmt::print("{}\n", tinted(Tint::strong, fmt::format("agent: tuner, at most {} s, on campaign/{}",
                                                      seconds, campaign)));
  Hall hall =
      TRY(Hall::open(request, invocation.tools, clock, *chance, [&progress](const Notice& notice) {
        if (notice.kind == Notice::Kind::check_finished && notice.text.rfind("bench", 0) != 0) {
          return;
        }
        progress.show(notice);
      }));
  return tune(hall, {seconds, &stop_requested});
}

Result<fs::path> recording_directory(const Invocation& invocation, const Arguments& given,
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

std::string campaign_or_shipped(const Repo& repo, const std::string& campaign) {
  if (!campaign.empty()) return campaign;
  for (const char* shipped : kShipped) {
    if (fs::exists(recorded_directory(repo.root()) / shipped / "events.jsonl")) return shipped;
  }
  return kShipped.front();
}

Result<void> forget_run(const Invocation& invocation, const std::string& campaign) {
  Repo repo = TRY(Repo::open(invocation.directory));
  const FileLock claim = TRY(claim_campaign(repo.root(), CampaignId{campaign}));
  TRY(remove_tree(runs_directory(repo.root()) / campaign));
  const std::optional<CommitId> branch = TRY(repo.branch("campaign/" + campaign));
  if (branch) TRY(repo.delete_branch("campaign/" + campaign));
  return {};
}

std::int64_t checks_ms_of(const CampaignState& state) {
  std::int64_t sum = 0;
  for (const AttemptState& attempt : state.attempts) {
    if (attempt.judged) sum += attempt.judged->duration_ms;
  }
  return sum;
}

// The first file of the latest landing; none when nothing landed.
std::string landed_file(const fs::path& log, const CampaignState& state) {
  std::string file;
  for (const AttemptState& attempt : state.attempts) {
    if (!attempt.landed) continue;
    const Result<Patch> patch = load_patch(log, attempt.submitted->patch);
    if (!patch) continue;
    for (const PatchEntry& entry : patch->entries) {
      if (!entry.blob) continue;
      file = state.opened.target + "/" + entry.path;
      break;
    }
  }
  return file;
}

int say_finished(const CampaignState& state, const std::string& remedy) {
  fmt::print("campaign {0} is finished at {1}: {2}, `log {0}` shows it\n",
             state.opened.campaign.value, short_id(state.closed->closing.value), remedy);
  return kExitDone;
}

// The first one stops after the step that is being done; a second one at once,
// which loses that step and nothing else.
void listen_for_interrupts() {
  struct sigaction action {};
  action.sa_handler = [](int) { stop_requested = true; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

}  // namespace
}  // namespace wright

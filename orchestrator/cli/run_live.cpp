// `run` with an agent that works now: one in a loop, or somebody at the workbench.
#include <fmt/format.h>

#include <memory>

#include "campaign/settle.h"
#include "cli/run_kinds.h"
#include "plan/plan.h"

namespace wright {

Result<int> run_loop(const Invocation& invocation, const RunArguments& given, Clock& clock,
                     Chance& chance, LoopRequest loop) {
  const std::int64_t began = clock.steady_ms();
  Progress progress;
  HallRequest request;
  request.directory = invocation.directory;
  request.spec = given.spec;
  request.campaign = CampaignId{given.campaign};
  request.agent = loop.agent_name;
  request.alone = true;
  Hall hall = TRY(Hall::open(request, invocation.tools, clock, chance,
                             [&progress](const Notice& notice) { progress.show(notice); }));
  if (hall.state().closed) return say_finished(hall.state(), "--campaign NAME starts another one");
  const int tested = TRY(self_test_first(invocation, given, hall.spec()));
  if (tested != kExitDone) return tested;
  loop.stop = &interrupted();
  loop.budget = TRY(budget_request(given));
  loop.habits = TRY(habits_request(given, loop.agent_name));
  const Result<LoopEnd> end = run_campaign(hall, loop);
  const Result<void> synced = hall.sync();
  if (!end && end.error().kind != ErrorKind::budget) return end.error();
  TRY(synced);
  RunSummary summary;
  summary.wall_ms = clock.steady_ms() - began;
  summary.checks_ms = checks_ms_of(hall.state());
  summary.landed_file = landed_file(hall.run(), hall.state());
  progress.clear_line();
  print_last_screen(hall.state(), summary);
  if (given.timing) print_timing(hall.state(), summary);
  if (!end) return end.error();
  if (*end == LoopEnd::exhausted) return kExitBudget;
  return *end == LoopEnd::finished ? kExitDone : kExitNotGood;
}

// Nobody is started: it says what is ready and how to take it up.
Result<int> run_workbench(const Invocation& invocation, const RunArguments& given) {
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
  TRY(close_campaign(hall));  // A mended spec may ask for nothing more.
  if (hall.state().closed) return say_finished(hall.state(), "--campaign NAME starts another one");
  return kExitDone;
}

}  // namespace wright

// tensorwright bench memory: what a working memory is worth, beside a control that may spend the
// same.
#include "cli/bench_memory.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/text.h"
#include "campaign/pinned_spec.h"
#include "cli/find.h"
#include "cli/loop_agent.h"
#include "cli/worst_case.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr int kRepeatsMax = 1000;

struct Compared {
  RunArguments run;
  std::vector<std::string> tasks;
  std::string arms = "0,1,2";
  int repeats = 3;
  std::string state;
  bool again = false;
};

// What the arguments ask for, checked before a model is opened.
struct Asked {
  Spec spec;
  std::vector<TaskId> tasks;
  std::vector<MemoryArm> arms;
  std::string kind;
  std::string detail;
};

Result<int> memory_command(const Invocation& invocation, const Compared& given);
Result<Asked> asked_of(const Invocation& invocation, const Compared& given);
Result<void> check_is_bounded(const Compared& given, const std::string& kind);
Result<MemoryBenchRequest> request_of(const Invocation& invocation, const Compared& given,
                                      const Asked& asked);
OnNotice showing(const Invocation& invocation, Progress& progress);
Result<int> tell_worst(const Invocation& invocation, const Compared& given, const Asked& asked);

}  // namespace

void add_bench_memory(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<Compared>();
  CLI::App* command = app.add_subcommand(
      "memory",
      "Measure the settings of the working memory with one model, each beside a control that may "
      "spend the same; nothing lands on a branch of yours");
  command->add_option("--spec", given->run.spec, "The spec whose tasks are worked on")->required();
  command->add_option("--task", given->tasks,
                      "A task, which is run with those that it needs; may be given more than once; "
                      "all by default");
  command
      ->add_option("--agent", given->run.agent,
                   "scripted:FILE, mailbox:DIR, anthropic:MODEL, openai:MODEL or "
                   "openai-responses:MODEL")
      ->required();
  command
      ->add_option("--arms", given->arms,
                   "Settings to compare: slots of memory, 0 to 2, with +talkN behind them for up "
                   "to N texts of self-talk")
      ->capture_default_str();
  command->add_option("--repeats", given->repeats, "How often each arm runs the tasks")
      ->capture_default_str()
      ->check(CLI::Range(1, kRepeatsMax));
  command->add_option("--state", given->state,
                      "Where the runs are kept, so that the same command goes on; "
                      "logs/bench/SPEC by default");
  command->add_flag("--again", given->again, "Forget earlier runs first");
  add_server_options(*command, given->run);
  add_spending_options(*command, given->run);
  add_minute_options(*command, given->run);
  add_loop_options(*command, given->run);
  command->add_flag("--json", invocation.json, "As JSON");
  command->callback(acting(chosen, invocation, given, memory_command));
}

namespace {

Result<int> memory_command(const Invocation& invocation, const Compared& given) {
  listen_for_interrupts();
  const Asked asked = TRY(asked_of(invocation, given));
  if (given.run.dry_run) return tell_worst(invocation, given, asked);
  TRY(check_is_bounded(given, asked.kind));
  MemoryBenchRequest request = TRY(request_of(invocation, given, asked));
  const LoopAgent agent = TRY(open_loop_agent(invocation, given.run, asked.kind, asked.detail));
  if (given.again) TRY(forget_bench(request.state));
  request.loop = agent.loop;
  request.loop.budget = TRY(budget_request(given.run));
  request.loop.stop = &interrupted();
  request.loop.later = "the same command goes on from here";
  request.rules = agent.rules;
  request.clock_s = agent.clock_s.value_or(0);
  Progress progress;
  const MemoryBench bench =
      TRY(run_memory_bench(request, invocation.tools, showing(invocation, progress)));
  if (!invocation.json) progress.clear_line();
  const BenchTitle title{asked.spec.name, asked.kind, asked.detail, given.repeats};
  (invocation.json ? print_bench_json : print_bench)(bench, asked.arms, title);
  if (bench.stopped) return *bench.stopped;
  return kExitDone;
}

Result<Asked> asked_of(const Invocation& invocation, const Compared& given) {
  Asked asked;
  const auto [kind, detail] = split_kind(given.run.agent);
  if (!has_tool_loop(kind)) {
    return Error{ErrorKind::usage,
                 fmt::format("{} has no working memory: scripted:FILE, mailbox:DIR, "
                             "anthropic:MODEL, openai:MODEL or openai-responses:MODEL",
                             escape_for_terminal(kind))};
  }
  asked.kind = kind;
  asked.detail = detail;
  asked.arms = TRY(memory_arms(given.arms));
  const CheckTable table = TRY(load_checks(invocation.tools));
  asked.spec = TRY(load_sound_spec(given.run.spec, known_checks(table)));
  asked.tasks = TRY(tasks_with_needs(asked.spec, given.tasks));
  TRY(budget_request(given.run));
  return asked;
}

// The same tasks are paid many times over, so that a bound is asked for by name.
Result<void> check_is_bounded(const Compared& given, const std::string& kind) {
  const bool is_bounded = !given.run.budget_usd.empty() || given.run.budget_tokens >= 0;
  if (is_bounded || !is_live_model(kind)) return {};
  return Error{ErrorKind::usage,
               "a bench pays for the same tasks many times: bound it with --budget-usd or "
               "--budget-tokens (0: no limit); --dry-run says what it can cost"};
}

Result<MemoryBenchRequest> request_of(const Invocation& invocation, const Compared& given,
                                      const Asked& asked) {
  const Repo repo = TRY(Repo::open(invocation.directory));
  MemoryBenchRequest request;
  request.state = given.state.empty() ? TRY(make_bench_directory(repo.root(), asked.spec.name))
                                      : fs::absolute(given.state).lexically_normal();
  request.recorded = recorded_directory(repo.root());
  request.spec = given.run.spec;
  request.tasks = asked.tasks;
  request.arms = asked.arms;
  request.repeats = given.repeats;
  request.agent = given.run.agent;
  return request;
}

// A line a run, and on a terminal how far all are.
OnNotice showing(const Invocation& invocation, Progress& progress) {
  if (invocation.json) return {};
  return [&progress](const Notice& notice) {
    Notice shown = notice;
    if (notice.kind == Notice::Kind::attempt_opened) {
      shown.kind = Notice::Kind::check_started;  // Rewrites the status line alone.
      shown.text.clear();
    }
    const bool is_run = shown.kind == Notice::Kind::progress && shown.task.empty();
    if (is_run || shown.kind == Notice::Kind::check_started) progress.show(shown);
  };
}

Result<int> tell_worst(const Invocation& invocation, const Compared& given, const Asked& asked) {
  if (!is_live_model(asked.kind)) {
    fmt::print("$0: {} calls no model over the network\n", asked.kind);
    return kExitDone;
  }
  const CallBound call = TRY(worst_call(invocation, given.run.models, asked.kind, asked.detail));
  TRY(check_price(given.run, asked.detail, call.price));
  fmt::print("{}\n", tinted(Tint::strong, fmt::format("the worst case of {} repeats with {}, model "
                                                      "{}; no call is made",
                                                      given.repeats, asked.kind,
                                                      escape_for_terminal(asked.detail))));
  Worst all;
  for (const MemoryArm& arm : order_of_arms(asked.arms, 1)) {
    // The call that reaches a control's cap may be tried as often as any.
    const std::int64_t more = arm.is_control ? RetryPolicy{}.tries_max : 0;
    Worst worst;
    for (const TaskId& task : asked.tasks) {
      worst.add(
          worst_of(*find_task(asked.spec, task), call, sum_of(worst_calls(arm.self_talk), more)));
    }
    Worst repeated;
    for (int repeat = 0; repeat < given.repeats; ++repeat) repeated.add(worst);
    all.add(repeated);
    fmt::print("  {:<20} {}\n", arm.name(), text_of(repeated, call));
  }
  fmt::print("  {:<20} {}\n", "in all", text_of(all, call));
  print_limits(TRY(budget_request(given.run)));
  return kExitDone;
}

}  // namespace
}  // namespace wright

// tensorwright spec plan: a planner turns a goal into a spec, which is shown and not run.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>

#include "base/files.h"
#include "base/text.h"
#include "campaign/pinned_spec.h"
#include "campaign/plan_spec.h"
#include "cli/find.h"
#include "cli/run_kinds.h"
#include "model/model.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kGoalBytesMax = 256 << 10;

struct SpecPlanArguments {
  std::string goal;
  std::string out;
  RunArguments run;
};

Result<int> plan_command(const Invocation& invocation, const SpecPlanArguments& given);
Result<fs::path> place_for(const SpecPlanArguments& given);
Result<std::unique_ptr<Model>> planner_of(const Invocation& invocation,
                                          const SpecPlanArguments& given);
Result<BudgetSet> limits_of(const RunArguments& given, const std::string& agent);
Result<int> show(const Invocation& invocation, const fs::path& directory);
int tell_faults(const Planned& planned, const fs::path& transcript);
std::string spent_text(const Spending& spent);

}  // namespace

void add_spec_plan(CLI::App& app, Invocation& invocation, Chosen& chosen) {
  const auto given = std::make_shared<SpecPlanArguments>();
  CLI::App* command = app.add_subcommand(
      "plan", "Let a planner turn a goal into a spec that passes the lint; nothing is run");
  command->add_option("goal", given->goal, "A text file that says what is wanted")->required();
  command
      ->add_option("--agent", given->run.agent,
                   "scripted:FILE, mailbox:DIR, anthropic:MODEL, openai:MODEL or "
                   "openai-responses:MODEL")
      ->required();
  command->add_option("--out", given->out,
                      "The spec's directory, which is made; specs/<name of the goal> by default");
  add_server_options(*command, given->run);
  add_spending_options(*command, given->run);
  command->callback(acting(chosen, invocation, given, plan_command));
}

namespace {

Result<int> plan_command(const Invocation& invocation, const SpecPlanArguments& given) {
  listen_for_interrupts();
  PlanRequest request;
  request.goal = TRY(read_file(given.goal, kGoalBytesMax));
  if (!is_utf8(request.goal) || trim(request.goal).empty()) {
    return Error{ErrorKind::usage,
                 fmt::format("{}: a goal is UTF-8 text", escape_for_terminal(given.goal))};
  }
  request.directory = TRY(place_for(given));
  request.transcript = request.directory.string() + ".plan";
  for (int number = 2; fs::exists(fs::symlink_status(request.transcript)); ++number) {
    request.transcript = fmt::format("{}.plan-{}", request.directory.string(), number);
  }
  request.limits = TRY(limits_of(given.run, given.run.agent));
  const std::unique_ptr<Model> planner = TRY(planner_of(invocation, given));
  request.port.model = planner.get();
  request.port.stop = &interrupted();
  request.port.later = "no spec was written, what was said is in " + request.transcript.string();
  SystemClock clock;
  const Planned planned = TRY(plan_spec(request, invocation.tools, clock));
  if (!planned.faults.empty()) return tell_faults(planned, request.transcript);
  const int shown = TRY(show(invocation, request.directory));
  fmt::print(
      "\n{}; what was said is in {}\n\nNext:\n  tensorwright spec lint {}\n  tensorwright run "
      "--spec {} --agent KIND\n",
      spent_text(planned.spent), request.transcript.string(), request.directory.string(),
      request.directory.string());
  return shown;
}

Result<fs::path> place_for(const SpecPlanArguments& given) {
  fs::path place =
      given.out.empty() ? fs::path("specs") / fs::path(given.goal).stem() : fs::path(given.out);
  place = place.lexically_normal();
  if (!place.has_filename()) place = place.parent_path();
  TRY(check_spec_name(place.filename().string()));
  if (!fs::exists(fs::symlink_status(place))) return place;
  return Error{ErrorKind::usage, fmt::format("{} is there already: name another place with --out",
                                             escape_for_terminal(place.string()))};
}

Result<std::unique_ptr<Model>> planner_of(const Invocation& invocation,
                                          const SpecPlanArguments& given) {
  const std::size_t colon = given.run.agent.find(':');
  const std::string kind = given.run.agent.substr(0, colon);
  const std::string detail = colon == std::string::npos ? "" : given.run.agent.substr(colon + 1);
  if (kind == "scripted") {
    Script script = TRY(load_script(detail));
    return std::move(script.model);
  }
  if (kind == "mailbox") return mailbox_model(invocation, detail);
  if (is_live_model(kind)) {
    LiveModel live = TRY(open_live_model(invocation, given.run, kind, detail, "the goal"));
    return std::move(live.model);
  }
  return Error{ErrorKind::usage,
               fmt::format("{} plans nothing: scripted:FILE, mailbox:DIR, anthropic:MODEL, "
                           "openai:MODEL or openai-responses:MODEL",
                           escape_for_terminal(kind))};
}

Result<BudgetSet> limits_of(const RunArguments& given, const std::string& agent) {
  const BudgetRequest budget = TRY(budget_request(given));
  BudgetSet limits;
  limits.picodollars_max = budget.picodollars_max.value_or(0);
  limits.tokens_max = budget.tokens_max.value_or(0);
  if (agent.rfind("mailbox:", 0) == 0) TRY(check_mailbox_budget(budget));
  return limits;
}

Result<int> show(const Invocation& invocation, const fs::path& directory) {
  const CheckTable table = TRY(load_checks(invocation.tools));
  const Spec spec = TRY(load_sound_spec(directory, known_checks(table)));
  fmt::print("{}\n", tinted(Tint::strong, directory.string()));
  for (const SpecFile& file : spec.files) fmt::print("  {}\n", escape_for_terminal(file.path));
  fmt::print("\n{}\n", tinted(Tint::strong, "clauses"));
  for (const Clause& clause : spec.clauses) {
    fmt::print("  [{}] {}\n", clause.id, escape_for_terminal(clause.text));
  }
  fmt::print("\n{}\n", tinted(Tint::strong, "tasks"));
  for (const Task& task : spec.tasks) {
    fmt::print("  {:<20} {}\n", task.id.value, escape_for_terminal(task.title));
    fmt::print("  {:<20} clauses {}; writes {}\n", "", join(task.clauses, " "),
               escape_for_terminal(join(task.writes, " ")));
  }
  fmt::print("\n{}\n{}", tinted(Tint::strong, "graph"), graph_tree(spec));
  return kExitDone;
}

int tell_faults(const Planned& planned, const fs::path& transcript) {
  for (const std::string& fault : planned.faults) {
    fmt::print("{}\n", escape_for_terminal(fault));
  }
  fmt::print("no spec after {} replies, {}; what was said is in {}\n", planned.rounds,
             spent_text(planned.spent), transcript.string());
  return kExitNotGood;
}

std::string spent_text(const Spending& spent) {
  if (spent.calls == 0) return "nothing was spent";
  const std::string money =
      spent.calls_unpriced > 0 ? "at an unknown price" : dollars_text(spent.picodollars);
  return fmt::format("{} calls, {} tokens, {}", spent.calls, spent.tokens(), money);
}

}  // namespace
}  // namespace wright

#include "campaign/memory_cell.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "campaign/settle.h"
#include "repo/repo.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

// The words with which the harness ends an attempt (agent/stop_rules.cpp, agent/tool_loop.cpp).
constexpr std::array<const char*, 6> kRules{"faults",    "calls",   "identical_calls",
                                            "no_change", "refusal", "context_overflow"};

Result<Hall> open_cell(const CellRequest& request, const Tools& tools, Clock& clock, Chance& chance,
                       const OnNotice& on_notice);
Result<MeasuredTask> measure_task(Hall& hall, const TaskId& task, LoopRequest& loop,
                                  const CellRequest& request, std::optional<Error>& stopped);
Result<bool> is_refused_by_spec(const Hall& hall, const TaskId& task, const LoopRequest& loop);
bool has_landed(const Hall& hall, const TaskId& task);
bool can_begin(const Hall& hall, const TaskId& task);
MeasuredTask measured(const Hall& hall, const TaskId& task, const char* word_if_open);
std::string end_of(const AttemptState& attempt, const char* word_if_open);

}  // namespace

bool MemoryCell::is_over() const {
  return std::all_of(tasks.begin(), tasks.end(),
                     [](const MeasuredTask& task) { return task.is_over; });
}

Result<CellRun> run_cell(const CellRequest& request, const Tools& tools, const OnNotice& on_notice,
                         const OnTask& on_task) {
  SystemClock clock;
  // A function of the attempt's id, so that every arm and repeat is judged with the same seeds.
  const std::unique_ptr<Chance> chance = make_scripted_chance(request.clock_s);
  Hall hall = TRY(open_cell(request, tools, clock, *chance, on_notice));
  StopRules rules = request.rules;
  if (request.arm.is_control) rules.calls_max = 0;
  const std::unique_ptr<Agent> agent = make_tool_loop(request.loop.talk, rules);
  LoopRequest loop = request.loop;
  loop.budget = {};  // Set once a task is run: nothing is added to what is over.
  loop.agent = agent.get();
  if (!request.arm.is_control) loop.habits = {request.arm.memory, request.arm.self_talk};
  CellRun run{{request.arm, request.repeat, {}}, {}, std::nullopt};
  TRY(take_up_loop(hall, loop));
  for (const TaskId& task : request.tasks) {
    if (run.stopped) {
      run.cell.tasks.push_back(MeasuredTask{task});
      continue;
    }
    run.cell.tasks.push_back(TRY(measure_task(hall, task, loop, request, run.stopped)));
    if (!run.stopped) on_task();
  }
  run.committed = hall.state().ledger.committed();
  return run;
}

namespace {

// A repository of its own, also inside of the user's: what lands there is on no branch of his.
Result<Hall> open_cell(const CellRequest& request, const Tools& tools, Clock& clock, Chance& chance,
                       const OnNotice& on_notice) {
  TRY(make_directories(request.place / "logs"));
  TRY(Repo::init(request.place));
  const fs::path link = recorded_directory(request.place);
  if (fs::exists(request.recorded) && !fs::exists(fs::symlink_status(link))) {
    std::error_code fault;
    fs::create_directory_symlink(request.recorded, link, fault);
    if (fault) return Error{ErrorKind::io, link.string() + ": " + fault.message()};
  }
  HallRequest opened;
  opened.directory = request.place;
  opened.spec = request.spec;
  opened.agent = request.loop.agent_name;
  opened.alone = true;
  return Hall::open(opened, tools, clock, chance, on_notice);
}

Result<MeasuredTask> measure_task(Hall& hall, const TaskId& task, LoopRequest& loop,
                                  const CellRequest& request, std::optional<Error>& stopped) {
  loop.caps = {};
  bool is_matched = true;
  if (request.arm.is_control) {
    const auto& tasks = request.pair->tasks;
    const auto pair = std::find_if(tasks.begin(), tasks.end(),
                                   [&](const MeasuredTask& one) { return one.task == task; });
    loop.caps = pair->used;
    is_matched = pair->used.calls > 0;  // Else there is nothing to spend.
  }
  if (!is_matched || !can_begin(hall, task)) {
    MeasuredTask never{task, true};
    never.ends["never began"] = 1;
    return never;
  }
  if (!has_landed(hall, task)) TRY(set_budget(hall, request.loop.budget));
  const Result<TaskEnd> end = run_task(hall, task, loop);
  const bool is_world = !end && end.error().kind != ErrorKind::budget;
  const bool is_over = end || (!is_world && TRY(is_refused_by_spec(hall, task, loop)));
  if (!is_over) stopped = end.error();
  const char* open = !is_over                                ? "cut off"
                     : end && end.value() == TaskEnd::capped ? "tokens matched"
                                                             : "budget of the spec";
  MeasuredTask found = measured(hall, task, open);
  found.is_over = is_over;
  return found;
}

// Whether the open attempt's next call is within what the bench has left: then it is the spec's
// own budget that ends the task.
Result<bool> is_refused_by_spec(const Hall& hall, const TaskId& task, const LoopRequest& loop) {
  for (const AttemptState& attempt : hall.state().attempts) {
    if (attempt.opened.task != task || attempt.stage != AttemptStage::open) continue;
    const AttemptId& id = attempt.opened.attempt;
    HistoryReader reader = TRY(HistoryReader::of(hall, id));
    TRY(reader.catch_up(hall));
    const Action action = loop.agent->next(reader.history());
    const auto* call = std::get_if<CallModel>(&action);
    if (call == nullptr) return false;
    const ModelRequest asked{task, attempt.opened.number, 0, call->conversation, {}};
    const auto bound = loop.model->bound_of(asked);
    return bound && fits_campaign(hall.state(), *bound);
  }
  return false;
}

bool has_landed(const Hall& hall, const TaskId& task) {
  const std::vector<TaskId>& landed = hall.state().landed;
  return std::find(landed.begin(), landed.end(), task) != landed.end();
}

bool can_begin(const Hall& hall, const TaskId& task) {
  const std::vector<TaskId>& needs = find_task(hall.spec(), task)->needs;
  return std::all_of(needs.begin(), needs.end(),
                     [&](const TaskId& need) { return has_landed(hall, need); });
}

MeasuredTask measured(const Hall& hall, const TaskId& task, const char* word_if_open) {
  MeasuredTask found{task};
  found.used = used_by_task(hall, task);
  found.spent = committed_by_task(hall.state(), task);
  for (const AttemptState& attempt : hall.state().attempts) {
    if (attempt.opened.task != task) continue;
    ++found.attempts;
    ++found.ends[end_of(attempt, word_if_open)];
    found.landed = found.landed || attempt.landed;
    found.landed_first = found.landed_first || (attempt.landed && attempt.opened.number == 1);
  }
  return found;
}

// A model may give up in the words of a rule; it can count as that rule and as nothing else.
std::string end_of(const AttemptState& attempt, const char* word_if_open) {
  if (attempt.landed) return "landed";
  if (attempt.rejected) return "rejected by " + attempt.rejected->reason;
  if (!attempt.abandoned) return word_if_open;
  const std::string& reason = attempt.abandoned->reason;
  const std::string word = reason.substr(0, reason.find(':'));
  const bool is_rule = std::find(kRules.begin(), kRules.end(), word) != kRules.end();
  return is_rule && word.size() < reason.size() ? word : "gave up";
}

}  // namespace
}  // namespace wright

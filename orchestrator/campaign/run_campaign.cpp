#include "campaign/run_campaign.h"

#include <algorithm>

#include "campaign/attempts.h"
#include "campaign/carry.h"
#include "campaign/perform.h"
#include "campaign/settle.h"
#include "campaign/stop.h"
#include "plan/plan.h"

namespace wright {
namespace {

// What an attempt's turn came to.
enum class TurnEnd { submitted, given_up, awaits, capped };

const AttemptState* open_attempt_at(const Hall& hall, const TaskId& task);
Result<AttemptId> open_or_resume(Hall& hall, const TaskId& task, const LoopRequest& request);
Result<TurnEnd> run_attempt(Hall& hall, const AttemptId& attempt, const LoopRequest& request);
bool is_turn(const ActionTaken& action);
bool is_capped(const Hall& hall, const TaskId& task, const TaskUse& caps);
Result<void> answer_with(Hall& hall, const AttemptId& attempt, const LoopRequest& request,
                         const Error& error);

}  // namespace

Result<LoopEnd> run_campaign(Hall& hall, const LoopRequest& request) {
  TRY(take_up_loop(hall, request));
  for (;;) {
    TRY(check_stop(request.stop, request.later));
    const std::vector<TaskId> ready = next_ready(hall.spec(), hall.state().landed);
    if (ready.empty()) {
      TRY(close_campaign(hall));
      return LoopEnd::finished;
    }
    switch (TRY(run_task(hall, ready.front(), request))) {
      case TaskEnd::landed:
        break;
      case TaskEnd::waiting:
        return LoopEnd::waiting;
      case TaskEnd::exhausted:
      case TaskEnd::capped:
        return LoopEnd::exhausted;
    }
  }
}

Result<void> take_up_loop(Hall& hall, const LoopRequest& request) {
  TRY(set_budget(hall, request.budget));
  TRY(set_habits(hall, request.habits));
  const std::optional<LocalModel> served = request.served ? request.served() : std::nullopt;
  if (served) TRY(set_served(hall, request.model_name, *served));
  for (const AttemptId& attempt : unsettled(hall.state())) TRY(settle(hall, attempt));
  return {};
}

Result<TaskEnd> run_task(Hall& hall, const TaskId& task, const LoopRequest& request) {
  const auto has_landed = [&] {
    const std::vector<TaskId>& landed = hall.state().landed;
    return std::find(landed.begin(), landed.end(), task) != landed.end();
  };
  while (!has_landed()) {
    TRY(check_stop(request.stop, request.later));
    const bool is_open = open_attempt_at(hall, task) != nullptr;
    if (!is_open && is_capped(hall, task, request.caps)) return TaskEnd::capped;
    const Result<AttemptId> attempt = open_or_resume(hall, task, request);
    if (!attempt && attempt.error().kind == ErrorKind::budget) {
      hall.tell({Notice::Kind::progress, {}, task, attempt.error().message});
      return TaskEnd::exhausted;
    }
    if (!attempt) return attempt.error();
    switch (TRY(run_attempt(hall, *attempt, request))) {
      case TurnEnd::awaits:
        return TaskEnd::waiting;
      case TurnEnd::capped:
        return TaskEnd::capped;
      case TurnEnd::given_up:
        break;
      case TurnEnd::submitted:
        TRY(settle(hall, *attempt));
        break;
    }
  }
  return TaskEnd::landed;
}

TaskUse used_by_task(const Hall& hall, const TaskId& task) {
  TaskUse used;
  used.tokens = committed_by_task(hall.state(), task).tokens();
  for (const Event& event : hall.events()) {
    const auto* action = std::get_if<ActionTaken>(&event.body);
    if (action == nullptr || !is_turn(*action)) continue;
    const AttemptState* attempt = find_attempt(hall.state(), action->attempt);
    used.calls += attempt->opened.task == task ? 1 : 0;
  }
  return used;
}

namespace {

const AttemptState* open_attempt_at(const Hall& hall, const TaskId& task) {
  for (const AttemptState& attempt : hall.state().attempts) {
    if (attempt.opened.task == task && attempt.stage == AttemptStage::open) return &attempt;
  }
  return nullptr;
}

Result<AttemptId> open_or_resume(Hall& hall, const TaskId& task, const LoopRequest& request) {
  if (const AttemptState* attempt = open_attempt_at(hall, task)) {
    const AttemptId id = attempt->opened.attempt;
    TRY(carry_patch(hall, id));
    return id;
  }
  const std::string habits = request.model == nullptr ? "" : TRY(habits_page(hall, request.talk));
  return open_attempt(hall, {task, request.agent_name, request.model_name, request.tools + habits});
}

// One action a turn: the agent decides on the journaled history alone.
Result<TurnEnd> run_attempt(Hall& hall, const AttemptId& attempt, const LoopRequest& request) {
  HistoryReader reader = TRY(HistoryReader::of(hall, attempt));
  for (;;) {
    TRY(check_stop(request.stop, request.later));
    TRY(reader.catch_up(hall));
    const Action action = request.agent->next(reader.history());
    if (std::holds_alternative<AwaitSubmission>(action)) return TurnEnd::awaits;
    if (std::holds_alternative<Submit>(action)) {
      const Result<Patch> patch = collect_patch(hall, attempt);
      if (patch) {
        TRY(submit_patch(hall, attempt, *patch));
        return TurnEnd::submitted;
      }
      TRY(answer_with(hall, attempt, request, patch.error()));
      continue;
    }
    if (const auto* give_up = std::get_if<GiveUp>(&action)) {
      TRY(abandon(hall, attempt, give_up->reason));
      return TurnEnd::given_up;
    }
    if (const auto* call = std::get_if<CallModel>(&action)) {
      if (is_capped(hall, reader.history().task(), request.caps)) return TurnEnd::capped;
      TRY(call_model(hall, attempt, reader.history(),
                     {request.model, request.patience, request.stop, request.later}, *call));
    } else if (const auto* program = std::get_if<RunProgram>(&action)) {
      TRY(run_agent_program(hall, attempt, request.program, *program));
    } else if (const Result<void> done = perform(hall, attempt, action); !done) {
      TRY(answer_with(hall, attempt, request, done.error()));
    }
  }
}

// A call that was the model's own work; its outcome is in words.
bool is_turn(const ActionTaken& action) {
  if (action.kind != ActionKind::model) return false;
  const auto is_word = [&](CallOutcome outcome) { return action.outcome == word_of(outcome); };
  return is_word(CallOutcome::ok) || is_word(CallOutcome::overlong) ||
         is_word(CallOutcome::refusal) || is_word(CallOutcome::context_overflow);
}

bool is_capped(const Hall& hall, const TaskId& task, const TaskUse& caps) {
  if (caps == TaskUse{}) return false;
  const TaskUse used = used_by_task(hall, task);
  return (caps.calls > 0 && used.calls >= caps.calls) ||
         (caps.tokens > 0 && used.tokens >= caps.tokens);
}

// What a model or its program got wrong, such as a link in its workspace, is told to it and ends no
// run.
Result<void> answer_with(Hall& hall, const AttemptId& attempt, const LoopRequest& request,
                         const Error& error) {
  const bool has_author = request.model != nullptr || request.program != nullptr;
  if (!has_author || error.kind != ErrorKind::usage) return error;
  TRY(note_in(hall, attempt, "refused: " + error.message));
  return {};
}

}  // namespace
}  // namespace wright

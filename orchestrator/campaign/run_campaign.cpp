#include "campaign/run_campaign.h"

#include <fmt/format.h>

#include "campaign/attempts.h"
#include "campaign/settle.h"
#include "plan/plan.h"

namespace wright {
namespace {

// What an attempt's turn came to.
enum class TurnEnd { submitted, given_up, awaits };

Result<AttemptId> open_or_resume(Hall& hall, const TaskId& task, const LoopRequest& request);
Result<TurnEnd> run_attempt(Hall& hall, const AttemptId& attempt, const LoopRequest& request);
Result<History> history_of(const Hall& hall, const AttemptId& attempt);
Result<void> check_stop(const LoopRequest& request);
Result<void> call_model(Hall& hall, const AttemptId& attempt, const History& history,
                        const LoopRequest& request, const CallModel& call);
Result<void> write_files(Hall& hall, const AttemptId& attempt, const WriteFiles& write);

}  // namespace

Result<LoopEnd> run_campaign(Hall& hall, const LoopRequest& request) {
  for (const AttemptId& attempt : unsettled(hall.state())) TRY(settle(hall, attempt));
  for (;;) {
    TRY(check_stop(request));
    const std::vector<TaskId> ready = next_ready(hall.spec(), hall.state().landed);
    if (ready.empty()) {
      TRY(close_campaign(hall));
      return LoopEnd::finished;
    }
    const Result<AttemptId> attempt = open_or_resume(hall, ready.front(), request);
    if (!attempt && attempt.error().kind == ErrorKind::budget) {
      hall.tell({Notice::Kind::progress, {}, ready.front(), attempt.error().message});
      return LoopEnd::exhausted;
    }
    if (!attempt) return attempt.error();
    switch (TRY(run_attempt(hall, *attempt, request))) {
      case TurnEnd::awaits:
        return LoopEnd::waiting;
      case TurnEnd::given_up:
        break;
      case TurnEnd::submitted:
        TRY(settle(hall, *attempt));
        break;
    }
  }
}

namespace {

Result<AttemptId> open_or_resume(Hall& hall, const TaskId& task, const LoopRequest& request) {
  for (const AttemptState& attempt : hall.state().attempts) {
    if (attempt.opened.task == task && attempt.stage == AttemptStage::open) {
      return attempt.opened.attempt;
    }
  }
  return open_attempt(hall, {task, request.agent_name, request.model_name, request.tools});
}

// One action a turn: the agent decides on the journaled history alone.
Result<TurnEnd> run_attempt(Hall& hall, const AttemptId& attempt, const LoopRequest& request) {
  for (;;) {
    TRY(check_stop(request));
    const History history = TRY(history_of(hall, attempt));
    const Action action = request.agent->next(history);
    if (std::holds_alternative<AwaitSubmission>(action)) return TurnEnd::awaits;
    if (std::holds_alternative<Submit>(action)) {
      const Patch patch = TRY(collect_patch(hall, attempt));
      TRY(submit_patch(hall, attempt, patch));
      return TurnEnd::submitted;
    }
    if (const auto* give_up = std::get_if<GiveUp>(&action)) {
      TRY(abandon(hall, attempt, give_up->reason));
      return TurnEnd::given_up;
    }
    if (const auto* call = std::get_if<CallModel>(&action)) {
      TRY(call_model(hall, attempt, history, request, *call));
    } else if (const auto* command = std::get_if<RunCommand>(&action)) {
      TRY(exec_in(hall, attempt, {"/bin/sh", "-c", command->command}));
    } else if (const auto* write = std::get_if<WriteFiles>(&action)) {
      TRY(write_files(hall, attempt, *write));
    } else if (const auto* note = std::get_if<TakeNote>(&action)) {
      TRY(note_in(hall, attempt, note->text));
    } else {
      TRY(check_in(hall, attempt));
    }
  }
}

Result<History> history_of(const Hall& hall, const AttemptId& attempt) {
  const AttemptState* state = find_attempt(hall.state(), attempt);
  History history;
  history.task = state->opened.task;
  history.attempt = state->opened.number;
  history.brief = TRY(hall.blob(state->opened.brief));
  for (const Event& event : hall.events()) {
    const auto* action = std::get_if<ActionTaken>(&event.body);
    if (action == nullptr || action->attempt != attempt) continue;
    Step step{action->kind, action->outcome, {}};
    if (!action->output.empty()) step.output = TRY(hall.blob(action->output));
    history.steps.push_back(std::move(step));
  }
  return history;
}

Result<void> check_stop(const LoopRequest& request) {
  if (request.stop != nullptr && request.stop->load()) {
    return Error{ErrorKind::interrupted, "interrupted: `tensorwright run` goes on from here"};
  }
  return {};
}

Result<void> call_model(Hall& hall, const AttemptId& attempt, const History& history,
                        const LoopRequest& request, const CallModel& call) {
  if (request.model == nullptr) {
    return Error{ErrorKind::usage, "this agent calls a model and none was named"};
  }
  ModelRequest asked{history.task, history.attempt, 0, call.prompt};
  for (const Step& step : history.steps) {
    if (step.kind == ActionKind::model) ++asked.turn;
  }
  const std::int64_t began = hall.clock().steady_ms();
  const ModelReply reply = TRY(request.model->complete(asked));
  return record_action(hall, attempt,
                       {ActionKind::model, fmt::format("turn {}", asked.turn), "ok", "", reply.text,
                        hall.clock().steady_ms() - began});
}

Result<void> write_files(Hall& hall, const AttemptId& attempt, const WriteFiles& write) {
  const std::int64_t began = hall.clock().steady_ms();
  const Result<void> written = write_patch(hall, attempt, write.patch);
  std::string paths;
  for (const PatchEntry& entry : write.patch.entries) {
    paths += (paths.empty() ? "" : " ") + entry.path;
  }
  const Digest patch = TRY(store_patch(hall, write.patch));
  return record_action(
      hall, attempt,
      {ActionKind::write, paths, written ? "ok" : "refused", "patch " + patch.value,
       written ? "" : written.error().message, hall.clock().steady_ms() - began});
}

}  // namespace
}  // namespace wright

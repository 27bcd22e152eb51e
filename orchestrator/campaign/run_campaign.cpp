#include "campaign/run_campaign.h"

#include "campaign/attempts.h"
#include "campaign/carry.h"
#include "campaign/perform.h"
#include "campaign/settle.h"
#include "campaign/stop.h"
#include "plan/plan.h"

namespace wright {
namespace {

// What an attempt's turn came to.
enum class TurnEnd { submitted, given_up, awaits };

Result<AttemptId> open_or_resume(Hall& hall, const TaskId& task, const LoopRequest& request);
Result<TurnEnd> run_attempt(Hall& hall, const AttemptId& attempt, const LoopRequest& request);
Result<void> answer_with(Hall& hall, const AttemptId& attempt, const LoopRequest& request,
                         const Error& error);

}  // namespace

Result<LoopEnd> run_campaign(Hall& hall, const LoopRequest& request) {
  TRY(set_budget(hall, request.budget));
  TRY(set_habits(hall, request.habits));
  for (const AttemptId& attempt : unsettled(hall.state())) TRY(settle(hall, attempt));
  for (;;) {
    TRY(check_stop(request.stop));
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
      const AttemptId id = attempt.opened.attempt;
      TRY(carry_patch(hall, id));
      return id;
    }
  }
  const std::string habits = request.model == nullptr ? "" : TRY(habits_page(hall, request.talk));
  return open_attempt(hall, {task, request.agent_name, request.model_name, request.tools + habits});
}

// One action a turn: the agent decides on the journaled history alone.
Result<TurnEnd> run_attempt(Hall& hall, const AttemptId& attempt, const LoopRequest& request) {
  HistoryReader reader = TRY(HistoryReader::of(hall, attempt));
  for (;;) {
    TRY(check_stop(request.stop));
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
      TRY(call_model(hall, attempt, reader.history(),
                     {request.model, request.patience, request.stop}, *call));
    } else if (const auto* program = std::get_if<RunProgram>(&action)) {
      TRY(run_agent_program(hall, attempt, request.program, *program));
    } else if (const Result<void> done = perform(hall, attempt, action); !done) {
      TRY(answer_with(hall, attempt, request, done.error()));
    }
  }
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

#include "campaign/call_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <thread>

#include "base/hash.h"
#include "campaign/attempts.h"
#include "campaign/spend.h"

namespace wright {
namespace {

constexpr std::chrono::milliseconds kRetrySlice{100};

ModelRequest request_of(const History& history, const CallModel& call);
Result<ModelReply> make_try(Hall& hall, const AttemptId& attempt, Model& model,
                            ModelRequest& request, const std::string& subject);
Result<void> record_try(Hall& hall, const AttemptId& attempt, const std::string& subject,
                        const ModelReply& reply, std::int64_t began);
void wait_for(const ModelPort& port, std::chrono::milliseconds wait);
double draw_with(const Patience& patience);

}  // namespace

Result<void> call_model(Hall& hall, const AttemptId& attempt, const History& history,
                        const ModelPort& port, const CallModel& call) {
  if (port.model == nullptr) {
    return Error{ErrorKind::usage, "this agent calls a model and none was named"};
  }
  ModelRequest request = request_of(history, call);
  TRY(try_until_done(port, hall.clock(), [&](int tries) {
    const std::string again = tries == 1 ? "" : fmt::format(", try {}", tries);
    const std::string subject = fmt::format("turn {}{}", request.turn, again);
    return make_try(hall, attempt, *port.model, request, subject);
  }));
  return {};
}

Result<Reply> try_until_done(const ModelPort& port, Clock& clock,
                             const std::function<Result<ModelReply>(int)>& make_try) {
  for (int tries = 1;; ++tries) {
    const ModelReply reply = TRY(make_try(tries));
    if (is_model_work(reply.reply.outcome)) return reply.reply;
    const auto wait = wait_before_retry(port.patience.policy, reply.reply.outcome, reply.hint,
                                        tries, draw_with(port.patience), clock.wall_ms());
    if (!wait) return world_error(reply.reply, port.later);
    wait_for(port, *wait);
    if (is_set(port.stop)) return interrupted_error(port.later);
  }
}

Result<HistoryReader> HistoryReader::of(const Hall& hall, const AttemptId& attempt) {
  const AttemptState* state = find_attempt(hall.state(), attempt);
  std::string brief = TRY(hall.blob(state->opened.brief));
  return HistoryReader(
      attempt, History(state->opened.task, state->opened.number, std::move(brief), state->habits));
}

Result<void> HistoryReader::catch_up(const Hall& hall) {
  for (; events_read_ < hall.events().size(); ++events_read_) {
    const auto* action = std::get_if<ActionTaken>(&hall.events()[events_read_].body);
    if (action == nullptr || action->attempt != attempt_) continue;
    if (action->kind == ActionKind::call) continue;  // A program's own business.
    AgentStep step{action->kind, action->outcome, {}, {}};
    if (!action->output.empty()) step.output = TRY(hall.blob(action->output));
    // A script's reply is its text; a live one came as bytes, or went wrong.
    const bool is_live = !action->input.empty() || action->outcome != "ok";
    if (action->kind == ActionKind::model && is_live) {
      step.reply = TRY(reply_from_record(step.output));
    }
    history_.take(std::move(step));
  }
  return {};
}

Error world_error(const Reply& reply, const std::string& remedy) {
  const std::string what =
      fmt::format("the model's server: {}: {}", word_of(reply.outcome), reply.detail);
  const std::string later = what + ": " + remedy;
  switch (reply.outcome) {
    case CallOutcome::rejected_parameter:
      return {ErrorKind::usage, what + ": name it under `rejects` in a file for --models"};
    case CallOutcome::authentication:
    case CallOutcome::bad_request:
      return {ErrorKind::usage, what};
    case CallOutcome::quota_exhausted:
      return {ErrorKind::budget, later};
    case CallOutcome::cancelled:
      return interrupted_error(remedy);
    case CallOutcome::ok:
    case CallOutcome::overlong:
    case CallOutcome::refusal:
    case CallOutcome::context_overflow:
    case CallOutcome::cut_stream:
    case CallOutcome::malformed_event:
    case CallOutcome::error_in_stream:
    case CallOutcome::oversized:
    case CallOutcome::rate_limited:
    case CallOutcome::overloaded:
    case CallOutcome::server_error:
    case CallOutcome::unreachable:
    case CallOutcome::timeout:
      break;
  }
  return {ErrorKind::io, later};
}

namespace {

// A turn is what the model itself did; tries that were lost are none.
ModelRequest request_of(const History& history, const CallModel& call) {
  return {history.task(), history.attempt(), static_cast<int>(history.moves().size()),
          call.conversation};
}

// The reply is in the journal before its price: a crash between the two books the
// reservation and loses nothing that was paid for.
Result<ModelReply> make_try(Hall& hall, const AttemptId& attempt, Model& model,
                            ModelRequest& request, const std::string& subject) {
  request.caps = {};
  const auto reservation = TRY(reserve_call(hall, attempt, model, request, subject));
  if (reservation) request.caps = reservation->caps;
  const std::int64_t began = hall.clock().steady_ms();
  Result<ModelReply> reply = model.complete(request);
  if (reply) TRY(record_try(hall, attempt, subject, *reply, began));
  // A request that could not be made at all costs nothing.
  const Usage usage = reply ? reply->reply.usage : Usage{};
  if (reservation) TRY(settle_reservation(hall, *reservation, usage));
  return reply;
}

Result<void> record_try(Hall& hall, const AttemptId& attempt, const std::string& subject,
                        const ModelReply& reply, std::int64_t began) {
  const bool is_script = reply.reply.dialect.empty();
  return record_action(
      hall, attempt,
      {ActionKind::model, subject, word_of(reply.reply.outcome), reply.raw,
       is_script ? reply.reply.text : reply_record(reply.reply), hall.clock().steady_ms() - began});
}

void wait_for(const ModelPort& port, std::chrono::milliseconds wait) {
  if (port.patience.sleep) return port.patience.sleep(wait);
  while (wait.count() > 0 && !is_set(port.stop)) {
    std::this_thread::sleep_for(std::min(wait, kRetrySlice));
    wait -= kRetrySlice;
  }
}

double draw_with(const Patience& patience) {
  if (patience.draw) return patience.draw();
  constexpr double kEnd = 4294967296.0;  // After four random bytes.
  return static_cast<double>(std::strtoul(random_hex(4).c_str(), nullptr, 16)) / kEnd;
}

}  // namespace
}  // namespace wright

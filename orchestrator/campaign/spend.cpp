#include "campaign/spend.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace wright {
namespace {

constexpr std::int64_t kSmallReplyTokens = 1024;
constexpr std::int64_t kShortCallMs = 1000;

void tighten(std::optional<std::int64_t>& left, std::int64_t limit, std::int64_t spent);
Error spent_error(const std::string& what);
Error with_remedy(const Error& error);
Result<std::int64_t> tokens_for_money(const CallBound& bound, std::int64_t picodollars);
Result<void> check_time_of_checks(const CampaignState& state);

}  // namespace

Result<void> set_budget(Hall& hall, const BudgetRequest& request) {
  BudgetSet limits = hall.state().ledger.limits;
  limits.picodollars_max = request.picodollars_max.value_or(limits.picodollars_max);
  limits.tokens_max = request.tokens_max.value_or(limits.tokens_max);
  limits.agent_ms_max = request.agent_ms_max.value_or(limits.agent_ms_max);
  limits.check_ms_max = request.check_ms_max.value_or(limits.check_ms_max);
  if (limits == hall.state().ledger.limits) return {};
  TRY(hall.record(limits));
  return {};
}

Room room_of(const CampaignState& state, const Task& task, const AttemptId& attempt) {
  const BudgetSet& limits = state.ledger.limits;
  const Spending all = state.ledger.committed();
  const Spending own = committed_by_task(state, task.id);
  Room room;
  tighten(room.picodollars, limits.picodollars_max, all.picodollars);
  tighten(room.tokens, limits.tokens_max, all.tokens());
  tighten(room.agent_ms, limits.agent_ms_max, all.agent_ms);
  tighten(room.tokens, task.budget.tokens_max, own.tokens());
  tighten(room.agent_ms, product_of(task.budget.agent_seconds_max, 1000),
          state.ledger.committed_by(attempt).agent_ms);
  return room;
}

Result<CallCaps> fit(const CallBound& bound, const Room& room) {
  CallCaps caps;
  if (room.agent_ms && bound.takes_time) {
    if (*room.agent_ms < kShortCallMs) return spent_error("no seconds of agents are left");
    caps.time_max = std::chrono::milliseconds(*room.agent_ms);
  }
  if (!room.picodollars && !room.tokens) return caps;
  std::int64_t output_max = bound.cap_tokens_max;
  if (output_max <= 0) {
    return Error{ErrorKind::usage, fmt::format("model {} takes no limit of a reply's tokens, so "
                                               "that no budget can hold it",
                                               bound.model)};
  }
  const std::int64_t small = std::min(kSmallReplyTokens, output_max);
  if (room.picodollars)
    output_max = std::min(output_max, TRY(tokens_for_money(bound, *room.picodollars)));
  if (room.tokens) output_max = std::min(output_max, *room.tokens - bound.input_tokens);
  if (output_max >= small) {
    caps.output_tokens_max = output_max;
    return caps;
  }
  const std::string money =
      room.picodollars ? fmt::format("{}, ", dollars_text(*room.picodollars)) : "";
  const std::string tokens = room.tokens ? fmt::format("{} tokens, ", *room.tokens) : "";
  return spent_error(
      fmt::format("the next call needs up to {} tokens in and {} out, and {}{}is left",
                  bound.input_tokens, small, money, tokens));
}

bool fits_campaign(const CampaignState& state, const CallBound& bound) {
  Task unlimited;
  unlimited.budget.agent_seconds_max = 0;
  return check_time_of_checks(state) && fit(bound, room_of(state, unlimited, {}));
}

Result<Reservation> reservation_for(const CallBound& bound, const Room& room,
                                    const AttemptId& attempt, const std::string& subject) {
  Reservation reservation;
  reservation.caps = TRY(fit(bound, room));
  reservation.price = bound.price;
  const std::int64_t cap = reservation.caps.output_tokens_max;
  CallReserved& reserved = reservation.reserved;
  reserved = {attempt, subject, bound.model, bound.input_tokens,
              cap > 0 ? cap : bound.output_tokens};
  reserved.picodollars =
      picodollars_at_most(bound.price, reserved.input_tokens, reserved.output_tokens);
  return reservation;
}

CallSettled settlement_of(const Reservation& reservation, const Usage& usage) {
  const CallReserved& reserved = reservation.reserved;
  CallSettled settled{reserved.attempt, reservation.call,    usage.input,
                      usage.cached,     usage.cache_written, usage.output};
  settled.picodollars = picodollars_of(reservation.price, usage);
  if (usage.is_estimated) {
    const std::int64_t counted = usage.input + usage.cached + usage.cache_written;
    settled.input_tokens = std::max(counted, reserved.input_tokens);
    settled.cached_tokens = settled.cache_written_tokens = 0;
    settled.output_tokens = std::max(usage.output, reserved.output_tokens);
    settled.picodollars =
        picodollars_at_most(reservation.price, settled.input_tokens, settled.output_tokens);
    settled.is_estimated = true;
  }
  return settled;
}

Result<std::optional<Reservation>> reserve_call(Hall& hall, const AttemptId& attempt,
                                                const Model& model, const ModelRequest& request,
                                                const std::string& subject) {
  const std::optional<CallBound> bound = model.bound_of(request);
  if (!bound) return std::optional<Reservation>();
  Reservation reservation = TRY(reserve_bound(hall, attempt, *bound, subject));
  return std::optional<Reservation>(std::move(reservation));
}

Result<Reservation> reserve_bound(Hall& hall, const AttemptId& attempt, const CallBound& bound,
                                  const std::string& subject) {
  TRY(check_time_of_checks(hall.state()));
  const Task* task = TRY(task_of(hall, attempt));
  const Room room = room_of(hall.state(), *task, attempt);
  Result<Reservation> reservation = reservation_for(bound, room, attempt, subject);
  if (!reservation) return with_remedy(reservation.error());
  const Event event = TRY(hall.record(reservation->reserved));
  reservation->call = event.seq;
  return reservation;
}

Result<std::chrono::milliseconds> time_left(Hall& hall, const AttemptId& attempt) {
  TRY(check_time_of_checks(hall.state()));
  const Task* task = TRY(task_of(hall, attempt));
  const Room room = room_of(hall.state(), *task, attempt);
  const Result<CallCaps> caps = fit(CallBound{}, {std::nullopt, std::nullopt, room.agent_ms});
  if (!caps) return with_remedy(caps.error());
  return caps->time_max;
}

Result<void> settle_reservation(Hall& hall, const Reservation& reservation, const Usage& usage) {
  TRY(hall.record(settlement_of(reservation, usage)));
  return {};
}

namespace {

void tighten(std::optional<std::int64_t>& left, std::int64_t limit, std::int64_t spent) {
  if (limit <= 0) return;
  const std::int64_t rest = std::max<std::int64_t>(limit - spent, 0);
  left = left ? std::min(*left, rest) : rest;
}

Error spent_error(const std::string& what) {
  return Error{ErrorKind::budget, "the budget is spent: " + what};
}

// A planner, which is no campaign, has another remedy.
Error with_remedy(const Error& error) {
  if (error.kind != ErrorKind::budget) return error;
  return Error{ErrorKind::budget,
               error.message +
                   ": a larger one (--budget-usd, --budget-tokens, "
                   "--budget-agent-minutes, --budget-check-minutes, or `budget` in the "
                   "spec) goes on from here"};
}

// How long a reply the money is enough for, once the prompt is paid; below 0 when it
// is not enough for that.
Result<std::int64_t> tokens_for_money(const CallBound& bound, std::int64_t picodollars) {
  if (!bound.price) {
    return Error{ErrorKind::usage,
                 fmt::format("the price of {} is unknown, so that no budget of dollars can hold: "
                             "give it in a file for --models, or set --budget-usd 0",
                             bound.model)};
  }
  const std::int64_t input = picodollars_at_most(bound.price, bound.input_tokens, 0);
  if (input > picodollars) return -1;
  const std::int64_t price = bound.price->output;
  return price > 0 ? (picodollars - input) / price : std::numeric_limits<std::int64_t>::max();
}

Result<void> check_time_of_checks(const CampaignState& state) {
  const std::int64_t limit = state.ledger.limits.check_ms_max;
  if (limit <= 0 || state.ledger.spent.check_ms < limit) return {};
  return with_remedy(spent_error("no seconds of checks are left"));
}

}  // namespace
}  // namespace wright

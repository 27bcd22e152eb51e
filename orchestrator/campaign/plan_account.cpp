#include "campaign/plan_account.h"

#include <nlohmann/json.hpp>

#include "base/files.h"
#include "core/json.h"

namespace wright {

PlanAccount::PlanAccount(const BudgetSet& limits, std::filesystem::path file, Clock& clock)
    : file_(std::move(file)), clock_(&clock) {
  state_.ledger.limits = limits;
}

Result<ModelReply> PlanAccount::try_once(Model& model, ModelRequest& request,
                                         const std::string& subject) {
  request.caps = {};
  const std::optional<CallBound> bound = model.bound_of(request);
  if (!bound) return model.complete(request);
  // A task without limits of its own: the plan's are all that there are.
  Task unlimited;
  unlimited.budget.agent_seconds_max = 0;
  Reservation reservation =
      TRY(reservation_for(*bound, room_of(state_, unlimited, {}), {}, subject));
  request.caps = reservation.caps;
  reservation.call = seq_;
  TRY(write(reservation.reserved));
  reserve(state_.ledger, reservation.call, reservation.reserved);
  Result<ModelReply> reply = model.complete(request);
  const CallSettled settled = settlement_of(reservation, reply ? reply->reply.usage : Usage{});
  TRY(write(settled));
  if (!settle_call(state_.ledger, settled)) {
    return Error{ErrorKind::journal, "a planner's call was settled twice"};
  }
  return reply;
}

Result<void> PlanAccount::write(EventBody body) {
  Event event;
  event.seq = seq_++;
  event.time_ms = clock_->wall_ms();
  event.body = std::move(body);
  lines_ += canonical(to_json(event)) + "\n";
  return write_file(file_, lines_);
}

}  // namespace wright

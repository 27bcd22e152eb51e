// The hall's side of the ledger: each try of a model is reserved before it is made, at
// its worst case, and settled after it.
//
//   bound_of -> fit (what is left) -> CallReserved -> the try -> CallSettled
//
// One process runs a campaign with live models (HallRequest::alone), so that nobody
// else reserves in between.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "campaign/hall.h"
#include "model/model.h"

namespace wright {

// The limits that somebody asks for; none: as they were.
struct BudgetRequest {
  std::optional<std::int64_t> picodollars_max;
  std::optional<std::int64_t> tokens_max;
  std::optional<std::int64_t> agent_ms_max;
  std::optional<std::int64_t> check_ms_max;
};

// Journals the limits when they change.  They hold until they are set anew.
Result<void> set_budget(Hall& hall, const BudgetRequest& request);

// What is left; none: no limit.  Never below 0.
struct Room {
  std::optional<std::int64_t> picodollars;
  std::optional<std::int64_t> tokens;
  std::optional<std::int64_t> agent_ms;

  bool operator==(const Room&) const = default;
};
// Of the campaign's limits and those of the task's budget, the nearer: tokens of all its
// attempts, and minutes of this one.
[[nodiscard]] Room room_of(const CampaignState& state, const Task& task, const AttemptId& attempt);

// Caps with which the call stays within the room.  ErrorKind::budget when not even a
// small reply does; ErrorKind::usage when nobody could tell.
Result<CallCaps> fit(const CallBound& bound, const Room& room);

// Whether a call stays within the campaign's own limits, whatever those of its task say.
[[nodiscard]] bool fits_campaign(const CampaignState& state, const CallBound& bound);

// The most that so many tokens can cost, or kUnknownPrice.
[[nodiscard]] std::int64_t picodollars_at_most(const std::optional<Price>& price,
                                               std::int64_t input_tokens,
                                               std::int64_t output_tokens);
[[nodiscard]] std::int64_t picodollars_of(const std::optional<Price>& price, const Usage& usage);

struct Reservation {
  std::int64_t call = 0;
  CallReserved reserved;
  CallCaps caps;
  std::optional<Price> price;
};
// What a call of `attempt` (empty: a planner's) is reserved at, within the room.
Result<Reservation> reservation_for(const CallBound& bound, const Room& room,
                                    const AttemptId& attempt, const std::string& subject);
// An estimate is settled as it was reserved at least, which is an upper bound.
[[nodiscard]] CallSettled settlement_of(const Reservation& reservation, const Usage& usage);

// The same, journaled.  None: the model's calls cost nothing.
Result<std::optional<Reservation>> reserve_call(Hall& hall, const AttemptId& attempt,
                                                const Model& model, const ModelRequest& request,
                                                const std::string& subject);
// The same for a call whose bound is known already.
Result<Reservation> reserve_bound(Hall& hall, const AttemptId& attempt, const CallBound& bound,
                                  const std::string& subject);
// How long the attempt may go on; 0: as long as it likes.  ErrorKind::budget when no time
// is left.
Result<std::chrono::milliseconds> time_left(Hall& hall, const AttemptId& attempt);
Result<void> settle_reservation(Hall& hall, const Reservation& reservation, const Usage& usage);

}  // namespace wright

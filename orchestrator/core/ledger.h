// The Ledger is one account for a whole campaign: every call of a model is reserved
// at its worst case, then settled, and counts against the limits from its reservation
// on.  A pure fold over the journal's lines, so that it survives a crash.
//
//   CallReserved -> in flight --CallSettled--> spent
//                             --the attempt's next CallReserved, or its end--> spent as reserved
//
// Integers alone.  What does not fit 64 bits stays at the largest number.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/event.h"
#include "core/usage.h"

namespace wright {

[[nodiscard]] std::int64_t sum_of(std::int64_t left, std::int64_t right);
[[nodiscard]] std::int64_t product_of(std::int64_t left, std::int64_t right);

// What some calls came to.
struct Spending {
  std::int64_t calls = 0;
  std::int64_t calls_unpriced = 0;  // No money is known of these.
  Usage usage;                      // `is_estimated`: of one call at least.
  std::int64_t picodollars = 0;
  // What of it is an upper bound, since the server's count was lost.
  std::int64_t tokens_estimated = 0;
  std::int64_t picodollars_estimated = 0;
  std::int64_t agent_ms = 0;  // Of models, commands, reads and writes.
  std::int64_t check_ms = 0;

  [[nodiscard]] std::int64_t tokens() const;
  void add(const Spending& other);
  bool operator==(const Spending&) const = default;
};

struct CallInFlight {
  std::int64_t call = 0;
  CallReserved reserved;
  bool operator==(const CallInFlight&) const = default;
};

struct Ledger {
  BudgetSet limits;
  Spending spent;
  std::map<AttemptId, Spending> by_attempt;
  std::vector<CallInFlight> in_flight;  // At most one an attempt.

  [[nodiscard]] Spending reserved() const;
  // What counts against the limits: spent and reserved.
  [[nodiscard]] Spending committed() const;
  // The same of one attempt.
  [[nodiscard]] Spending committed_by(const AttemptId& attempt) const;
  bool operator==(const Ledger&) const = default;
};

void reserve(Ledger& ledger, std::int64_t call, const CallReserved& reserved);
// False when no such call is in flight.
[[nodiscard]] bool settle_call(Ledger& ledger, const CallSettled& settled);
// Whatever of the attempt is in flight still was lost.
void lose_calls(Ledger& ledger, const AttemptId& attempt);
void add_time(Ledger& ledger, const AttemptId& attempt, std::int64_t agent_ms,
              std::int64_t check_ms);

// "$1.2346": rounded up, so that it never says less than was spent.
[[nodiscard]] std::string dollars_text(std::int64_t picodollars);
// Millionths, rounded up.
[[nodiscard]] std::int64_t microdollars(std::int64_t picodollars);
// "2", "0.05": at most 12 digits behind the point; -1: no such amount.
[[nodiscard]] std::int64_t picodollars_in(const std::string& dollars);

}  // namespace wright

#include "core/ledger.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace wright {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

Spending spending_of(const CallReserved& reserved);
Spending spending_of(const CallSettled& settled);
void book(Ledger& ledger, const AttemptId& attempt, const Spending& spending);

}  // namespace

// Amounts are never below 0, so that an overflow is one at the upper end.
std::int64_t sum_of(std::int64_t left, std::int64_t right) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(left, right, &sum) ? kMost : sum;
}

std::int64_t product_of(std::int64_t left, std::int64_t right) {
  std::int64_t product = 0;
  return __builtin_mul_overflow(left, right, &product) ? kMost : product;
}

std::int64_t Spending::tokens() const {
  return sum_of(sum_of(usage.input, usage.cached), sum_of(usage.cache_written, usage.output));
}

void Spending::add(const Spending& other) {
  const auto add_to = [](std::int64_t& place, std::int64_t more) { place = sum_of(place, more); };
  add_to(calls, other.calls);
  add_to(calls_unpriced, other.calls_unpriced);
  add_to(usage.input, other.usage.input);
  add_to(usage.cached, other.usage.cached);
  add_to(usage.cache_written, other.usage.cache_written);
  add_to(usage.output, other.usage.output);
  usage.is_estimated = usage.is_estimated || other.usage.is_estimated;
  add_to(picodollars, other.picodollars);
  add_to(tokens_estimated, other.tokens_estimated);
  add_to(picodollars_estimated, other.picodollars_estimated);
  add_to(agent_ms, other.agent_ms);
  add_to(check_ms, other.check_ms);
}

Spending Ledger::reserved() const {
  Spending sum;
  for (const CallInFlight& call : in_flight) sum.add(spending_of(call.reserved));
  return sum;
}

Spending Ledger::committed() const {
  Spending sum = spent;
  sum.add(reserved());
  return sum;
}

Spending Ledger::committed_by(const AttemptId& attempt) const {
  const auto found = by_attempt.find(attempt);
  Spending sum = found == by_attempt.end() ? Spending{} : found->second;
  for (const CallInFlight& call : in_flight) {
    if (call.reserved.attempt == attempt) sum.add(spending_of(call.reserved));
  }
  return sum;
}

void reserve(Ledger& ledger, std::int64_t call, const CallReserved& reserved) {
  lose_calls(ledger, reserved.attempt);
  ledger.in_flight.push_back({call, reserved});
}

bool settle_call(Ledger& ledger, const CallSettled& settled) {
  const auto found =
      std::find_if(ledger.in_flight.begin(), ledger.in_flight.end(), [&](const CallInFlight& one) {
        return one.call == settled.call && one.reserved.attempt == settled.attempt;
      });
  if (found == ledger.in_flight.end()) return false;
  ledger.in_flight.erase(found);
  book(ledger, settled.attempt, spending_of(settled));
  return true;
}

void lose_calls(Ledger& ledger, const AttemptId& attempt) {
  std::vector<CallInFlight> others;
  for (const CallInFlight& call : ledger.in_flight) {
    if (call.reserved.attempt == attempt) {
      book(ledger, attempt, spending_of(call.reserved));
    } else {
      others.push_back(call);
    }
  }
  ledger.in_flight = std::move(others);
}

void add_time(Ledger& ledger, const AttemptId& attempt, std::int64_t agent_ms,
              std::int64_t check_ms) {
  Spending time;
  time.agent_ms = std::max<std::int64_t>(agent_ms, 0);
  time.check_ms = std::max<std::int64_t>(check_ms, 0);
  book(ledger, attempt, time);
}

namespace {

void add_money(Spending& spending, std::int64_t picodollars, bool is_estimated) {
  if (picodollars < 0) {
    spending.calls_unpriced = 1;
    return;
  }
  spending.picodollars = picodollars;
  if (is_estimated) spending.picodollars_estimated = picodollars;
}

Spending spending_of(const CallReserved& reserved) {
  Spending spending;
  spending.calls = 1;
  spending.usage.input = reserved.input_tokens;
  spending.usage.output = reserved.output_tokens;
  spending.usage.is_estimated = true;
  spending.tokens_estimated = spending.tokens();
  add_money(spending, reserved.picodollars, true);
  return spending;
}

Spending spending_of(const CallSettled& settled) {
  Spending spending;
  spending.calls = 1;
  spending.usage = {settled.input_tokens,
                    settled.cached_tokens,
                    settled.cache_written_tokens,
                    settled.output_tokens,
                    0,
                    settled.is_estimated};
  if (settled.is_estimated) spending.tokens_estimated = spending.tokens();
  add_money(spending, settled.picodollars, settled.is_estimated);
  return spending;
}

void book(Ledger& ledger, const AttemptId& attempt, const Spending& spending) {
  ledger.spent.add(spending);
  ledger.by_attempt[attempt].add(spending);
}

}  // namespace
}  // namespace wright

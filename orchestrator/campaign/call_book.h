// The hall's side of the gateway: what each call of a program may use, and what it came to.
//
//   before: reserve --> the call --> after: its line, then its price
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "campaign/hall.h"
#include "campaign/spend.h"
#include "model/gateway.h"

namespace wright {

// Used on the thread that serves the gateway, while nobody else uses the hall; read by
// others once that thread has ended, but for `is_closed`.
class CallBook {
 public:
  CallBook(Hall& hall, AttemptId attempt) : hall_(hall), attempt_(std::move(attempt)) {}

  Result<CallCaps> before(const CallBound& bound);
  Result<void> after(const Exchange& exchange);
  // The first of them have a line; a program that asks without end fills no journal.
  void refused(const std::string& subject, const std::string& why);

  // True when a call was refused or could not be booked: no other will be let through.
  [[nodiscard]] bool is_closed() const { return is_closed_.load(); }
  [[nodiscard]] const std::optional<Error>& refusal() const { return refusal_; }
  // What the latest call came to, without its content.
  [[nodiscard]] const std::optional<Reply>& latest() const { return latest_; }
  [[nodiscard]] std::int64_t calls_ms() const { return calls_ms_; }

 private:
  Result<void> record(const Exchange& exchange);
  Error close(const Error& error);

  Hall& hall_;
  AttemptId attempt_;
  int calls_ = 0;
  int refusals_ = 0;
  std::int64_t began_ = 0;
  std::int64_t calls_ms_ = 0;
  std::optional<Reservation> reservation_;  // Of the call that is being made.
  std::optional<Reply> latest_;
  std::optional<Error> refusal_;
  std::atomic<bool> is_closed_{false};
};

}  // namespace wright

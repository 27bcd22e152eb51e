#include "campaign/call_book.h"

#include <fmt/format.h>

#include "base/text.h"
#include "campaign/attempts.h"

namespace wright {
namespace {

constexpr int kRefusalsMax = 20;

}  // namespace

Result<CallCaps> CallBook::before(const CallBound& bound) {
  if (refusal_) return *refusal_;
  Result<Reservation> reservation =
      reserve_bound(hall_, attempt_, bound, fmt::format("call {}", calls_ + 1));
  if (!reservation) return close(reservation.error());
  reservation_ = std::move(*reservation);
  ++calls_;
  began_ = hall_.clock().steady_ms();
  return reservation_->caps;
}

// A request that could not be made at all costs nothing.
Result<void> CallBook::after(const Exchange& exchange) {
  Result<void> done = record(exchange);
  const Usage usage = exchange.reply ? exchange.reply->reply.usage : Usage{};
  if (done) done = settle_reservation(hall_, *reservation_, usage);
  if (!done) return close(done.error());
  return done;
}

void CallBook::refused(const std::string& subject, const std::string& why) {
  if (refusals_ == kRefusalsMax || refusal_) return;
  ++refusals_;
  const Result<void> done = record_action(
      hall_, attempt_, {ActionKind::call, "refused: " + subject, "refused", "", to_utf8(why), 0});
  if (!done) close(done.error());
}

Result<void> CallBook::record(const Exchange& exchange) {
  const std::int64_t took = hall_.clock().steady_ms() - began_;
  calls_ms_ += took;
  if (!exchange.reply) return {};
  latest_ = exchange.reply->reply;
  latest_->content.clear();
  return record_action(hall_, attempt_,
                       {ActionKind::call, fmt::format("call {}: {}", calls_, exchange.subject),
                        word_of(latest_->outcome), exchange.request, exchange.reply->raw, took});
}

Error CallBook::close(const Error& error) {
  refusal_ = error;
  is_closed_ = true;
  return error;
}

}  // namespace wright

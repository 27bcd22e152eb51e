#include "model/reply_stream.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "core/json.h"

namespace wright {
namespace {

constexpr std::size_t kStreamWordMax = 200;
constexpr std::size_t kStreamDetailMax = 400;

std::string cut(const std::string& text, std::size_t bytes_max) {
  return to_utf8(std::string_view(text).substr(0, bytes_max));
}

}  // namespace

bool ReplyStream::take(std::string_view bytes) {
  for (const SseEvent& event : reader_.take(bytes)) take_event(event);
  if (reader_.overflowed() && !failure_) {
    failure_ = Failure{CallOutcome::oversized, "an event has more bytes than are taken"};
  }
  return !is_done_ && !failure_;
}

void ReplyStream::take_event(const SseEvent& event) {
  if (is_done_ || failure_) return;
  data_bytes_ += event.data.size();
  if (event.data == "[DONE]") {
    is_done_ = true;
    return;
  }
  const Result<nlohmann::json> parsed = parse_json(event.data);
  if (!parsed || !parsed->is_object()) {
    failure_ = Failure{CallOutcome::malformed_event, "an event is no JSON object"};
    return;
  }
  try {
    failure_ = fold_->take(*parsed);
  } catch (const nlohmann::json::exception&) {
    failure_ = Failure{CallOutcome::malformed_event, "an event has a field of a wrong type"};
  }
  is_done_ = fold_->has_ended();
}

Reply ReplyStream::finish() {
  const bool was_sound = !failure_;
  for (const SseEvent& event : reader_.end()) take_event(event);
  // What the end left half is no fault of its own.
  const bool is_torn = failure_ && failure_->outcome == CallOutcome::malformed_event;
  if (was_sound && is_torn) failure_.reset();
  Reply reply = fold_->reply();
  if (!failure_ && !fold_->is_complete()) {
    failure_ = Failure{CallOutcome::cut_stream, "the reply was cut before its end"};
  }
  if (failure_) {
    reply.outcome = failure_->outcome;
    reply.detail = failure_->detail;
  }
  if (failure_ || reply.usage.output == 0) {
    const std::int64_t guess = static_cast<std::int64_t>(data_bytes_) / kBytesPerToken;
    reply.usage.output = std::max(reply.usage.output, guess);
    reply.usage.is_estimated = true;
  }
  reply.detail = cut(escape_for_terminal(reply.detail), kStreamDetailMax);
  reply.stop = cut(reply.stop, kStreamWordMax);
  reply.model = cut(reply.model, kStreamWordMax);
  return reply;
}

Reply fold_reply(const Dialect& dialect, std::string_view bytes) {
  ReplyStream stream(dialect.make_fold());
  stream.take(bytes);
  return stream.finish();
}

}  // namespace wright

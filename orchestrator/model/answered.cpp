#include "model/answered.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "model/failure.h"
#include "model/json_text.h"
#include "model/reply_stream.h"

namespace wright {
namespace {

using nlohmann::json;

bool is_network(CallOutcome outcome);
void estimate_input(Reply& reply, std::size_t request_bytes, int status);
std::vector<json> events_of(const std::string& dialect, const json& body);

}  // namespace

Reply judged(const std::string& dialect, Reply reply, const HttpAnswer& answer,
             std::size_t request_bytes) {
  const bool has_failed = answer.status != 0 && answer.status != 200;
  const bool is_short = !has_failed && reply.outcome == CallOutcome::cut_stream;
  reply.dialect = dialect;
  if (has_failed || (is_short && answer.end != HttpEnd::finished)) {
    const Failure failure = has_failed ? failure_of_status(answer.status, answer.body)
                                       : failure_of_end(answer.end, answer.detail);
    reply.outcome = failure.outcome;
    reply.detail = failure.detail;
  }
  estimate_input(reply, request_bytes, answer.status);
  return reply;
}

RetryHint hint_of(const HttpAnswer& answer) {
  const auto value = [&](const char* name) {
    const auto found = answer.headers.find(name);
    return found == answer.headers.end() ? std::string() : found->second;
  };
  return {value("x-should-retry"), value("retry-after-ms"), value("retry-after")};
}

// A body is told as the events that a stream of it would have had.
Reply fold_whole(const Dialect& dialect, std::string_view body) {
  const Result<json> parsed = parse_json(body);
  std::string events;
  if (parsed && parsed->is_object()) {
    for (const json& event : events_of(dialect.name, *parsed)) {
      events += "data: " + canonical(event) + "\n\n";
    }
  }
  return fold_reply(dialect, events);
}

namespace {

// The call may have been charged, though its reply was lost.
bool is_network(CallOutcome outcome) {
  constexpr std::array kLost{CallOutcome::cut_stream,      CallOutcome::malformed_event,
                             CallOutcome::error_in_stream, CallOutcome::oversized,
                             CallOutcome::timeout,         CallOutcome::cancelled};
  return std::find(kLost.begin(), kLost.end(), outcome) != kLost.end();
}

// What was sent and never counted, where the server may have read it.  A status
// that refuses is charged by nobody.
void estimate_input(Reply& reply, std::size_t request_bytes, int status) {
  Usage& usage = reply.usage;
  const bool is_answered = status == 200 && is_model_work(reply.outcome);
  const bool may_cost = is_answered || is_network(reply.outcome);
  if (!may_cost) {
    usage = {};
    return;
  }
  if (usage.input + usage.cached + usage.cache_written > 0) return;
  usage.input = static_cast<std::int64_t>(request_bytes) / kBytesPerToken;
  usage.is_estimated = true;
}

std::vector<json> events_of(const std::string& dialect, const json& body) {
  if (dialect == "anthropic") {
    std::vector<json> events{{{"type", "message_start"}, {"message", body}}};
    std::size_t index = 0;
    for (const json& block : part(body, "content")) {
      events.push_back(
          {{"type", "content_block_start"}, {"index", index++}, {"content_block", block}});
    }
    events.push_back({{"type", "message_delta"}, {"delta", body}, {"usage", part(body, "usage")}});
    events.push_back({{"type", "message_stop"}});
    return events;
  }
  if (dialect == "openai") return {body};
  const std::string status = text_of(body, "status");
  if (status == "failed") return {{{"type", "response.failed"}, {"response", body}}};
  if (status != "completed" && status != "incomplete") return {};
  return {{{"type", "response." + status}, {"response", body}}};
}

}  // namespace
}  // namespace wright

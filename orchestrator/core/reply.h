// A Reply is what one call of a model came to, whatever provider answered.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/usage.h"

namespace wright {

// How a call ended.  The first four are the model's own work; the others are the
// network's, the server's or the account's, and are never held against the model.
enum class CallOutcome {
  ok,
  overlong,          // Cut at the limit of output tokens.
  refusal,           // The model declines.
  context_overflow,  // The conversation is longer than the model takes.
  cut_stream,        // The stream ended before its last event.
  malformed_event,
  error_in_stream,
  oversized,           // More bytes than we take.
  rejected_parameter,  // Status 400, and it names a parameter.
  bad_request,         // Any other status that asking again does not help.
  authentication,
  quota_exhausted,  // No money left; asking again does not help.
  rate_limited,
  overloaded,
  server_error,
  unreachable,  // No connection, no name, no TLS.
  timeout,
  cancelled,
};
[[nodiscard]] std::string word_of(CallOutcome outcome);
[[nodiscard]] bool is_model_work(CallOutcome outcome);

struct ToolCall {
  std::string id;
  std::string name;
  std::string arguments;  // JSON text as the model wrote it; it may be none.

  bool operator==(const ToolCall&) const = default;
};

struct Reply {
  std::string dialect;  // Whose blocks `content` holds; empty: a script's text.
  CallOutcome outcome = CallOutcome::ok;
  std::string detail;  // What the server said, one line of at most 400 bytes.
  std::string text;
  std::vector<ToolCall> calls;
  std::vector<std::string> content;  // JSON texts to be sent back as they are.
  std::string stop;                  // The server's own word for why it stopped.
  std::string model;                 // As the server names itself.
  Usage usage;

  bool operator==(const Reply&) const = default;
};

// Canonical JSON, as the journal keeps it.
[[nodiscard]] std::string reply_record(const Reply& reply);
Result<Reply> reply_from_record(std::string_view record);

}  // namespace wright

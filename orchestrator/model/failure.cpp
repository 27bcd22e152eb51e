#include "model/failure.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "core/json.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr std::size_t kDetailBytesMax = 400;
constexpr std::size_t kErrorBodyBytesMax = 1U << 20U;
constexpr std::size_t kParameterBytesMax = 64;

// The parts of an error that some server or other fills in.
struct Complaint {
  std::string message;
  std::string type;
  std::string code;
  std::string parameter;
};

Complaint complaint_of(const json& event);
bool says_any(const Complaint& complaint, const std::vector<std::string_view>& words);
std::string named_parameter(const Complaint& complaint);
CallOutcome outcome_of(int status, const Complaint& complaint);
std::string detail_of(const Complaint& complaint);

}  // namespace

Failure failure_of_status(int status, std::string_view body) {
  const Result<json> parsed = parse_json(body, kErrorBodyBytesMax);
  Complaint complaint;
  if (parsed) complaint = complaint_of(*parsed);
  if (complaint.message.empty()) complaint.message = to_utf8(body.substr(0, kDetailBytesMax));
  Failure failure{outcome_of(status, complaint), {}};
  if (failure.outcome == CallOutcome::rejected_parameter) {
    complaint.message = fmt::format("`{}`: {}", named_parameter(complaint), complaint.message);
  }
  failure.detail = fmt::format("status {}: {}", status, detail_of(complaint));
  return failure;
}

Failure failure_of_end(HttpEnd end, const std::string& detail) {
  switch (end) {
    case HttpEnd::finished:
    case HttpEnd::stopped:
    case HttpEnd::cut:
      return {CallOutcome::cut_stream, detail};
    case HttpEnd::unreachable:
      return {CallOutcome::unreachable, detail};
    case HttpEnd::timeout:
      return {CallOutcome::timeout, detail};
    case HttpEnd::oversized:
      return {CallOutcome::oversized, "the reply has more bytes than are taken"};
    case HttpEnd::cancelled:
      return {CallOutcome::cancelled, "interrupted"};
  }
  return {};
}

Failure failure_in_stream(const json& event) {
  const Complaint complaint = complaint_of(event);
  if (says_any(complaint, {"insufficient_quota", "billing_error"})) {
    return {CallOutcome::quota_exhausted, detail_of(complaint)};
  }
  return {CallOutcome::error_in_stream, detail_of(complaint)};
}

bool may_pass(CallOutcome outcome) {
  switch (outcome) {
    case CallOutcome::cut_stream:
    case CallOutcome::malformed_event:
    case CallOutcome::error_in_stream:
    case CallOutcome::rate_limited:
    case CallOutcome::overloaded:
    case CallOutcome::server_error:
    case CallOutcome::unreachable:
    case CallOutcome::timeout:
      return true;
    case CallOutcome::ok:
    case CallOutcome::overlong:
    case CallOutcome::refusal:
    case CallOutcome::context_overflow:
    case CallOutcome::oversized:
    case CallOutcome::rejected_parameter:
    case CallOutcome::bad_request:
    case CallOutcome::authentication:
    case CallOutcome::quota_exhausted:
    case CallOutcome::cancelled:
      return false;
  }
  return false;
}

namespace {

// `error` is a record or, from Ollama, plain text; llama.cpp's code is a number.
Complaint complaint_of(const json& event) {
  Complaint complaint;
  const json& error = event.is_object() && event.contains("error") ? event["error"] : event;
  if (error.is_string()) complaint.message = error.get<std::string>();
  if (!error.is_object()) return complaint;
  const auto text = [&](const char* key) {
    const auto found = error.find(key);
    return found != error.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  complaint.message = text("message");
  complaint.type = text("type");
  complaint.code = text("code");
  complaint.parameter = text("param");
  if (complaint.message.empty()) complaint.message = text("detail");
  return complaint;
}

bool says_any(const Complaint& complaint, const std::vector<std::string_view>& words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return complaint.message.find(word) != std::string::npos || complaint.type == word ||
           complaint.code == word;
  });
}

std::string_view root_of(std::string_view word) {
  return word.substr(0, word.find('.'));
}

// Of a body of ours; many a message has a word and a colon at its beginning.
bool is_sent(std::string_view word) {
  constexpr std::array<std::string_view, 13> kSent{
      "max_tokens",       "max_completion_tokens", "max_output_tokens",
      "stream",           "stream_options",        "store",
      "include",          "instructions",          "system",
      "thinking",         "cache_control",         "reasoning",
      "reasoning_content"};
  return std::find(kSent.begin(), kSent.end(), root_of(word)) != kSent.end();
}

bool is_parameter(std::string_view word) {
  const auto is_part = [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  };
  if (word.empty() || word.size() > kParameterBytesMax) return false;
  if (!std::all_of(word.begin(), word.end(), is_part)) return false;
  // What these hold is a request that is wrong in itself.
  const std::string_view root = root_of(word);
  return root != "messages" && root != "input" && root != "model" && root != "tools";
}

// "thinking.budget_tokens: Extra inputs ...", "`temperature` is deprecated", "Unsupported
// parameter: 'max_tokens' ...", or the error's own field.
std::string named_parameter(const Complaint& complaint) {
  if (is_parameter(complaint.parameter)) return complaint.parameter;
  const std::string& message = complaint.message;
  std::string first = message.substr(0, message.find(':'));
  if (first.size() < message.size() && is_parameter(first) && is_sent(first)) return first;
  for (const char quote : {'`', '\'', '"'}) {
    const std::size_t open = message.find(quote);
    if (open == std::string::npos) continue;
    std::string word = message.substr(open + 1, message.find(quote, open + 1) - open - 1);
    if (is_parameter(word)) return word;
  }
  return {};
}

CallOutcome outcome_of(int status, const Complaint& complaint) {
  const bool is_broke =
      says_any(complaint, {"insufficient_quota", "billing_error", "credit balance is too low"});
  if (status == 402 || is_broke) return CallOutcome::quota_exhausted;
  if (status == 401 || status == 403) return CallOutcome::authentication;
  if (status == 429) return CallOutcome::rate_limited;
  if (status == 408 || status == 504) return CallOutcome::timeout;
  if (status == 503 || status == 529) return CallOutcome::overloaded;
  if (status == 409 || status >= 500 || status < 400) return CallOutcome::server_error;
  const bool is_too_long =
      says_any(complaint, {"context_length_exceeded", "exceed_context_size_error",
                           "prompt is too long", "maximum context length", "request_too_large"});
  if (status == 413 || is_too_long) return CallOutcome::context_overflow;
  if (status != 400 && status != 422) return CallOutcome::bad_request;
  return named_parameter(complaint).empty() ? CallOutcome::bad_request
                                            : CallOutcome::rejected_parameter;
}

std::string detail_of(const Complaint& complaint) {
  const std::string& kind = complaint.code.empty() ? complaint.type : complaint.code;
  std::string line = kind.empty() ? complaint.message : kind + ": " + complaint.message;
  std::replace(line.begin(), line.end(), '\n', ' ');
  line = escape_for_terminal(line);
  std::string_view cut(line);
  if (cut.size() > kDetailBytesMax) cut = cut.substr(0, kDetailBytesMax);
  return to_utf8(cut);
}

}  // namespace
}  // namespace wright

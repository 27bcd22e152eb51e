#include "agent/acp_client.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "core/json.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr int kVersion = 1;
constexpr int kMethodUnknown = -32601;
constexpr int kLoginWanted = -32000;
constexpr std::size_t kReasonBytesMax = 200;

Error failure(const std::string& why) {
  return Error{ErrorKind::protocol, "the agent " + why};
}

// A member of an object, or null.
json member(const json& value, const char* name) {
  return value.is_object() ? value.value(name, json(nullptr)) : json(nullptr);
}

std::string text_at(const json& value, const char* name) {
  const json found = member(value, name);
  return found.is_string()
             ? escape_for_terminal(found.get<std::string>().substr(0, kReasonBytesMax))
             : "";
}

std::string line_of(json message) {
  message["jsonrpc"] = "2.0";
  return canonical(message);
}

// Words of the protocol alone: the record has others of its own, which no agent can say.
std::string reason_in(const json& result) {
  const std::string said = text_at(result, "stopReason");
  for (const char* known :
       {"end_turn", "max_tokens", "max_turn_requests", "refusal", "cancelled"}) {
    if (said == known) return said;
  }
  return "unknown_reason";
}

// Once, where that is offered: each time is asked for and seen in the record.
json permission_for(const json& params) {
  const json options = member(params, "options");
  for (const char* kind : {"allow_once", "allow_always"}) {
    for (const json& option : options.is_array() ? options : json::array()) {
      if (text_at(option, "kind") != kind) continue;
      return {{"outcome", {{"outcome", "selected"}, {"optionId", member(option, "optionId")}}}};
    }
  }
  return {{"outcome", {{"outcome", "cancelled"}}}};
}

// A request of the agent's.
std::string answer_to(const json& message) {
  const std::string method = text_at(message, "method");
  if (method == "session/request_permission") {
    return line_of({{"id", message["id"]}, {"result", permission_for(member(message, "params"))}});
  }
  return line_of({{"id", message["id"]},
                  {"error",
                   {{"code", kMethodUnknown},
                    {"message", "this client offers no " + method + ": use the sandbox's own"}}}});
}

}  // namespace

AcpClient::AcpClient(std::string directory, std::string prompt)
    : directory_(std::move(directory)), prompt_(std::move(prompt)) {}

std::string AcpClient::begin() const {
  const json fs{{"readTextFile", false}, {"writeTextFile", false}};
  return request("initialize", {{"protocolVersion", kVersion},
                                {"clientCapabilities", {{"fs", fs}, {"terminal", false}}},
                                {"clientInfo", {{"name", "tensorwright"}, {"version", "1"}}}});
}

Result<std::vector<std::string>> AcpClient::take(std::string_view line) {
  const Result<json> parsed = parse_json(line, kAcpLineBytesMax);
  if (!parsed || !parsed->is_object()) return failure("wrote a line that is no JSON-RPC");
  const json& message = *parsed;
  const bool has_id = message.contains("id") && !message["id"].is_null();
  if (message.contains("method")) {
    if (!has_id) return std::vector<std::string>{};  // A notification.
    return std::vector<std::string>{answer_to(message)};
  }
  if (!has_id || message["id"] != static_cast<std::int64_t>(stage_)) {
    return std::vector<std::string>{};  // Of nothing that we wait for.
  }
  return take_answer(message);
}

std::optional<std::string> AcpClient::cancel() const {
  if (stage_ != Stage::prompting || stop_reason_) return std::nullopt;
  return line_of({{"method", "session/cancel"}, {"params", {{"sessionId", session_}}}});
}

Result<std::vector<std::string>> AcpClient::take_answer(const json& answer) {
  if (const json error = member(answer, "error"); !error.is_null()) {
    const bool wants_login = member(error, "code") == kLoginWanted;
    return failure(fmt::format("{}: {}", wants_login ? "wants a login of its own" : "failed",
                               text_at(error, "message")));
  }
  const json result = member(answer, "result");
  switch (stage_) {
    case Stage::initializing:
      return std::vector<std::string>{TRY(open_session(result))};
    case Stage::opening:
      return std::vector<std::string>{TRY(send_prompt(result))};
    case Stage::prompting:
      break;
  }
  stop_reason_ = reason_in(result);
  return std::vector<std::string>{};
}

Result<std::string> AcpClient::open_session(const json& result) {
  const json version = member(result, "protocolVersion");
  if (version != kVersion) {
    return failure(fmt::format("speaks version {} of the protocol, and we speak {}",
                               escape_for_terminal(canonical(version)), kVersion));
  }
  stage_ = Stage::opening;
  return request("session/new", {{"cwd", directory_}, {"mcpServers", json::array()}});
}

Result<std::string> AcpClient::send_prompt(const json& result) {
  const json session = member(result, "sessionId");
  if (!session.is_string()) return failure("opened a session without a name");
  session_ = session.get<std::string>();
  stage_ = Stage::prompting;
  const json said = json::array({{{"type", "text"}, {"text", prompt_}}});
  return request("session/prompt", {{"sessionId", session_}, {"prompt", said}});
}

// The number of a request is that of its stage.
std::string AcpClient::request(const char* method, const json& params) const {
  return line_of(
      {{"id", static_cast<std::int64_t>(stage_)}, {"method", method}, {"params", params}});
}

}  // namespace wright

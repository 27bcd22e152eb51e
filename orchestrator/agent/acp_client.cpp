#include "agent/acp_client.h"

#include <fmt/format.h>

#include "agent/acp_message.h"
#include "base/text.h"
#include "core/json.h"

namespace wright {
namespace {

using acp::answer;
using acp::Fault;
using acp::line_of;
using acp::member;
using acp::refusal;
using acp::shown_text;
using nlohmann::json;

constexpr int kVersion = 1;
constexpr std::size_t kIdBytesMax = 256;

Error failure(const std::string& why) {
  return Error{ErrorKind::protocol, "the agent " + why};
}

// Words of the protocol alone: the record has others of its own, which no agent can say.
std::string reason_in(const json& result) {
  const std::string said = shown_text(result, "stopReason");
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
      if (shown_text(option, "kind") != kind) continue;
      return {{"outcome", {{"outcome", "selected"}, {"optionId", member(option, "optionId")}}}};
    }
  }
  return {{"outcome", {{"outcome", "cancelled"}}}};
}

AcpStep unknown_method(const std::string& id, const std::string& method) {
  return {{refusal(id, Fault::unknown_method, "this client offers no " + method)}, {}, {}};
}

// As canonical JSON; none when it is no id.
std::optional<std::string> id_of(const json& message) {
  const json id = member(message, "id");
  if (!id.is_string() && !id.is_number_integer()) return std::nullopt;
  std::string text = canonical(id);
  if (text.size() > kIdBytesMax) return std::nullopt;
  return text;
}

}  // namespace

AcpClient::AcpClient(std::string directory, std::string prompt)
    : directory_(std::move(directory)), prompt_(std::move(prompt)) {}

std::string AcpClient::begin() const {
  const json fs{{"readTextFile", true}, {"writeTextFile", true}};
  return request("initialize", {{"protocolVersion", kVersion},
                                {"clientCapabilities", {{"fs", fs}, {"terminal", true}}},
                                {"clientInfo", {{"name", "tensorwright"}, {"version", "1"}}}});
}

Result<AcpStep> AcpClient::take(std::string_view line) {
  const Result<json> parsed = parse_json(line, kAcpLineBytesMax);
  if (!parsed || !parsed->is_object()) return failure("wrote a line that is no JSON-RPC");
  const json& message = *parsed;
  const bool has_id = message.contains("id") && !message["id"].is_null();
  if (message.contains("method")) {
    return has_id ? take_request(message) : AcpStep{};  // Else: a notification.
  }
  if (!has_id || message["id"] != static_cast<std::int64_t>(stage_)) {
    return AcpStep{};  // Of nothing that we wait for.
  }
  return take_answer(message);
}

AcpStep AcpClient::hear(const AcpRunId& run, std::string_view bytes) {
  return run.kind == AcpRunId::Kind::file ? files_.hear(bytes) : terminals_.hear(run.number, bytes);
}

AcpStep AcpClient::end(const AcpRunId& run, const AcpRunEnd& end) {
  return run.kind == AcpRunId::Kind::file ? files_.end(end) : terminals_.end(run.number, end);
}

AcpStep AcpClient::refuse(const AcpRunId& run, const std::string& why) {
  constexpr int kCannotStart = 127;
  hear(run, escape_for_terminal(why) + "\n");
  return end(run, {kCannotStart});
}

std::optional<AcpStep> AcpClient::cancel() const {
  if (stage_ != Stage::prompting || stop_reason_) return std::nullopt;
  return AcpStep{{line_of({{"method", "session/cancel"}, {"params", {{"sessionId", session_}}}})},
                 {},
                 terminals_.running()};
}

AcpStep AcpClient::take_request(const json& message) {
  const std::optional<std::string> id = id_of(message);
  if (!id) return {{refusal("null", Fault::no_request, "the id is no id")}, {}, {}};
  const json params = member(message, "params");
  const std::string method = shown_text(message, "method");
  if (method == "session/request_permission")
    return {{answer(*id, permission_for(params))}, {}, {}};
  const bool is_file = method == "fs/read_text_file" || method == "fs/write_text_file";
  if (!is_file && method.rfind("terminal/", 0) != 0) return unknown_method(*id, method);
  if (stage_ != Stage::prompting || member(params, "sessionId") != session_) {
    return {{refusal(*id, Fault::bad_parameters, "no such session is open")}, {}, {}};
  }
  if (method == "fs/read_text_file") return files_.read(*id, params);
  if (method == "fs/write_text_file") return files_.write(*id, params);
  if (method == "terminal/create") return terminals_.create(*id, params);
  if (method == "terminal/output") return terminals_.output(*id, params);
  if (method == "terminal/wait_for_exit") return terminals_.wait_for_exit(*id, params);
  if (method == "terminal/kill") return terminals_.kill(*id, params);
  if (method == "terminal/release") return terminals_.release(*id, params);
  return unknown_method(*id, method);
}

Result<AcpStep> AcpClient::take_answer(const json& answer) {
  if (const json error = member(answer, "error"); !error.is_null()) {
    const bool wants_login = member(error, "code") == static_cast<int>(Fault::login_wanted);
    return failure(fmt::format("{}: {}", wants_login ? "wants a login of its own" : "failed",
                               shown_text(error, "message")));
  }
  const json result = member(answer, "result");
  switch (stage_) {
    case Stage::initializing:
      return AcpStep{{TRY(open_session(result))}, {}, {}};
    case Stage::opening:
      return AcpStep{{TRY(send_prompt(result))}, {}, {}};
    case Stage::prompting:
      break;
  }
  stop_reason_ = reason_in(result);
  return AcpStep{};
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

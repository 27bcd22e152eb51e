#include "tests/live/overhead_server.h"

#include <array>
#include <nlohmann/json.hpp>

namespace wright::test {
namespace {

using nlohmann::json;

struct Call {
  std::string tool;  // Empty: the session ends with a word.
  json arguments;
};

// The tools that run a line of the shell: ours, Codex's, Qwen Code's, OpenCode's.  Each line
// is another one: who says the same again and again is stopped.
Call echo_with(const std::string& tool, int number) {
  const std::string echo = "echo hi " + std::to_string(number);
  if (tool == "exec_command") return {tool, {{"cmd", echo}}};
  if (tool == "shell") return {tool, {{"command", {"bash", "-c", echo}}}};
  if (tool == "run_shell_command") return {tool, {{"command", echo}, {"is_background", false}}};
  if (tool == "bash") return {tool, {{"command", echo}}};
  return {};
}

bool offers(const json& body, const std::string& name) {
  for (const json& tool : body.value("tools", json::array())) {
    const json& named = tool.contains("function") ? tool["function"] : tool;
    if (named.value("name", "") == name) return true;
  }
  return false;
}

// How many results of calls the conversation holds.
int calls_done(const json& body) {
  int done = 0;
  for (const json& message : body.value("messages", json::array())) {
    done += message.value("role", "") == "tool" ? 1 : 0;
  }
  const json input = body.value("input", json::array());
  for (const json& item : input.is_array() ? input : json::array()) {
    done += item.value("type", "") == "function_call_output" ? 1 : 0;
  }
  return done;
}

Call next_call(const Request& request, const json& body, int calls) {
  const bool is_ours = offers(body, "give_up");
  const int number = calls_done(body);
  if (number >= calls) {
    return is_ours ? Call{"give_up", {{"reason", "the session ends"}}} : Call{};
  }
  if (is_ours && request.path.find("/note/") != std::string::npos) {
    return {"note", {{"text", "hi " + std::to_string(number)}}};
  }
  for (const char* tool : {"bash", "exec_command", "shell", "run_shell_command"}) {
    if (offers(body, tool)) return echo_with(tool, number);
  }
  return {};
}

std::string chat_stream(const Call& call, int number) {
  const auto event = [](const json& choice) {
    const json data{{"id", "x"},
                    {"model", "test"},
                    {"object", "chat.completion.chunk"},
                    {"choices", json::array({choice})}};
    return "data: " + data.dump() + "\n\n";
  };
  json delta{{"role", "assistant"}, {"content", call.tool.empty() ? "done" : ""}};
  if (!call.tool.empty()) {
    delta["tool_calls"] =
        json::array({{{"index", 0},
                      {"id", "call_" + std::to_string(number)},
                      {"type", "function"},
                      {"function", {{"name", call.tool}, {"arguments", call.arguments.dump()}}}}});
  }
  const json usage{{"prompt_tokens", 100}, {"completion_tokens", 20}, {"total_tokens", 120}};
  const json last{{"id", "x"}, {"model", "test"}, {"choices", json::array()}, {"usage", usage}};
  return event({{"index", 0}, {"delta", delta}}) +
         event({{"index", 0},
                {"delta", json::object()},
                {"finish_reason", call.tool.empty() ? "stop" : "tool_calls"}}) +
         "data: " + last.dump() + "\n\ndata: [DONE]\n\n";
}

std::string responses_stream(const Call& call, int number) {
  const auto event = [](const std::string& type, json data) {
    data["type"] = type;
    return "event: " + type + "\ndata: " + data.dump() + "\n\n";
  };
  const std::string id = std::to_string(number);
  const json text{{"type", "output_text"}, {"text", "done"}, {"annotations", json::array()}};
  const json item = call.tool.empty() ? json{{"type", "message"},
                                             {"id", "msg_" + id},
                                             {"role", "assistant"},
                                             {"content", json::array({text})}}
                                      : json{{"type", "function_call"},
                                             {"id", "fc_" + id},
                                             {"call_id", "call_" + id},
                                             {"name", call.tool},
                                             {"arguments", call.arguments.dump()}};
  const json usage{{"input_tokens", 100}, {"output_tokens", 20}, {"total_tokens", 120}};
  const json done{
      {"id", "resp_" + id}, {"model", "test"}, {"status", "completed"}, {"usage", usage}};
  return event("response.created", {{"response", {{"id", "resp_" + id}, {"model", "test"}}}}) +
         event("response.output_item.done", {{"output_index", 0}, {"item", item}}) +
         event("response.completed", {{"response", done}});
}

}  // namespace

OverheadServer::OverheadServer(int calls)
    : calls_(calls), loopback_([this](const Request& request) { return answer(request); }) {}

std::vector<Exchange> OverheadServer::exchanges() const {
  const std::lock_guard guard(mutex_);
  return exchanges_;
}

bool OverheadServer::ended() const {
  const std::lock_guard guard(mutex_);
  return ended_;
}

// What is asked without tools (a title, a list of models) is answered and not counted.
Response OverheadServer::answer(const Request& request) {
  const Clock::time_point arrived = Clock::now();
  const json body = json::parse(request.body, nullptr, false);
  if (!body.is_object()) return {404, {}, "{}"};
  const std::lock_guard guard(mutex_);
  const Call call = next_call(request, body, calls_);
  const int number = static_cast<int>(exchanges_.size());
  const bool is_responses = request.path.find("/responses") != std::string::npos;
  Response response{200, {"content-type: text/event-stream"}, ""};
  response.body = is_responses ? responses_stream(call, number) : chat_stream(call, number);
  if (!body.contains("tools") || ended_) return response;
  ended_ = calls_done(body) >= calls_;
  exchanges_.push_back({arrived, Clock::now()});
  return response;
}

}  // namespace wright::test

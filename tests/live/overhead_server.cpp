#include "tests/live/overhead_server.h"

#include <nlohmann/json.hpp>

#include "tests/support/model_server.h"

namespace wright::test {
namespace {

using nlohmann::json;

ScriptedTurn turn_with(const std::string& tool, const json& arguments) {
  return {{tool, arguments.dump()}};
}

// The tools that run a line of the shell: ours, Codex's, Qwen Code's.  Each line is another
// one: who says the same again and again is stopped.
ScriptedTurn echo_with(const std::string& tool, int number) {
  const std::string echo = "echo hi " + std::to_string(number);
  if (tool == "exec_command") return turn_with(tool, {{"cmd", echo}});
  if (tool == "shell") return turn_with(tool, {{"command", {"bash", "-c", echo}}});
  if (tool == "bash") return turn_with(tool, {{"command", echo}});
  return turn_with(tool, {{"command", echo}, {"is_background", false}});
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

// Empty: the session ends with a word.
ScriptedTurn next_turn(const Request& request, const json& body, int calls) {
  const bool is_ours = offers(body, "give_up");
  const int number = calls_done(body);
  if (number >= calls) {
    return is_ours ? turn_with("give_up", {{"reason", "the session ends"}}) : ScriptedTurn{};
  }
  if (is_ours && request.path.find("/note/") != std::string::npos) {
    return turn_with("note", {{"text", "hi " + std::to_string(number)}});
  }
  for (const char* tool : {"bash", "exec_command", "shell", "run_shell_command"}) {
    if (offers(body, tool)) return echo_with(tool, number);
  }
  return {};
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
  const ScriptedTurn turn = next_turn(request, body, calls_);
  const std::size_t number = exchanges_.size();
  const bool is_responses = request.path.find("/responses") != std::string::npos;
  Response response{200, {"content-type: text/event-stream"}, ""};
  response.body = is_responses ? responses_stream(turn, number) : chat_stream(turn, number, true);
  if (!body.contains("tools") || ended_) return response;
  ended_ = calls_done(body) >= calls_;
  exchanges_.push_back({arrived, Clock::now()});
  return response;
}

}  // namespace wright::test

#include "tests/support/model_server.h"

#include <nlohmann/json.hpp>
#include <regex>

namespace wright::test {
namespace {

using nlohmann::json;

constexpr std::size_t kPiece = 7;  // Bytes of arguments in one event.
const std::string kClumsy = "clumsy_";
const std::string kClumsyCall = "\"id\":\"" + kClumsy;

std::size_t turn_number(const Request& request);
Response answer_with(const ScriptedTurn& turn, const Request& request);
bool is_responses(const Request& request);

std::string event(const json& data) {
  const std::string name = data.value("type", "");
  return (name.empty() ? "" : "event: " + name + "\n") + "data: " + data.dump() + "\n\n";
}

std::vector<std::string> pieces_of(const std::string& text) {
  std::vector<std::string> pieces;
  for (std::size_t at = 0; at < text.size(); at += kPiece)
    pieces.push_back(text.substr(at, kPiece));
  return pieces;
}

std::size_t count_in(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) {
    ++count;
  }
  return count;
}

// Turns are told apart by their first call's id, which ends in ".0".
std::string id_of(std::size_t turn, std::size_t call) {
  return "id_" + std::to_string(turn) + "." + std::to_string(call);
}

std::string anthropic_stream(const ScriptedTurn& turn, std::size_t number) {
  std::string out = event(
      {{"type", "message_start"},
       {"message", {{"model", "test"}, {"usage", {{"input_tokens", 100}, {"output_tokens", 1}}}}}});
  const auto block = [&](std::size_t index, const json& start, const std::vector<json>& deltas) {
    out += event({{"type", "content_block_start"}, {"index", index}, {"content_block", start}});
    for (const json& delta : deltas) {
      out += event({{"type", "content_block_delta"}, {"index", index}, {"delta", delta}});
    }
    out += event({{"type", "content_block_stop"}, {"index", index}});
  };
  block(0, {{"type", "thinking"}, {"thinking", ""}, {"signature", ""}},
        {{{"type", "thinking_delta"}, {"thinking", "hm"}},
         {{"type", "signature_delta"}, {"signature", "c2ln"}}});
  for (std::size_t call = 0; call < turn.size(); ++call) {
    std::vector<json> deltas;
    const std::vector<std::string> pieces = pieces_of(turn[call].arguments);
    deltas.reserve(pieces.size());
    for (const std::string& piece : pieces) {
      deltas.push_back({{"type", "input_json_delta"}, {"partial_json", piece}});
    }
    block(call + 1,
          {{"type", "tool_use"},
           {"id", id_of(number, call)},
           {"name", turn[call].tool},
           {"input", json::object()}},
          deltas);
  }
  out += event({{"type", "message_delta"},
                {"delta", {{"stop_reason", "tool_use"}}},
                {"usage", {{"output_tokens", 20}}}});
  return out + event({{"type", "message_stop"}});
}

ScriptedTurn turn_of(const ModelScript& script, const std::string& body, std::size_t number) {
  static const std::regex kAttempt("task `([a-z_]+)`, attempt ([0-9]+)");
  std::smatch found;
  if (std::regex_search(body, found, kAttempt)) {
    const auto turns = script.find(found[1].str() + "." + found[2].str());
    if (turns != script.end() && number < turns->second.size()) return turns->second[number];
  }
  return {{"give_up", R"({"reason":"the script ends here"})"}};
}

}  // namespace

std::string chat_stream(const ScriptedTurn& turn, std::size_t number, bool has_tools) {
  std::string out = ": hello\n\n";
  const auto choose = [&](const json& choice) {
    out += event({{"model", "test"}, {"choices", json::array({choice})}});
  };
  const auto say = [&](const json& delta) { choose(json{{"index", 0}, {"delta", delta}}); };
  const auto call_tool = [&](const json& piece) {
    say(json{{"tool_calls", json::array({piece})}});
  };
  const json content = turn.empty() ? json("done") : json(nullptr);
  say(json{{"role", "assistant"}, {"content", content}});
  for (std::size_t call = 0; call < turn.size() && has_tools; ++call) {
    const json function{{"name", turn[call].tool}, {"arguments", ""}};
    call_tool(json{{"index", call}, {"id", id_of(number, call)}, {"function", function}});
    for (const std::string& piece : pieces_of(turn[call].arguments)) {
      call_tool(json{{"index", call}, {"function", json{{"arguments", piece}}}});
    }
  }
  if (!has_tools && !turn.empty()) {
    json command = json::parse(turn.front().arguments);
    command["tool"] = turn.front().tool;
    say(json{{"content", "I do this.\n```json\n" + command.dump() + "\n```\n"}});
  }
  const bool has_calls = has_tools && !turn.empty();
  choose(json{{"index", 0},
              {"delta", json::object()},
              {"finish_reason", has_calls ? "tool_calls" : "stop"}});
  const json usage{{"prompt_tokens", 100}, {"completion_tokens", 20}};
  out += event({{"choices", json::array()}, {"usage", usage}});
  return out + "data: [DONE]\n\n";
}

std::string responses_stream(const ScriptedTurn& turn, std::size_t number) {
  std::size_t sequence = 0;
  const auto next = [&](const char* type, json data) {
    data["type"] = type;
    data["sequence_number"] = sequence++;
    return event(data);
  };
  const json response{{"id", "resp_" + std::to_string(number)}, {"model", "test"}};
  std::string out = next("response.created", {{"response", response}});
  if (turn.empty()) {
    const json text{{"type", "output_text"}, {"text", "done"}, {"annotations", json::array()}};
    const json item{{"type", "message"}, {"role", "assistant"}, {"content", json::array({text})}};
    out += next("response.output_item.done", {{"output_index", 0}, {"item", item}});
  }
  for (std::size_t call = 0; call < turn.size(); ++call) {
    const json item{{"type", "function_call"},
                    {"call_id", id_of(number, call)},
                    {"name", turn[call].tool},
                    {"arguments", turn[call].arguments}};
    out += next("response.output_item.done", {{"output_index", call}, {"item", item}});
  }
  const json usage{{"input_tokens", 100}, {"output_tokens", 20}, {"total_tokens", 120}};
  json done = response;
  done.update({{"status", "completed"}, {"usage", usage}});
  return out + next("response.completed", {{"response", done}});
}

Response model_answer(const ModelScript& script, const Request& request) {
  return answer_with(turn_of(script, request.body, turn_number(request)), request);
}

// One call, whose id is none of those that count as a turn.
Response clumsy_answer(const ModelScript& script, const Request& request) {
  const std::size_t number = turn_number(request);
  const std::string tool = turn_of(script, request.body, number).front().tool;
  Response response = answer_with({{tool, R"({"path": "src/)"}}, request);
  const std::string id = id_of(number, 0);
  const std::string other = kClumsy + std::to_string(count_in(request.body, kClumsyCall));
  for (std::size_t at = 0; (at = response.body.find(id, at)) != std::string::npos;) {
    response.body.replace(at, id.size(), other);
  }
  return response;
}

namespace {

std::size_t turn_number(const Request& request) {
  const std::string& body = request.body;
  // An item names its call, and so does its output.
  if (is_responses(request)) return count_in(body, ".0\",\"name\":");
  return count_in(body, "\"role\":\"assistant\"") - count_in(body, kClumsyCall);
}

Response answer_with(const ScriptedTurn& turn, const Request& request) {
  const std::size_t number = turn_number(request);
  Response response{200, {"content-type: text/event-stream"}, ""};
  if (is_responses(request)) {
    response.body = responses_stream(turn, number);
  } else if (request.path.find("/chat/") != std::string::npos) {
    const bool has_tools = request.body.find("\"tools\":") != std::string::npos;
    response.body = chat_stream(turn, number, has_tools);
  } else {
    response.body = anthropic_stream(turn, number);
  }
  return response;
}

bool is_responses(const Request& request) {
  return request.path.find("/responses") != std::string::npos;
}

}  // namespace
}  // namespace wright::test

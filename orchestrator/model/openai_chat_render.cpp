// The body of POST /v1/chat/completions.
#include "model/json_text.h"
#include "model/openai_chat.h"

namespace wright {
namespace {

using nlohmann::json;

std::vector<Turn> joined(const std::vector<Turn>& turns);
void add_messages(std::vector<std::string>& messages, const Turn& turn, const ModelTraits& traits);
std::string assistant_message(const Reply& reply, const ModelTraits& traits);

}  // namespace

std::string render_chat(const Conversation& conversation, const std::string& model,
                        const ModelTraits& traits) {
  ObjectText body;
  body.add("model", model).add("stream", true);
  const auto is_taken = [&](const char* name) { return traits.rejects.count(name) == 0; };
  if (is_taken("stream_options")) body.add("stream_options", {{"include_usage", true}});
  // Servers that do not know the newer name mostly know the older one.
  const char* limit = is_taken("max_completion_tokens") ? "max_completion_tokens" : "max_tokens";
  if (traits.output_tokens_max > 0 && is_taken(limit)) body.add(limit, traits.output_tokens_max);
  std::vector<std::string> tools;
  for (const OfferedTool& tool : conversation.tools) {
    const std::string function = ObjectText()
                                     .add("name", tool.name)
                                     .add("description", tool.description)
                                     .add_text("parameters", tool.parameters)
                                     .text();
    tools.push_back(ObjectText().add("type", "function").add_text("function", function).text());
  }
  if (!tools.empty()) body.add_text("tools", list_text(tools));
  std::vector<std::string> messages;
  if (!conversation.system.empty()) {
    messages.push_back(canonical(json{{"role", "system"}, {"content", conversation.system}}));
  }
  for (const Turn& turn : joined(conversation.turns)) add_messages(messages, turn, traits);
  return body.add_text("messages", list_text(messages)).text();
}

nlohmann::json calls_json(const std::vector<ToolCall>& calls) {
  json list = json::array();
  for (const ToolCall& call : calls) {
    list.push_back(
        {{"id", call.id},
         {"type", "function"},
         {"function", {{"name", call.name}, {"arguments", object_text_of(call.arguments)}}}});
  }
  return list;
}

namespace {

// Templates of local models want a user and an assistant in turns.
std::vector<Turn> joined(const std::vector<Turn>& turns) {
  std::vector<Turn> list;
  for (const Turn& turn : turns) {
    const auto* said = std::get_if<Said>(&turn);
    auto* before = list.empty() ? nullptr : std::get_if<Said>(&list.back());
    if (said != nullptr && before != nullptr) {
      before->text += "\n\n" + said->text;
    } else {
      list.push_back(turn);
    }
  }
  return list;
}

void add_messages(std::vector<std::string>& messages, const Turn& turn, const ModelTraits& traits) {
  if (const auto* said = std::get_if<Said>(&turn)) {
    messages.push_back(canonical(json{{"role", "user"}, {"content", said->text}}));
  }
  if (const auto* answered = std::get_if<Answered>(&turn)) {
    for (const ToolResult& result : answered->results) {
      messages.push_back(canonical(
          json{{"role", "tool"}, {"tool_call_id", result.call}, {"content", result.text}}));
    }
  }
  if (const auto* reply = std::get_if<Reply>(&turn)) {
    const std::string message = assistant_message(*reply, traits);
    if (!message.empty()) messages.push_back(message);
  }
}

// As it came, but for fields that the model does not take back.
std::string assistant_message(const Reply& reply, const ModelTraits& traits) {
  if (reply.dialect == kOpenaiChat) {
    if (reply.content.empty() || traits.rejects.empty()) return join(reply.content, "");
    Result<json> message = parse_json(reply.content.front());
    if (!message || !message->is_object()) return reply.content.front();
    for (const char* key : {"reasoning", "reasoning_content"}) {
      if (traits.rejects.count(key) > 0) message->erase(key);
    }
    return canonical(*message);
  }
  if (reply.text.empty() && reply.calls.empty()) return {};
  json message{{"role", "assistant"}, {"content", reply.text}};
  if (!reply.calls.empty()) message["tool_calls"] = calls_json(reply.calls);
  return canonical(message);
}

}  // namespace
}  // namespace wright

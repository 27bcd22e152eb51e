// The body of POST /v1/messages.
#include <algorithm>

#include "model/anthropic.h"
#include "model/json_text.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr std::int64_t kThinkingTokens = 16000;  // Where a model wants a number.
constexpr std::int64_t kThinkingTokensMin = 1024;

// At most four breakpoints: the system's text (which covers the tools), the first
// message, and the last two, since a server looks back 20 blocks at most.
class Messages {
 public:
  explicit Messages(const Conversation& conversation) {
    for (const Turn& turn : conversation.turns) {
      if (!std::holds_alternative<Reply>(turn)) ++ours_;
    }
    for (const Turn& turn : conversation.turns) {
      std::visit([this](const auto& what) { add(what); }, turn);
    }
  }
  [[nodiscard]] std::string text() const { return list_text(messages_); }

 private:
  void add(const Said& said) { add_ours({json{{"type", "text"}, {"text", said.text}}}); }
  void add(const Answered& answered) {
    std::vector<json> blocks;
    for (const ToolResult& result : answered.results) {
      json block{{"type", "tool_result"}, {"tool_use_id", result.call}, {"content", result.text}};
      if (result.is_error) block["is_error"] = true;
      blocks.push_back(std::move(block));
    }
    add_ours(std::move(blocks));
  }
  void add(const Reply& reply) {
    const std::vector<std::string> blocks = blocks_of(reply);
    if (!blocks.empty()) add_message("assistant", list_text(blocks));
  }
  void add_ours(std::vector<json> blocks) {
    const bool is_kept = number_ == 0 || number_ + 2 >= ours_;
    if (is_kept && !blocks.empty()) blocks.back()["cache_control"] = {{"type", "ephemeral"}};
    ++number_;
    add_message("user", canonical(blocks));
  }
  void add_message(const char* role, const std::string& content) {
    messages_.push_back(ObjectText().add("role", role).add_text("content", content).text());
  }
  static std::vector<std::string> blocks_of(const Reply& reply) {
    if (reply.dialect == "anthropic") return reply.content;
    std::vector<std::string> blocks;
    if (!reply.text.empty()) {
      blocks.push_back(canonical(json{{"type", "text"}, {"text", reply.text}}));
    }
    for (const ToolCall& call : reply.calls) {
      blocks.push_back(
          tool_use_block(json{{"type", "tool_use"}, {"id", call.id}, {"name", call.name}},
                         object_text_of(call.arguments)));
    }
    return blocks;
  }

  std::size_t ours_ = 0;
  std::size_t number_ = 0;  // Of our own messages so far.
  std::vector<std::string> messages_;
};

void add_thinking(ObjectText& body, const ModelTraits& traits, std::int64_t output_max) {
  if (traits.rejects.count("thinking") > 0) return;
  const std::int64_t budget = std::min(kThinkingTokens, output_max / 2);
  switch (traits.thinking) {
    case Thinking::adaptive:
      body.add("thinking", {{"type", "adaptive"}});
      break;
    case Thinking::budget:
      if (budget < kThinkingTokensMin) break;
      body.add("thinking", {{"type", "enabled"}, {"budget_tokens", budget}});
      break;
    case Thinking::none:
    case Thinking::effort:
      break;
  }
}

}  // namespace

std::string render_anthropic(const Conversation& conversation, const std::string& model,
                             const ModelTraits& traits) {
  ObjectText body;
  const std::int64_t output_max =
      traits.output_tokens_max > 0 ? traits.output_tokens_max : kAnthropicOutputTokens;
  body.add("model", model).add("max_tokens", output_max).add("stream", true);
  add_thinking(body, traits, output_max);
  std::vector<std::string> tools;
  tools.reserve(conversation.tools.size());
  for (const OfferedTool& tool : conversation.tools) {
    tools.push_back(ObjectText()
                        .add("name", tool.name)
                        .add("description", tool.description)
                        .add_text("input_schema", tool.parameters)
                        .text());
  }
  if (!tools.empty()) body.add_text("tools", list_text(tools));
  if (!conversation.system.empty()) {
    body.add("system", json::array({{{"type", "text"},
                                     {"text", conversation.system},
                                     {"cache_control", {{"type", "ephemeral"}}}}}));
  }
  body.add_text("messages", Messages(conversation).text());
  return body.text();
}

}  // namespace wright

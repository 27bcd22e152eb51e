// OpenAI Responses.  Nothing is kept on the server: each call sends all items.
#include <map>

#include "model/dialect.h"
#include "model/json_text.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr std::size_t kItemsMax = 10000;
constexpr const char* kDialectName = "openai-responses";

std::string render(const Conversation& conversation, const std::string& model,
                   const ModelTraits& traits);
void add_items(std::vector<std::string>& items, const Turn& turn);
void add_item(Reply& reply, const json& item);

class ResponsesFold final : public EventFold {
 public:
  std::optional<Failure> take(const json& event) override {
    if (is_repeated(event)) return std::nullopt;
    const std::string type = text_of(event, "type");
    const json& response = part(event, "response");
    if (type == "error") return failure_in_stream(event);
    if (type == "response.failed") return failure_in_stream(response);
    if (type == "response.output_item.done" && items_.size() < kItemsMax) {
      const auto next = static_cast<std::int64_t>(items_.size());
      items_.emplace(count_of(event, "output_index", next), part(event, "item"));
    }
    if (response.is_object()) model_ = text_of(response, "model");
    if (type == "response.completed" || type == "response.incomplete") end(response);
    return std::nullopt;
  }

  [[nodiscard]] bool is_complete() const override { return has_ended_; }
  [[nodiscard]] bool has_ended() const override { return has_ended_; }

  [[nodiscard]] Reply reply() const override {
    Reply reply;
    reply.dialect = kDialectName;
    reply.stop = stop_;
    reply.model = model_;
    reply.usage = usage_;
    for (const auto& [index, item] : items_) add_item(reply, item);
    if (stop_ == "max_output_tokens") reply.outcome = CallOutcome::overlong;
    if (stop_ == "content_filter") {
      reply.outcome = CallOutcome::refusal;
      reply.detail = "refused: " + stop_;
    }
    return reply;
  }

 private:
  bool is_repeated(const json& event) {
    const std::int64_t number = count_of(event, "sequence_number", -1);
    if (number < 0) return false;
    const bool is_old = number <= latest_;
    if (!is_old) latest_ = number;
    return is_old;
  }

  // Some servers tell the items here alone.
  void end(const json& response) {
    has_ended_ = true;
    stop_ = text_of(response, "status");
    const std::string reason = text_of(part(response, "incomplete_details"), "reason");
    if (!reason.empty()) stop_ = reason;
    if (items_.empty() && part(response, "output").is_array()) {
      for (const json& item : part(response, "output")) {
        if (items_.size() < kItemsMax) items_.emplace(items_.size(), item);
      }
    }
    const json& usage = part(response, "usage");
    const json& in = part(usage, "input_tokens_details");
    usage_.cached = count_of(in, "cached_tokens");
    usage_.cache_written = count_of(in, "cache_write_tokens");
    const std::int64_t others = usage_.cached + usage_.cache_written;
    usage_.input = std::max<std::int64_t>(count_of(usage, "input_tokens") - others, 0);
    usage_.output = count_of(usage, "output_tokens");
    usage_.reasoning = count_of(part(usage, "output_tokens_details"), "reasoning_tokens");
  }

  std::map<std::int64_t, json> items_;
  std::int64_t latest_ = -1;
  std::string model_;
  std::string stop_;
  Usage usage_;
  bool has_ended_ = false;
};

std::unique_ptr<EventFold> make_responses_fold() {
  return std::make_unique<ResponsesFold>();
}

}  // namespace

Dialect openai_responses() {
  Dialect dialect = openai_chat();
  dialect.name = kDialectName;
  dialect.path = "/v1/responses";
  dialect.caps = {"max_output_tokens"};
  dialect.render = render;
  dialect.make_fold = make_responses_fold;
  return dialect;
}

namespace {

std::string render(const Conversation& conversation, const std::string& model,
                   const ModelTraits& traits) {
  ObjectText body;
  body.add("model", model).add("stream", true);
  const auto is_taken = [&](const char* name) { return traits.rejects.count(name) == 0; };
  if (is_taken("store")) body.add("store", false);
  if (traits.output_tokens_max > 0 && is_taken("max_output_tokens")) {
    body.add("max_output_tokens", traits.output_tokens_max);
  }
  // What a model thought comes back encrypted, since nothing is stored.
  if (traits.thinking == Thinking::effort && is_taken("include")) {
    body.add("include", json::array({"reasoning.encrypted_content"}));
  }
  if (!conversation.system.empty()) body.add("instructions", conversation.system);
  std::vector<std::string> tools;
  tools.reserve(conversation.tools.size());
  for (const OfferedTool& tool : conversation.tools) {
    tools.push_back(ObjectText()
                        .add("type", "function")
                        .add("name", tool.name)
                        .add("description", tool.description)
                        .add("strict", false)
                        .add_text("parameters", tool.parameters)
                        .text());
  }
  if (!tools.empty()) body.add_text("tools", list_text(tools));
  std::vector<std::string> items;
  for (const Turn& turn : conversation.turns) add_items(items, turn);
  return body.add_text("input", list_text(items)).text();
}

void add_items(std::vector<std::string>& items, const Turn& turn) {
  if (const auto* said = std::get_if<Said>(&turn)) {
    items.push_back(canonical(json{{"role", "user"}, {"content", said->text}}));
  }
  if (const auto* answered = std::get_if<Answered>(&turn)) {
    for (const ToolResult& result : answered->results) {
      items.push_back(canonical(json{
          {"type", "function_call_output"}, {"call_id", result.call}, {"output", result.text}}));
    }
  }
  const auto* reply = std::get_if<Reply>(&turn);
  if (reply == nullptr) return;
  if (reply->dialect == kDialectName) {
    items.insert(items.end(), reply->content.begin(), reply->content.end());
    return;
  }
  if (!reply->text.empty()) {
    items.push_back(canonical(json{{"role", "assistant"}, {"content", reply->text}}));
  }
  for (const ToolCall& call : reply->calls) {
    items.push_back(canonical(json{{"type", "function_call"},
                                   {"call_id", call.id},
                                   {"name", call.name},
                                   {"arguments", object_text_of(call.arguments)}}));
  }
}

// A thought that is neither told nor encrypted is known to a server that keeps
// replies, and this one was told to keep none.
void add_item(Reply& reply, const json& item) {
  const std::string type = text_of(item, "type");
  if (!item.is_object()) return;
  const bool is_hidden = type == "reasoning" && part(item, "encrypted_content").is_null() &&
                         part(item, "content").empty();
  if (!is_hidden) reply.content.push_back(canonical(item));
  if (type == "function_call") {
    reply.calls.push_back(
        {text_of(item, "call_id"), text_of(item, "name"), text_of(item, "arguments")});
  }
  if (type != "message") return;
  for (const json& piece : part(item, "content")) {
    reply.text += text_of(piece, "text");
    if (text_of(piece, "type") == "refusal") {
      reply.outcome = CallOutcome::refusal;
      reply.detail = "refused: " + text_of(piece, "refusal");
    }
  }
}

}  // namespace
}  // namespace wright

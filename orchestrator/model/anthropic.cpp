// Anthropic Messages: the events of its stream.
#include "model/anthropic.h"

#include <map>

#include "model/json_text.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr std::size_t kBlocksMax = 10000;

// One content block: how it began, and what its deltas added.
struct Block {
  json start;
  std::string input;  // The pieces of a tool call's arguments.
};

class AnthropicFold final : public EventFold {
 public:
  std::optional<Failure> take(const json& event) override {
    const std::string type = text_of(event, "type");
    if (type == "error") return failure_in_stream(event);
    if (type == "message_start") begin(part(event, "message"));
    if (type == "content_block_start" && blocks_.size() < kBlocksMax) {
      blocks_.emplace(count_of(event, "index"), Block{part(event, "content_block"), {}});
    }
    if (type == "content_block_delta") {
      const auto block = blocks_.find(count_of(event, "index"));
      if (block != blocks_.end()) add_delta(block->second, part(event, "delta"));
    }
    if (type == "message_delta") {
      const json& delta = part(event, "delta");
      if (part(delta, "stop_reason").is_string()) stop_ = text_of(delta, "stop_reason");
      const json& details = part(delta, "stop_details");
      if (details.is_object()) {
        refusal_ = text_of(details, "category") + " " + text_of(details, "explanation");
      }
      take_usage(part(event, "usage"));
    }
    if (type == "message_stop") has_ended_ = true;
    return std::nullopt;
  }

  [[nodiscard]] bool is_complete() const override { return has_ended_ || !stop_.empty(); }
  [[nodiscard]] bool has_ended() const override { return has_ended_; }

  [[nodiscard]] Reply reply() const override {
    Reply reply;
    reply.dialect = "anthropic";
    reply.stop = stop_;
    reply.model = model_;
    reply.usage = usage_;
    for (const auto& [index, block] : blocks_) add_block(reply, block);
    if (stop_ == "max_tokens") reply.outcome = CallOutcome::overlong;
    if (stop_ == "model_context_window_exceeded") reply.outcome = CallOutcome::context_overflow;
    if (stop_ == "refusal") {
      reply.outcome = CallOutcome::refusal;
      reply.detail = "refused: " + refusal_;
    }
    return reply;
  }

 private:
  void begin(const json& message) {
    model_ = text_of(message, "model");
    take_usage(part(message, "usage"));
  }

  // Counts are cumulative: each takes the place of the one before.
  void take_usage(const json& usage) {
    usage_.input = count_of(usage, "input_tokens", usage_.input);
    usage_.cached = count_of(usage, "cache_read_input_tokens", usage_.cached);
    usage_.cache_written = count_of(usage, "cache_creation_input_tokens", usage_.cache_written);
    usage_.output = count_of(usage, "output_tokens", usage_.output);
    const json& details = part(usage, "output_tokens_details");
    usage_.reasoning = count_of(details, "thinking_tokens", usage_.reasoning);
  }

  static void add_delta(Block& block, const json& delta) {
    const std::string type = text_of(delta, "type");
    const auto append = [&](const char* key) {
      block.start[key] = text_of(block.start, key) + text_of(delta, key);
    };
    if (type == "text_delta") append("text");
    if (type == "thinking_delta") append("thinking");
    if (type == "signature_delta") block.start["signature"] = part(delta, "signature");
    if (type == "input_json_delta") block.input += text_of(delta, "partial_json");
  }

  // Some servers send a call's whole input with its start.
  static void add_block(Reply& reply, const Block& block) {
    const std::string type = text_of(block.start, "type");
    if (type == "text") {
      const std::string text = text_of(block.start, "text");
      if (text.empty()) return;  // Such a block is refused when it comes back.
      reply.text += text;
    }
    if (type != "tool_use") {
      if (block.start.is_object()) reply.content.push_back(canonical(block.start));
      return;
    }
    const json& given = part(block.start, "input");
    std::string input = block.input;
    if (input.empty()) input = given.is_object() ? canonical(given) : "{}";
    reply.calls.push_back({text_of(block.start, "id"), text_of(block.start, "name"), input});
    reply.content.push_back(tool_use_block(block.start, object_text_of(input)));
  }

  std::map<std::int64_t, Block> blocks_;
  std::string model_;
  std::string stop_;
  std::string refusal_;  // What kind, and why.
  Usage usage_;
  bool has_ended_ = false;
};

}  // namespace

Dialect anthropic_messages() {
  Dialect dialect;
  dialect.name = "anthropic";
  dialect.base_url = "https://api.anthropic.com";
  dialect.path = "/v1/messages";
  dialect.key_header = "x-api-key: ";
  dialect.headers = {"content-type: application/json", "anthropic-version: 2023-06-01"};
  dialect.caps = {"max_tokens"};
  dialect.output_tokens_max = kAnthropicOutputTokens;
  dialect.render = render_anthropic;
  dialect.make_fold = make_anthropic_fold;
  return dialect;
}

std::unique_ptr<EventFold> make_anthropic_fold() {
  return std::make_unique<AnthropicFold>();
}

std::string tool_use_block(json block, const std::string& input) {
  block.erase("input");
  std::string text = canonical(block);
  text.back() = ',';
  return text + "\"input\":" + input + "}";
}

}  // namespace wright

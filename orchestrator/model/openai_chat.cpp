// OpenAI Chat Completions, and the servers that speak it (llama.cpp, vLLM, Ollama): the
// events of the stream.
#include "model/openai_chat.h"

#include <fmt/format.h>

#include <map>

#include "model/json_text.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr std::size_t kStreamedCallsMax = 1000;

class ChatFold final : public EventFold {
 public:
  std::optional<Failure> take(const json& event) override {
    if (!part(event, "error").is_null()) return failure_in_stream(event);
    if (model_.empty()) model_ = text_of(event, "model");
    take_usage(event);
    for (const json& choice : part(event, "choices")) {
      if (count_of(choice, "index") != 0) continue;
      const json& delta = part(choice, "delta");
      take_delta(delta.is_object() ? delta : part(choice, "message"));
      if (part(choice, "finish_reason").is_string()) stop_ = text_of(choice, "finish_reason");
    }
    return std::nullopt;
  }

  // The usage comes after the reason, so that only [DONE] is the end.
  [[nodiscard]] bool is_complete() const override { return !stop_.empty(); }
  [[nodiscard]] bool has_ended() const override { return false; }

  [[nodiscard]] Reply reply() const override {
    Reply reply;
    reply.dialect = kOpenaiChat;
    reply.text = text_;
    reply.stop = stop_;
    reply.model = model_;
    reply.usage = usage_;
    for (const auto& [index, call] : calls_) reply.calls.push_back(call);
    for (std::size_t at = 0; at < reply.calls.size(); ++at) {
      if (reply.calls[at].id.empty()) reply.calls[at].id = fmt::format("call_{}", at);
    }
    if (stop_ == "length") reply.outcome = CallOutcome::overlong;
    if (stop_ == "content_filter" || !refusal_.empty()) {
      reply.outcome = CallOutcome::refusal;
      reply.detail = "refused: " + (refusal_.empty() ? stop_ : refusal_);
    }
    if (!text_.empty() || !calls_.empty()) reply.content = {message_of(reply)};
    return reply;
  }

 private:
  void take_delta(const json& delta) {
    text_ += text_of(delta, "content");
    refusal_ += text_of(delta, "refusal");
    for (const char* key : {"reasoning_content", "reasoning"}) {
      const std::string thought = text_of(delta, key);
      if (!thought.empty() && (reasoning_.empty() || reasoning_key_ == key)) {
        reasoning_key_ = key;
        reasoning_ += thought;
      }
    }
    std::int64_t place = 0;
    for (const json& given : part(delta, "tool_calls")) take_call(given, place++);
  }

  // Pieces are told apart by their index, which some servers leave out.
  void take_call(const json& given, std::int64_t place) {
    const std::int64_t index = count_of(given, "index", place);
    if (calls_.size() >= kStreamedCallsMax && calls_.count(index) == 0) return;
    ToolCall& call = calls_[index];
    const json& function = part(given, "function");
    if (call.id.empty()) call.id = text_of(given, "id");
    if (call.name.empty()) call.name = text_of(function, "name");
    const json& arguments = part(function, "arguments");
    call.arguments += arguments.is_object() ? canonical(arguments) : text_of(function, "arguments");
  }

  void take_usage(const json& event) {
    const json& usage = part(event, "usage");
    const json& timings = part(event, "timings");
    if (usage.is_object()) {
      const json& in = part(usage, "prompt_tokens_details");
      usage_.cached = count_of(in, "cached_tokens");
      usage_.cache_written = count_of(in, "cache_write_tokens");
      usage_.input = count_of(usage, "prompt_tokens") - usage_.cached - usage_.cache_written;
      usage_.output = count_of(usage, "completion_tokens");
      usage_.reasoning = count_of(part(usage, "completion_tokens_details"), "reasoning_tokens");
    } else if (timings.is_object()) {
      usage_.input = count_of(timings, "prompt_n");
      usage_.cached = count_of(timings, "cache_n");
      usage_.output = count_of(timings, "predicted_n");
    }
    if (usage_.input < 0) usage_.input = 0;
  }

  [[nodiscard]] std::string message_of(const Reply& reply) const {
    json message{{"role", "assistant"}, {"content", reply.text}};
    if (!reply.calls.empty()) message["tool_calls"] = calls_json(reply.calls);
    if (!reasoning_.empty()) message[reasoning_key_] = reasoning_;
    return canonical(message);
  }

  std::string text_;
  std::string refusal_;
  std::string reasoning_key_;
  std::string reasoning_;
  std::map<std::int64_t, ToolCall> calls_;
  std::string model_;
  std::string stop_;
  Usage usage_;
};

std::unique_ptr<EventFold> make_chat_fold() {
  return std::make_unique<ChatFold>();
}

}  // namespace

Dialect openai_chat() {
  Dialect dialect;
  dialect.name = kOpenaiChat;
  dialect.base_url = "https://api.openai.com";
  dialect.path = "/v1/chat/completions";
  dialect.key_header = "authorization: Bearer ";
  dialect.headers = {"content-type: application/json"};
  dialect.caps = {"max_completion_tokens", "max_tokens"};
  dialect.render = render_chat;
  dialect.make_fold = make_chat_fold;
  return dialect;
}

}  // namespace wright

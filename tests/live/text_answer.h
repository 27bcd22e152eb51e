// A model that answers in words, in the streams of the three APIs.
#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/loopback.h"

namespace wright::test {

inline std::string events_of(const std::vector<nlohmann::json>& all) {
  std::string text;
  for (const nlohmann::json& one : all) {
    if (one.contains("type")) text += "event: " + one.at("type").get<std::string>() + "\n";
    text += "data: " + one.dump() + "\n\n";
  }
  return text;
}

inline std::string anthropic_text(const std::string& text) {
  const nlohmann::json usage{{"input_tokens", 100}, {"output_tokens", 1}};
  return events_of({{{"type", "message_start"}, {"message", {{"model", "test"}, {"usage", usage}}}},
                    {{"type", "content_block_start"},
                     {"index", 0},
                     {"content_block", {{"type", "text"}, {"text", ""}}}},
                    {{"type", "content_block_delta"},
                     {"index", 0},
                     {"delta", {{"type", "text_delta"}, {"text", text}}}},
                    {{"type", "content_block_stop"}, {"index", 0}},
                    {{"type", "message_delta"},
                     {"delta", {{"stop_reason", "end_turn"}}},
                     {"usage", {{"output_tokens", 20}}}},
                    {{"type", "message_stop"}}});
}

inline std::string chat_text(const std::string& text) {
  const auto choice = [](const nlohmann::json& delta, const nlohmann::json& finish) {
    const nlohmann::json one{{"index", 0}, {"delta", delta}, {"finish_reason", finish}};
    return nlohmann::json{{"model", "test"}, {"choices", nlohmann::json::array({one})}};
  };
  const nlohmann::json usage{{"prompt_tokens", 100}, {"completion_tokens", 20}};
  return events_of({choice({{"role", "assistant"}, {"content", text}}, nullptr),
                    choice(nlohmann::json::object(), "stop"),
                    {{"choices", nlohmann::json::array()}, {"usage", usage}}}) +
         "data: [DONE]\n\n";
}

inline std::string responses_text(const std::string& text) {
  const nlohmann::json piece{
      {"type", "output_text"}, {"text", text}, {"annotations", nlohmann::json::array()}};
  const nlohmann::json item{
      {"type", "message"}, {"role", "assistant"}, {"content", nlohmann::json::array({piece})}};
  const nlohmann::json usage{{"input_tokens", 100}, {"output_tokens", 20}};
  return events_of({{{"type", "response.output_item.done"}, {"output_index", 0}, {"item", item}},
                    {{"type", "response.completed"},
                     {"response", {{"id", "r"}, {"status", "completed"}, {"usage", usage}}}}});
}

// In the dialect that the request's path names: 100 tokens in and 20 out.
inline Response text_answer(const std::string& text, const Request& request) {
  const auto goes_to = [&](const char* path) {
    return request.path.find(path) != std::string::npos;
  };
  return {200,
          {"content-type: text/event-stream"},
          goes_to("/responses") ? responses_text(text)
          : goes_to("/chat/")   ? chat_text(text)
                                : anthropic_text(text)};
}

// The reply whose turn it is, which is told from the request; after the last one, that again.
inline Response text_answer_of(const std::vector<std::string>& replies, const Request& request) {
  std::size_t made = 0;
  const std::string role = "\"role\":\"assistant\"";
  for (std::size_t at = 0; (at = request.body.find(role, at)) != std::string::npos; ++at) ++made;
  return text_answer(replies.at(std::min(made, replies.size() - 1)), request);
}

inline Loopback text_server(const std::vector<std::string>& replies) {
  return Loopback([replies](const Request& request) { return text_answer_of(replies, request); });
}

}  // namespace wright::test

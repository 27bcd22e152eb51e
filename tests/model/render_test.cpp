// What is sent for a conversation, whole bodies compared.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "model/reply_stream.h"
#include "tests/model/streams.h"

namespace wright {
namespace {

using nlohmann::json;

ModelTraits traits() {
  ModelTraits traits;
  traits.output_tokens_max = 1000;
  return traits;
}

std::string rendered(const Dialect& dialect, const std::string& stream,
                     const ModelTraits& given = traits()) {
  return dialect.render(test::conversation_with(fold_reply(dialect, stream)), "m", given);
}

TEST(RenderTest, AnthropicsBodyMarksWhatMayBeCached) {
  const std::string body = rendered(anthropic_messages(), test::kAnthropicStream);

  EXPECT_EQ(json::parse(body), json::parse(R"({
    "model": "m", "max_tokens": 1000, "stream": true,
    "tools": [{"name": "bash", "description": "runs", "input_schema": {"type": "object"}}],
    "system": [{"type": "text", "text": "be brief", "cache_control": {"type": "ephemeral"}}],
    "messages": [
      {"role": "user", "content": [
        {"type": "text", "text": "the task", "cache_control": {"type": "ephemeral"}}]},
      {"role": "assistant", "content": [
        {"type": "thinking", "thinking": "hm \u00e9", "signature": "c2ln"},
        {"type": "text", "text": "I look"},
        {"type": "tool_use", "id": "t1", "name": "bash", "input": {"command": "ls"}}]},
      {"role": "user", "content": [
        {"type": "tool_result", "tool_use_id": "t1", "content": "exit 0",
         "cache_control": {"type": "ephemeral"}}]}]})"));
}

TEST(RenderTest, ChatsBodyHasOneMessageATurn) {
  const std::string body = rendered(openai_chat(), test::kChatStream);

  EXPECT_EQ(json::parse(body), json::parse(R"({
    "model": "m", "stream": true, "stream_options": {"include_usage": true},
    "max_completion_tokens": 1000,
    "tools": [{"type": "function", "function":
      {"name": "bash", "description": "runs", "parameters": {"type": "object"}}}],
    "messages": [
      {"role": "system", "content": "be brief"},
      {"role": "user", "content": "the task"},
      {"role": "assistant", "content": "I look", "reasoning_content": "hm", "tool_calls": [
        {"id": "t1", "type": "function", "function":
          {"name": "bash", "arguments": "{ \"command\": \"ls\" }"}}]},
      {"role": "tool", "tool_call_id": "t1", "content": "exit 0"}]})"));
}

TEST(RenderTest, WhatWeSayTwiceInARowIsOneMessageOfChat) {
  Reply reply;
  reply.text = "hm";
  const Conversation conversation{"", {}, {Said{"a"}, Said{"b"}, reply, Said{"c"}, Said{"d"}}};

  const std::string body = openai_chat().render(conversation, "m", traits());

  EXPECT_EQ(json::parse(body).at("messages"), json::parse(R"([
    {"role": "user", "content": "a\n\nb"}, {"role": "assistant", "content": "hm"},
    {"role": "user", "content": "c\n\nd"}])"));
}

TEST(RenderTest, ResponsesBodySendsAllItemsAndStoresNone) {
  ModelTraits given = traits();
  given.thinking = Thinking::effort;
  const std::string body = rendered(openai_responses(), test::kResponsesStream, given);

  EXPECT_EQ(json::parse(body), json::parse(R"({
    "model": "m", "stream": true, "store": false, "max_output_tokens": 1000,
    "include": ["reasoning.encrypted_content"], "instructions": "be brief",
    "tools": [{"type": "function", "name": "bash", "description": "runs", "strict": false,
               "parameters": {"type": "object"}}],
    "input": [
      {"role": "user", "content": "the task"},
      {"type": "reasoning", "id": "r1", "summary": [], "encrypted_content": "ZW5j"},
      {"type": "message", "id": "m1", "role": "assistant", "status": "completed",
       "content": [{"type": "output_text", "text": "I look", "annotations": []}]},
      {"type": "function_call", "id": "f1", "call_id": "t1", "name": "bash",
       "arguments": "{ \"command\": \"ls\" }", "status": "completed"},
      {"type": "function_call_output", "call_id": "t1", "output": "exit 0"}]})"));
}

TEST(RenderTest, WhatAServerSentGoesBackByteForByte) {
  for (const auto& [dialect, stream] : {std::pair{anthropic_messages(), test::kAnthropicStream},
                                        {openai_chat(), test::kChatStream},
                                        {openai_responses(), test::kResponsesStream}}) {
    for (const std::string& block : fold_reply(dialect, stream).content) {
      EXPECT_NE(rendered(dialect, stream).find(block), std::string::npos) << block;
    }
  }
}

TEST(RenderTest, ALongerConversationHasTheSameBeginning) {
  Conversation longer = test::conversation_with(fold_reply(openai_chat(), test::kChatStream));
  const std::string before = openai_chat().render(longer, "m", traits());
  longer.turns.emplace_back(Said{"and now"});

  const std::string after = openai_chat().render(longer, "m", traits());

  EXPECT_EQ(after.rfind(before.substr(0, before.size() - 2), 0), 0U);
}

TEST(RenderTest, AReplyOfAnotherDialectIsToldInWords) {
  const Reply reply = fold_reply(openai_chat(), test::kChatStream);

  const std::string body =
      anthropic_messages().render(test::conversation_with(reply), "m", traits());

  EXPECT_EQ(json::parse(body)["messages"][1], json::parse(R"({"role": "assistant", "content": [
    {"type": "text", "text": "I look"},
    {"type": "tool_use", "id": "t1", "name": "bash", "input": {"command": "ls"}}]})"));
}

TEST(RenderTest, WhatTheTableSaysIsRejectedIsNotSent) {
  ModelTraits given = traits();
  given.rejects = {"max_completion_tokens", "stream_options", "reasoning_content"};

  const json body = json::parse(rendered(openai_chat(), test::kChatStream, given));

  EXPECT_FALSE(body.contains("stream_options"));
  EXPECT_FALSE(body.contains("max_completion_tokens"));
  EXPECT_EQ(body["max_tokens"], 1000);
  EXPECT_FALSE(body["messages"][2].contains("reasoning_content"));
}

TEST(RenderTest, ThinkingFollowsTheTable) {
  ModelTraits given = traits();
  given.output_tokens_max = 8000;
  given.thinking = Thinking::budget;
  const json budget = json::parse(rendered(anthropic_messages(), test::kAnthropicStream, given));
  given.thinking = Thinking::adaptive;
  const json adaptive = json::parse(rendered(anthropic_messages(), test::kAnthropicStream, given));

  EXPECT_EQ(budget["thinking"], (json{{"type", "enabled"}, {"budget_tokens", 4000}}));
  EXPECT_EQ(adaptive["thinking"], (json{{"type", "adaptive"}}));
}

TEST(RenderTest, AUrlIsTakenAsItWasMeant) {
  EXPECT_EQ(url_of(anthropic_messages(), "https://a.b/"), "https://a.b/v1/messages");
  EXPECT_EQ(url_of(anthropic_messages(), "https://a.b/proxy"), "https://a.b/proxy/v1/messages");
  EXPECT_EQ(url_of(openai_chat(), "http://[::1]:8080"), "http://[::1]:8080/v1/chat/completions");
  EXPECT_EQ(url_of(openai_chat(), "http://a/v1"), "http://a/v1/chat/completions");
  EXPECT_EQ(url_of(openai_chat(), "http://a/v1beta/openai"),
            "http://a/v1beta/openai/chat/completions");
  EXPECT_EQ(url_of(openai_responses(), "http://a"), "http://a/v1/responses");
}

}  // namespace
}  // namespace wright

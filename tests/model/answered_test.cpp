// Replies that do not stream.
#include "model/answered.h"

#include <gtest/gtest.h>

namespace wright {
namespace {

TEST(AnsweredTest, AWholeBodyIsCountedInEachDialect) {
  const Reply anthropic =
      fold_whole(anthropic_messages(),
                 R"({"type":"message","model":"m","content":[{"type":"text","text":"hi"}],)"
                 R"("stop_reason":"end_turn","usage":{"input_tokens":7,"output_tokens":2}})");
  const Reply chat = fold_whole(
      openai_chat(),
      R"({"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},)"
      R"("finish_reason":"length"}],"usage":{"prompt_tokens":11,"completion_tokens":3}})");
  const Reply responses = fold_whole(
      openai_responses(),
      R"({"model":"m","status":"completed","output":[{"type":"message","content":)"
      R"([{"type":"output_text","text":"hi"}]}],"usage":{"input_tokens":5,"output_tokens":4}})");

  EXPECT_EQ(anthropic.usage, (Usage{7, 0, 0, 2}));
  EXPECT_EQ(chat.usage, (Usage{11, 0, 0, 3}));
  EXPECT_EQ(responses.usage, (Usage{5, 0, 0, 4}));
  EXPECT_EQ(anthropic.text + chat.text + responses.text, "hihihi");
  EXPECT_EQ(anthropic.outcome, CallOutcome::ok);
  EXPECT_EQ(chat.outcome, CallOutcome::overlong);
  EXPECT_EQ(responses.outcome, CallOutcome::ok);
}

TEST(AnsweredTest, WhatIsNoReplyIsCutAndAnEstimate) {
  for (const Dialect& dialect : {anthropic_messages(), openai_chat(), openai_responses()}) {
    for (const char* body : {"", "{", "[]", "{}", R"({"status":"queued"})"}) {
      const Reply reply = fold_whole(dialect, body);
      EXPECT_TRUE(reply.usage.is_estimated) << dialect.name << body;
      EXPECT_EQ(reply.usage.input, 0) << dialect.name << body;
    }
  }
  EXPECT_EQ(fold_whole(openai_chat(), "{").outcome, CallOutcome::cut_stream);
  EXPECT_EQ(
      fold_whole(openai_responses(), R"({"status":"failed","error":{"message":"no"}})").outcome,
      CallOutcome::error_in_stream);
}

}  // namespace
}  // namespace wright

// How replies end, and what local servers do otherwise.
#include <gtest/gtest.h>

#include "model/reply_stream.h"

namespace wright {
namespace {

std::string data(const std::string& json) {
  return "data: " + json + "\n\n";
}

Reply chat(const std::string& stream) {
  return fold_reply(openai_chat(), stream);
}

TEST(FoldEndsTest, ALimitOfTokensIsOverlong) {
  EXPECT_EQ(
      chat(data(R"({"choices":[{"delta":{"content":"a"},"finish_reason":"length"}]})")).outcome,
      CallOutcome::overlong);
  EXPECT_EQ(fold_reply(anthropic_messages(),
                       data(R"({"type":"message_delta","delta":{"stop_reason":"max_tokens"}})"))
                .outcome,
            CallOutcome::overlong);
  EXPECT_EQ(fold_reply(openai_responses(),
                       data(R"({"type":"response.incomplete","response":{"status":"incomplete",)"
                            R"("incomplete_details":{"reason":"max_output_tokens"}}})"))
                .outcome,
            CallOutcome::overlong);
}

TEST(FoldEndsTest, ARefusalIsTheModelsOwn) {
  const Reply anthropic =
      fold_reply(anthropic_messages(),
                 data(R"({"type":"message_delta","delta":{"stop_reason":"refusal","stop_details":)"
                      R"({"type":"refusal","category":"cyber","explanation":"no"}}})"));
  const Reply openai =
      chat(data(R"({"choices":[{"delta":{"refusal":"I cannot"},"finish_reason":"stop"}]})"));
  const Reply responses = fold_reply(
      openai_responses(),
      data(R"({"type":"response.completed","response":{"status":"completed","output":[{"type":)"
           R"("message","content":[{"type":"refusal","refusal":"I cannot"}]}]}})"));

  EXPECT_EQ(anthropic.detail, "refused: cyber no");
  EXPECT_EQ(openai.detail, "refused: I cannot");
  EXPECT_EQ(responses.detail, "refused: I cannot");
  for (const Reply& reply : {anthropic, openai, responses}) {
    EXPECT_EQ(reply.outcome, CallOutcome::refusal);
  }
}

TEST(FoldEndsTest, OllamaSendsCallsWholeAndWithoutIds) {
  const Reply reply = chat(
      data(R"({"choices":[{"delta":{"role":"assistant","content":"","reasoning":"hm","tool_calls":)"
           R"([{"function":{"name":"bash","arguments":"{\"command\":\"ls\"}"}},)"
           R"({"function":{"name":"check","arguments":{}}}]},"finish_reason":"stop"}]})"));

  EXPECT_EQ(reply.outcome, CallOutcome::ok);
  EXPECT_EQ(reply.calls, (std::vector<ToolCall>{{"call_0", "bash", R"({"command":"ls"})"},
                                                {"call_1", "check", "{}"}}));
  EXPECT_TRUE(reply.usage.is_estimated);
}

TEST(FoldEndsTest, LlamaCppCountsInTimings) {
  const Reply reply = chat(data(R"({"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}],)"
                                R"("timings":{"prompt_n":10,"cache_n":90,"predicted_n":5}})"));

  EXPECT_EQ(reply.usage, (Usage{10, 90, 0, 5, 0, false}));
}

TEST(FoldEndsTest, ArgumentsThatAreNoJsonAreKeptAsTheyAre) {
  const Reply reply = fold_reply(
      anthropic_messages(),
      data(R"({"type":"content_block_start","index":0,"content_block":{"type":"tool_use",)"
           R"("id":"t","name":"bash","input":{}}})") +
          data(R"({"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta",)"
               R"("partial_json":"{\"command\": \"l"}})") +
          data(R"({"type":"message_stop"})"));

  EXPECT_EQ(reply.calls.at(0).arguments, R"({"command": "l)");
  EXPECT_EQ(reply.content.at(0), R"({"id":"t","name":"bash","type":"tool_use",)"
                                 R"("input":{"unreadable":"{\"command\": \"l"}})");
}

TEST(FoldEndsTest, AbsurdCountsAreNone) {
  const Reply reply =
      chat(data(R"({"choices":[{"delta":{"content":"a"},"finish_reason":"stop"}],"usage":)"
                R"({"prompt_tokens":-5,"completion_tokens":1e300,"prompt_tokens_details":7}})"));

  EXPECT_EQ(reply.usage.input, 0);
  EXPECT_TRUE(reply.usage.is_estimated);
}

}  // namespace
}  // namespace wright

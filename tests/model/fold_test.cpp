// The three streams become the same reply, wherever they are cut and whatever is doubled.
#include <gtest/gtest.h>

#include "model/reply_stream.h"
#include "tests/model/streams.h"

namespace wright {
namespace {

struct Sample {
  Dialect dialect;
  const std::string& stream;
  std::string stop;
  std::vector<std::string> content;
};

std::vector<Sample> samples() {
  return {{anthropic_messages(),
           test::kAnthropicStream,
           "tool_use",
           {R"({"signature":"c2ln","thinking":"hm \u00e9","type":"thinking"})",
            R"({"text":"I look","type":"text"})",
            R"({"id":"t1","name":"bash","type":"tool_use","input":{ "command": "ls" }})"}},
          {openai_chat(),
           test::kChatStream,
           "tool_calls",
           {R"({"content":"I look","reasoning_content":"hm","role":"assistant","tool_calls":)"
            R"([{"function":{"arguments":"{ \"command\": \"ls\" }","name":"bash"},"id":"t1",)"
            R"("type":"function"}]})"}},
          {openai_responses(),
           test::kResponsesStream,
           "completed",
           {R"({"encrypted_content":"ZW5j","id":"r1","summary":[],"type":"reasoning"})",
            R"({"content":[{"annotations":[],"text":"I look","type":"output_text"}],"id":"m1",)"
            R"("role":"assistant","status":"completed","type":"message"})",
            R"({"arguments":"{ \"command\": \"ls\" }","call_id":"t1","id":"f1","name":"bash",)"
            R"("status":"completed","type":"function_call"})"}}};
}

Reply expected(const Sample& sample) {
  Reply reply;
  reply.dialect = sample.dialect.name;
  reply.text = "I look";
  reply.calls = {{"t1", "bash", R"({ "command": "ls" })"}};
  reply.content = sample.content;
  reply.stop = sample.stop;
  reply.model = sample.dialect.name == "anthropic" ? "claude-x" : "m";
  reply.usage = test::usage_in_streams();
  return reply;
}

Reply fold_in_two(const Dialect& dialect, const std::string& stream, std::size_t at) {
  ReplyStream reply(dialect.make_fold());
  reply.take(stream.substr(0, at));
  reply.take(stream.substr(at));
  return reply.finish();
}

TEST(FoldTest, AWholeStreamIsAReply) {
  for (const Sample& sample : samples()) {
    EXPECT_EQ(fold_reply(sample.dialect, sample.stream), expected(sample)) << sample.dialect.name;
  }
}

TEST(FoldTest, PiecesMakeNoDifference) {
  for (const Sample& sample : samples()) {
    for (std::size_t at = 0; at <= sample.stream.size(); at += 3) {
      ASSERT_EQ(fold_in_two(sample.dialect, sample.stream, at), expected(sample))
          << sample.dialect.name << " at " << at;
    }
  }
}

// A reply that lost its usage alone is whole, and its usage an estimate.
TEST(FoldTest, AStreamThatIsCutAtAnyByteIsCutOrWholeAndNeverWrong) {
  for (const Sample& sample : samples()) {
    for (std::size_t size = 0; size < sample.stream.size(); ++size) {
      const Reply reply = fold_reply(sample.dialect, sample.stream.substr(0, size));
      if (reply.outcome == CallOutcome::ok) {
        EXPECT_EQ(reply.calls, expected(sample).calls) << sample.dialect.name << " at " << size;
      } else {
        EXPECT_EQ(reply.outcome, CallOutcome::cut_stream) << sample.dialect.name << " at " << size;
        EXPECT_TRUE(reply.usage.is_estimated);
      }
    }
  }
}

TEST(FoldTest, EventsThatNobodyKnowsAreIgnored) {
  for (const Sample& sample : samples()) {
    const std::string more = "event: new\ndata: {\"type\":\"new_thing\",\"choices\":[]}\n\n";
    EXPECT_EQ(fold_reply(sample.dialect, more + sample.stream), expected(sample));
  }
}

TEST(FoldTest, DoubledEventsOfResponsesCountOnce) {
  std::string doubled;
  std::string rest = test::kResponsesStream;
  for (std::size_t end = 0; (end = rest.find("\n\n")) != std::string::npos;) {
    const std::string event = rest.substr(0, end + 2);
    doubled += event + event;
    rest.erase(0, end + 2);
  }

  EXPECT_EQ(fold_reply(openai_responses(), doubled), expected(samples().at(2)));
}

TEST(FoldTest, WhatComesAfterTheEndIsNotRead) {
  for (const Sample& sample : samples()) {
    EXPECT_EQ(fold_reply(sample.dialect, sample.stream + sample.stream), expected(sample));
  }
}

TEST(FoldTest, AnEventThatIsNoJsonIsNamed) {
  for (const Sample& sample : samples()) {
    for (const char* bad : {"data: {\"type\n\n", "data: 7\n\n", "data: \xff\n\n"}) {
      const Reply reply = fold_reply(sample.dialect, bad + sample.stream);
      EXPECT_EQ(reply.outcome, CallOutcome::malformed_event) << sample.dialect.name << bad;
    }
  }
}

TEST(FoldTest, AnErrorInMidStreamIsNamedWithWhatItSays) {
  const Reply anthropic = fold_reply(
      anthropic_messages(),
      "data: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":7}}}\n\n"
      "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\","
      "\"message\":\"busy\"}}\n\n");
  const Reply ollama =
      fold_reply(openai_chat(), "data: {\"choices\":[]}\n\n{\"error\":\"out of memory\"}\n");
  const Reply responses = fold_reply(
      openai_responses(),
      "data: {\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"server_error\","
      "\"message\":\"sorry\"}}}\n\n");

  EXPECT_EQ(ollama.outcome, CallOutcome::error_in_stream);
  EXPECT_EQ(ollama.detail, "out of memory");
  EXPECT_EQ(responses.outcome, CallOutcome::error_in_stream);
  EXPECT_EQ(responses.detail, "server_error: sorry");
  EXPECT_EQ(anthropic.outcome, CallOutcome::error_in_stream);
  EXPECT_EQ(anthropic.detail, "overloaded_error: busy");
  EXPECT_EQ(anthropic.usage.input, 7);
}

TEST(FoldTest, AHugeEventIsRefused) {
  const Reply reply = fold_reply(openai_chat(), "data: " + std::string(10 << 20, 'x'));

  EXPECT_EQ(reply.outcome, CallOutcome::oversized);
}

}  // namespace
}  // namespace wright

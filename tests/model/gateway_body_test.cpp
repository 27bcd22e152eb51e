// What becomes of a CLI's body on its way to the model.
#include "model/gateway_body.h"

#include <gtest/gtest.h>

namespace wright {
namespace {

HttpModelSettings settings_of(Dialect dialect) {
  HttpModelSettings settings;
  settings.dialect = std::move(dialect);
  settings.model = "meant";
  return settings;
}

std::string passed_on(Dialect dialect, const std::string& text, std::int64_t cap = 0) {
  const HttpModelSettings settings = settings_of(std::move(dialect));
  const Result<GatewayBody> body = GatewayBody::read(settings, text);
  return body ? body->text(settings, {cap, {}}) : "error: " + body.error().message;
}

TEST(GatewayBodyTest, OnlyTheModelIsAnotherAndTheOrderStays) {
  const std::string text =
      R"({"z":[1,2.50,{"b":null,"a":"\u00e9\n"}],"model":"asked","max_tokens":9,"a":true})";

  EXPECT_EQ(passed_on(anthropic_messages(), text),
            "{\"z\":[1,2.5,{\"b\":null,\"a\":\"\xc3\xa9\\n\"}],\"model\":\"meant\","
            "\"max_tokens\":9,\"a\":true}");
}

TEST(GatewayBodyTest, AChatStreamIsMadeToCount) {
  EXPECT_EQ(passed_on(openai_chat(), R"({"model":"m","stream":true})"),
            R"({"model":"meant","stream":true,"stream_options":{"include_usage":true}})");
  EXPECT_EQ(
      passed_on(openai_chat(),
                R"({"model":"m","stream":true,"stream_options":{"include_usage":false,"x":1}})"),
      R"({"model":"meant","stream":true,"stream_options":{"include_usage":true,"x":1}})");
  EXPECT_EQ(passed_on(openai_chat(), R"({"model":"m","stream":false})"),
            R"({"model":"meant","stream":false})");
  EXPECT_EQ(passed_on(openai_responses(), R"({"model":"m","stream":true})"),
            R"({"model":"meant","stream":true})");
}

TEST(GatewayBodyTest, ABudgetLowersALimitOrSetsOne) {
  EXPECT_EQ(passed_on(anthropic_messages(), R"({"model":"m","max_tokens":900})", 100),
            R"({"model":"meant","max_tokens":100})");
  EXPECT_EQ(passed_on(anthropic_messages(), R"({"model":"m","max_tokens":90})", 100),
            R"({"model":"meant","max_tokens":90})");
  EXPECT_EQ(passed_on(openai_chat(), R"({"model":"m"})", 100),
            R"({"model":"meant","max_completion_tokens":100})");
  EXPECT_EQ(passed_on(openai_responses(), R"({"model":"m","max_output_tokens":null})", 100),
            R"({"model":"meant","max_output_tokens":100})");
}

TEST(GatewayBodyTest, TheBoundIsATokenAByteAndTheLimitThatWasAskedFor) {
  HttpModelSettings settings = settings_of(openai_chat());
  const std::string text = R"({"model":"m","max_tokens":900,"max_completion_tokens":800})";
  const GatewayBody body = GatewayBody::read(settings, text).value();
  settings.traits.output_tokens_max = 5000;
  const GatewayBody open = GatewayBody::read(settings, R"({"model":"m"})").value();

  const CallBound bound = body.bound(settings);

  EXPECT_EQ(bound.input_tokens, static_cast<std::int64_t>(body.text(settings, {}).size()) + 1024);
  EXPECT_EQ(bound.output_tokens, 800);
  EXPECT_EQ(bound.cap_tokens_max, 800);
  EXPECT_EQ(open.bound(settings).output_tokens, 5000);
  settings.traits.rejects = {"max_tokens", "max_completion_tokens"};
  EXPECT_EQ(open.bound(settings).cap_tokens_max, 0) << "no budget can hold it";
}

TEST(GatewayBodyTest, WhatNoBoundHoldsIsRefusedByName) {
  for (const auto& [text, what] : std::initializer_list<std::pair<const char*, const char*>>{
           {R"({"previous_response_id":"resp_1"})", "previous_response_id"},
           {R"({"conversation":{"id":"c"}})", "conversation"},
           {R"({"background":true})", "background"},
           {R"({"mcp_servers":[{"url":"https://x"}]})", "mcp_servers"},
           {R"({"n":2})", "n"},
           {R"({"service_tier":"priority"})", "service_tier priority"},
           {R"({"tools":[{"type":"function"},{"type":"web_search_20260101"}]})",
            "the server's own tool web_search_20260101"},
           {R"({"tools":[{"type":"mcp"}]})", "the server's own tool mcp"}}) {
    EXPECT_EQ(
        passed_on(openai_responses(), text),
        std::string("error: ") + what + " is not passed on: no budget could bound what it costs");
  }
  for (
      const char* text :
      {R"({"previous_response_id":null,"background":false,"mcp_servers":[],"n":1})",
       R"({"tools":[{"type":"function"},{"type":"custom"},{"type":"local_shell"},{"name":"t"}]})"}) {
    EXPECT_EQ(passed_on(openai_responses(), text).rfind("error", 0), std::string::npos) << text;
  }
}

TEST(GatewayBodyTest, WhatIsNoBodyIsAnError) {
  for (const std::string& text :
       {std::string(), std::string("[]"), std::string("{"), std::string("{}x"),
        std::string("{\"a\":\"\xff\"}"), std::string(100, '[') + std::string(100, ']')}) {
    EXPECT_EQ(passed_on(openai_chat(), text), "error: the body is no JSON object") << text;
  }
  EXPECT_EQ(passed_on(openai_chat(), R"({"max_tokens":"9"})"),
            "error: max_tokens is no number of tokens");
  EXPECT_EQ(passed_on(openai_chat(), R"({"max_tokens":-9})"),
            "error: max_tokens is no number of tokens");
}

}  // namespace
}  // namespace wright

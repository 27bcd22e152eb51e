// The two shapes of a mailbox's files.
#include "model/mail.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace wright {
namespace {

using nlohmann::json;

const json kLsCall = {{"id", "a"}, {"name", "bash"}, {"arguments", {{"command", "ls"}}}};

ModelRequest some_request() {
  ModelRequest request{TaskId{"sum"}, 1, 2, {}, {1000, std::chrono::milliseconds(5)}};
  request.conversation.system = "be careful";
  request.conversation.tools = {{"bash", "a shell", R"({"type":"object"})"}};
  request.conversation.turns = {Said{"the brief"}};
  return request;
}

std::string reply_with(json fields) {
  fields["id"] = mail_id(some_request());
  return fields.dump();
}

TEST(MailTest, ARequestTellsTheConversationAsItWas) {
  ModelRequest request = some_request();
  Reply reply;
  reply.text = "I look.";
  reply.calls = {{"a", "bash", R"({"command":"ls"})"}, {"b", "bash", "no JSON"}};
  request.conversation.turns.emplace_back(reply);
  request.conversation.turns.emplace_back(Answered{{{"a", "exit 0", false}, {"b", "no", true}}});

  const json mail = json::parse(mail_request(request, 12));

  EXPECT_EQ(mail["number"], 12);
  EXPECT_EQ(mail["id"], mail_id(request));
  EXPECT_EQ(mail["turn"], 2);
  EXPECT_EQ(mail["tools"][0]["parameters"], json::parse(R"({"type":"object"})"));
  EXPECT_EQ(mail["caps"], json::parse(R"({"output_tokens_max":1000,"time_ms_max":5})"));
  EXPECT_EQ(mail["turns"], json::parse(R"([
      {"said":"the brief"},
      {"replied":{"text":"I look.","calls":[
          {"id":"a","name":"bash","arguments":{"command":"ls"}},
          {"id":"b","name":"bash","arguments":"no JSON"}]}},
      {"answered":[{"call":"a","text":"exit 0","is_error":false},
                   {"call":"b","text":"no","is_error":true}]}])"));
}

TEST(MailTest, AnIdIsOfWhatIsAskedAndNotOfWhatABudgetLeaves) {
  ModelRequest capped = some_request();
  capped.caps = {};
  ModelRequest other = some_request();
  other.turn = 3;

  EXPECT_EQ(mail_id(capped), mail_id(some_request()));
  EXPECT_NE(mail_id(other), mail_id(some_request()));
  EXPECT_EQ(mail_id_in(mail_request(other, 1)).value(), mail_id(other));
  EXPECT_FALSE(mail_id_in("[]"));
}

TEST(MailTest, AReplyHasTextCallsAndUsage) {
  const auto reply = mail_reply(
      reply_with(
          {{"text", "I look."}, {"calls", {kLsCall}}, {"usage", {{"input", 9}, {"output", 1}}}}),
      some_request());

  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->text, "I look.");
  EXPECT_EQ(reply->calls, (std::vector<ToolCall>{{"a", "bash", R"({"command":"ls"})"}}));
  EXPECT_EQ(reply->usage, (Usage{9, 0, 0, 1, 0, false}));
  EXPECT_EQ(reply->outcome, CallOutcome::ok);
}

TEST(MailTest, WhatDoesNotFitSaysWhatWouldBeRight) {
  json text_arguments = kLsCall;
  text_arguments["arguments"] = "ls";
  json nameless = kLsCall;
  nameless["name"] = "";
  for (const auto& [text, why] : std::vector<std::pair<std::string, std::string>>{
           {R"({"id":"00","text":"hi"})", "is to another request: its id must be \""},
           {R"({"text":"hi"})", "lacks \"id\""},
           {reply_with(json::object()), "says nothing: give a \"text\""},
           {reply_with({{"text", 7}}), "\"text\" has the wrong type"},
           {reply_with({{"tool_calls", 1}}), "has calls, id, text, usage, nothing else; not"},
           {reply_with({{"calls", {kLsCall, kLsCall}}}), "two calls have the id \"a\""},
           {reply_with({{"calls", {text_arguments}}}), "of a call is a JSON object"},
           {reply_with({{"calls", {nameless}}}), "\"name\" has 1 to 64 bytes"},
           {reply_with({{"calls", std::vector<json>(65, kLsCall)}}), "a list of at most 64 calls"},
           {reply_with({{"text", "x"}, {"usage", {{"input", -1}}}}), "is a count of tokens"},
           {"[]", "a reply is a JSON object"},
           {"{", "malformed JSON"},
           {std::string(100, '['), "deeper than 64 levels"}}) {
    const auto reply = mail_reply(text, some_request());
    ASSERT_FALSE(reply) << text;
    EXPECT_NE(reply.error().message.find(why), std::string::npos) << reply.error().message;
  }
}

TEST(MailTest, WithoutToolsACallIsWrittenInText) {
  ModelRequest request = some_request();
  request.conversation.tools.clear();
  json mail{{"id", mail_id(request)}, {"calls", {kLsCall}}};

  const auto reply = mail_reply(mail.dump(), request);

  ASSERT_FALSE(reply);
  EXPECT_NE(reply.error().message.find("write the command in \"text\""), std::string::npos);
}

}  // namespace
}  // namespace wright

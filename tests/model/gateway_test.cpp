// An agent CLI's calls, between it and the model.
#include "model/gateway.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/reply_stream.h"
#include "tests/model/served.h"
#include "tests/model/streams.h"

namespace wright {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const std::string kKey = "sk-canary-0123";
const std::string kBearer = "Authorization: Bearer token-1\r\n";

// Answers what it is told, a byte at a time.
class FakeTransport final : public Transport {
 public:
  explicit FakeTransport(HttpAnswer answer) : answer_(std::move(answer)) {}

  Result<HttpAnswer> send(const HttpRequest& request, const OnBytes& on_bytes) override {
    seen.push_back(request);
    for (const char byte : answer_.body) {
      if (answer_.status == 200 && !on_bytes(std::string_view(&byte, 1))) break;
    }
    return answer_;
  }

  std::vector<HttpRequest> seen;

 private:
  HttpAnswer answer_;
};

class GatewayTest : public ::testing::Test {
 protected:
  // What a client hears of one request to a gateway over this answer of the server.
  std::string heard(const HttpAnswer& answer, const std::string& request,
                    Dialect dialect = openai_chat()) {
    HttpModelSettings settings;
    settings.dialect = std::move(dialect);
    settings.url = "https://server/v1/chat/completions";
    settings.model = "meant";
    settings.key = Secret{kKey};
    auto transport = std::make_unique<FakeTransport>(answer);
    transport_ = transport.get();
    gateway_.emplace(std::move(settings), Secret{std::string("token-1")}, std::move(transport),
                     GatewayDesk{[this](const CallBound& bound) {
                                   bounds_.push_back(bound);
                                   return caps_;
                                 },
                                 [this](const Exchange& exchange) {
                                   exchanges_.push_back(exchange);
                                   return Result<void>();
                                 }});
    test::Served server(
        [this](const HttpCall& call, Responder& client) { gateway_->answer(call, client); });
    std::string said = test::asked(server, request);
    server.stop();
    return said;
  }
  static HttpAnswer finished(int status, const std::string& body) {
    return {HttpEnd::finished, status, {}, body, ""};
  }
  static std::string chat(const std::string& body = R"({"model":"any","stream":true})") {
    return test::post("/v1/chat/completions", kBearer, body);
  }

  Result<CallCaps> caps_ = CallCaps{};
  std::vector<CallBound> bounds_;
  std::vector<Exchange> exchanges_;
  std::optional<Gateway> gateway_;
  FakeTransport* transport_ = nullptr;
};

TEST_F(GatewayTest, AStreamGoesOnAsItCameAndIsCounted) {
  const std::string said = heard(finished(200, test::kChatStream), chat());

  EXPECT_THAT(said, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(said, HasSubstr("content-type: text/event-stream\r\n"));
  EXPECT_THAT(said, EndsWith("\r\n0\r\n\r\n"));
  ASSERT_EQ(exchanges_.size(), 1U);
  EXPECT_EQ(exchanges_[0].reply->raw, test::kChatStream);
  EXPECT_EQ(exchanges_[0].reply->reply, fold_reply(openai_chat(), test::kChatStream));
  EXPECT_EQ(exchanges_[0].request, transport_->seen.at(0).body);
  EXPECT_THAT(exchanges_[0].request, HasSubstr(R"("model":"meant")"));
}

TEST_F(GatewayTest, TheKeyIsAddedHereAndComesBackFromNowhere) {
  const std::string refused =
      heard(finished(401, R"({"error":{"message":"no such key: sk-canary-0123"}})"), chat());
  const std::string streamed = heard(
      finished(200, "data: {\"x\":\"sk-canary-0123 sk-can sk-canary-\"}\n\ndata: [DONE]\n\nsk-c"),
      chat());

  EXPECT_EQ(transport_->seen.at(0).key.reveal(), kKey);
  EXPECT_THAT(transport_->seen.at(0).headers, Not(::testing::Contains(HasSubstr("token-1"))));
  EXPECT_THAT(refused, StartsWith("HTTP/1.1 401 "));
  EXPECT_THAT(refused, HasSubstr("no such key: [key]"));
  EXPECT_THAT(streamed, Not(HasSubstr(kKey)));
  EXPECT_THAT(exchanges_.at(0).reply->raw, Not(HasSubstr(kKey)));
  EXPECT_THAT(exchanges_.at(1).reply->raw, Not(HasSubstr(kKey)));
}

TEST_F(GatewayTest, ABodyThatDoesNotStreamIsCountedToo) {
  const HttpAnswer answer = finished(
      200, R"({"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},)"
           R"("finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":3}})");

  const std::string said = heard(answer, chat(R"({"model":"any"})"));

  EXPECT_THAT(said, HasSubstr("content-type: application/json\r\n"));
  EXPECT_EQ(exchanges_.at(0).reply->reply.usage, (Usage{11, 0, 0, 3}));
  EXPECT_EQ(exchanges_.at(0).reply->reply.outcome, CallOutcome::ok);
}

TEST_F(GatewayTest, WhatAClientAsksOfANewVersionGoesAlong) {
  const std::string headers = "x-api-key: token-1\r\nanthropic-beta: b-1\r\n";
  heard(finished(200, "{}"), test::post("/v1/messages?beta=true", headers, R"({"max_tokens":5})"),
        anthropic_messages());

  EXPECT_THAT(transport_->seen.at(0).headers, ::testing::Contains("anthropic-beta: b-1"));
}

TEST_F(GatewayTest, WithoutTheTokenNothingIsAnswered) {
  const std::string body = R"({"model":"any"})";
  for (const char* headers : {"", "Authorization: Bearer other\r\n", "x-api-key: sk-canary\r\n",
                              "Authorization: token-1\r\n"}) {
    const std::string request = test::post("/v1/chat/completions", headers, body);
    EXPECT_THAT(heard(finished(200, ""), request), StartsWith("HTTP/1.1 401 "));
    EXPECT_TRUE(transport_->seen.empty());
  }
  EXPECT_TRUE(bounds_.empty());
}

TEST_F(GatewayTest, OtherPathsAreNotFoundAndTheModelIsListed) {
  for (const char* path : {"/v1/messages", "/v1/responses", "/v1/files", "/", "/v1/../v1/models",
                           "/v1/chat/completions/x"}) {
    EXPECT_THAT(heard(finished(200, ""), test::post(path, kBearer, "{}")),
                StartsWith("HTTP/1.1 404 "))
        << path;
  }
  const std::string list = "GET /models HTTP/1.1\r\n" + kBearer + "\r\n";
  EXPECT_THAT(heard(finished(200, ""), list), HasSubstr(R"("id":"meant")"));
  EXPECT_THAT(
      heard(finished(200, test::kChatStream), test::post("/chat/completions", kBearer, "{}")),
      StartsWith("HTTP/1.1 200 "));
}

TEST_F(GatewayTest, ASpentBudgetIsToldAndNothingIsSent) {
  caps_ = Error{ErrorKind::budget, "the budget is spent: nothing is left"};

  const std::string said = heard(finished(200, ""), chat());

  EXPECT_THAT(said, StartsWith("HTTP/1.1 402 "));
  EXPECT_THAT(said, HasSubstr("the budget is spent: nothing is left"));
  EXPECT_TRUE(transport_->seen.empty() && exchanges_.empty());
}

TEST_F(GatewayTest, ABudgetLimitsTheReplyAndTheTime) {
  caps_ = CallCaps{77, std::chrono::milliseconds(5000)};

  heard(finished(200, test::kChatStream), chat());

  EXPECT_THAT(transport_->seen.at(0).body, HasSubstr(R"("max_completion_tokens":77)"));
  EXPECT_EQ(transport_->seen.at(0).limits.total, std::chrono::milliseconds(5000));
}

TEST_F(GatewayTest, AServersRefusalComesWithItsHints) {
  HttpAnswer answer = finished(429, R"({"error":{"message":"slow down"}})");
  answer.headers = {{"retry-after", "3"}, {"set-cookie", "no"}};

  const std::string said = heard(answer, chat());

  EXPECT_THAT(said, StartsWith("HTTP/1.1 429 Too Many Requests\r\nretry-after: 3\r\n"));
  EXPECT_THAT(said, Not(HasSubstr("set-cookie")));
  EXPECT_EQ(exchanges_.at(0).reply->reply.outcome, CallOutcome::rate_limited);
  EXPECT_EQ(exchanges_.at(0).reply->reply.usage, Usage{});
}

TEST_F(GatewayTest, ACutStreamHasNoEndAndIsAnEstimate) {
  const std::string said =
      heard({HttpEnd::cut, 200, {}, test::kChatStream.substr(0, 200), "reset"}, chat());
  const std::string lost = heard({HttpEnd::unreachable, 0, {}, "", "no route"}, chat());

  EXPECT_THAT(said, Not(EndsWith("0\r\n\r\n")));
  EXPECT_EQ(exchanges_.at(0).reply->reply.outcome, CallOutcome::cut_stream);
  EXPECT_TRUE(exchanges_.at(0).reply->reply.usage.is_estimated);
  EXPECT_THAT(lost, StartsWith("HTTP/1.1 502 "));
  EXPECT_EQ(exchanges_.at(1).reply->reply.outcome, CallOutcome::unreachable);
}

}  // namespace
}  // namespace wright

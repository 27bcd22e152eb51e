// What a call can come to at most is known before it is made.
#include <gtest/gtest.h>

#include "model/http_model.h"
#include "model/reply_stream.h"
#include "tests/model/streams.h"

namespace wright {
namespace {

class NoTransport final : public Transport {
 public:
  Result<HttpAnswer> send(const HttpRequest&, const OnBytes&) override {
    return Error{ErrorKind::io, "nobody is asked"};
  }
};

CallBound bound_of(const Conversation& conversation, const ModelTraits& traits = {},
                   const CallCaps& caps = {}) {
  HttpModelSettings settings;
  settings.dialect = openai_chat();
  settings.model = "m";
  settings.traits = traits;
  const auto model = make_http_model(std::move(settings), std::make_unique<NoTransport>());
  ModelRequest request;
  request.conversation = conversation;
  request.caps = caps;
  return model->bound_of(request).value();
}

std::int64_t body_bytes(const Conversation& conversation) {
  return static_cast<std::int64_t>(openai_chat().render(conversation, "m", {}).size());
}

Conversation after(const Usage& usage) {
  Reply reply = fold_reply(openai_chat(), test::kChatStream);
  reply.model = "m-2026";
  reply.usage = usage;
  return test::conversation_with(reply);
}

TEST(CallBoundTest, AFirstPromptHasAtMostATokenAByteAndWhatTheServerAdds) {
  Conversation first;
  first.turns.emplace_back(Said{std::string(5000, 'x')});

  EXPECT_EQ(bound_of(first).input_tokens, body_bytes(first) + 1024);
}

TEST(CallBoundTest, WhatTheServerHasCountedIsKnownAndOnlyWhatIsNewIsBytes) {
  Conversation longer = after({700, 200, 100, 50, 0, false});
  longer.turns.front() = Said{std::string(50'000, 'x')};

  const std::int64_t bound = bound_of(longer).input_tokens;

  EXPECT_GT(bound, 1000);
  EXPECT_LT(bound, 3000);
}

TEST(CallBoundTest, AGuessOrAnotherModelsCountIsNone) {
  const Conversation guessed = after({700, 200, 100, 50, 0, true});
  Conversation other = after({700, 200, 100, 50, 0, false});
  std::get<Reply>(other.turns.at(1)).model = "another";

  EXPECT_EQ(bound_of(guessed).input_tokens, body_bytes(guessed) + 1024);
  EXPECT_EQ(bound_of(other).input_tokens, body_bytes(other) + 1024);
}

TEST(CallBoundTest, AReplyIsBoundByItsCap) {
  ModelTraits traits;
  traits.output_tokens_max = 1000;

  EXPECT_EQ(bound_of({}, traits).output_tokens, 1000);
  EXPECT_EQ(bound_of({}, traits, {300}).output_tokens, 300);
  EXPECT_EQ(bound_of({}, {}, {300}).output_tokens, 300);
  traits.rejects = {"max_tokens", "max_completion_tokens"};
  EXPECT_EQ(bound_of({}, traits).cap_tokens_max, 0);
}

}  // namespace
}  // namespace wright

// A reply as the journal keeps it.
#include "core/reply.h"

#include <gtest/gtest.h>

namespace wright {
namespace {

Reply full() {
  return {"anthropic",
          CallOutcome::overlong,
          "cut",
          "text \xC3\xA9",
          {{"t1", "bash", "{ \"command\": 1 }"}},
          {R"({"type":"text"})"},
          "max_tokens",
          "m",
          {1, 2, 3, 4, 5, true}};
}

TEST(ReplyTest, ARecordIsReadBackAsItWas) {
  for (const Reply& reply : {full(), Reply{}}) {
    const Result<Reply> read = reply_from_record(reply_record(reply));

    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, reply);
  }
}

TEST(ReplyTest, ARecordHasOneSpelling) {
  EXPECT_EQ(reply_record(full()),
            R"({"calls":[{"arguments":"{ \"command\": 1 }","id":"t1","name":"bash"}],)"
            R"("content":["{\"type\":\"text\"}"],"detail":"cut","dialect":"anthropic",)"
            R"("model":"m","outcome":"overlong","stop":"max_tokens","text":"text \u00e9",)"
            R"("usage":{"cache_written":3,"cached":2,"input":1,"is_estimated":true,)"
            R"("output":4,"reasoning":5}})");
}

TEST(ReplyTest, WhatIsNoRecordIsAnError) {
  for (const char* bad : {"", "{}", "[]", R"({"dialect":"x"})"}) {
    EXPECT_FALSE(reply_from_record(bad)) << bad;
  }
  std::string record = reply_record(full());
  record.replace(record.find("overlong"), 8, "cheerful");
  EXPECT_FALSE(reply_from_record(record));
}

TEST(ReplyTest, EveryOutcomeHasAWord) {
  for (int value = 0; value <= static_cast<int>(CallOutcome::cancelled); ++value) {
    EXPECT_FALSE(word_of(static_cast<CallOutcome>(value)).empty());
  }
}

}  // namespace
}  // namespace wright

// The table of models, ours and a user's.
#include "model/traits.h"

#include <gtest/gtest.h>

#include "base/files.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

class TraitsTest : public ::testing::Test {
 protected:
  TraitsTest() : scratch_(TempDirectory::make(testing::TempDir(), "models").value()) {}
  Result<ModelTable> load(const std::string& text) const {
    EXPECT_TRUE(write_file(scratch_.path() / "models.yaml", text));
    return ModelTable::load(scratch_.path() / "models.yaml");
  }
  TempDirectory scratch_;
};

TEST_F(TraitsTest, TheLongestGlobThatMatchesCounts) {
  const ModelTable table =
      load("models:\n  a*: {context: 1}\n  a-b*: {context: 2}\n  a-b-c: {context: 3}\n").value();

  EXPECT_EQ(table.traits_of("a-x").context_tokens, 1);
  EXPECT_EQ(table.traits_of("a-b-x").context_tokens, 2);
  EXPECT_EQ(table.traits_of("a-b-c").context_tokens, 3);
  EXPECT_EQ(table.traits_of("x"), ModelTraits{});
}

TEST_F(TraitsTest, ARowSaysHowLongAServerMayBeSilent) {
  EXPECT_EQ(load("models: {a: {idle_ms: 200}}")->traits_of("a").idle_ms, 200);
}

TEST_F(TraitsTest, AnUnknownModelHasAnUnknownPrice) {
  EXPECT_FALSE(load("models: {}").value().traits_of("x").price);
}

TEST_F(TraitsTest, AUsersRowsLieOverOurs) {
  ModelTable table = load("models: {a: {context: 1}, b: {context: 2}}").value();
  table.override_with(load("models: {b: {context: 9, tools: false}}").value());

  EXPECT_EQ(table.traits_of("a").context_tokens, 1);
  EXPECT_EQ(table.traits_of("b").context_tokens, 9);
  EXPECT_FALSE(table.traits_of("b").has_tools);
}

TEST_F(TraitsTest, WhatIsNoTableIsRefusedWithItsLine) {
  for (const char* bad :
       {"", "[]", "models: 7", "models: {a: 7}", "models: {a: {size: 1}}",
        "models: {a: {context: -1}}", "models: {a: {context: 1.5}}",
        "models: {a: {thinking: hard}}", "models: {a: {rejects: x}}",
        "models: {a: {price: {input: 1}}}", "models: {a: {}, a: {}}", "models: {a: [}"}) {
    const auto table = load(bad);
    ASSERT_FALSE(table) << bad;
    EXPECT_NE(table.error().message.find("models.yaml:1: "), std::string::npos)
        << bad << ": " << table.error().message;
  }
}

TEST_F(TraitsTest, APriceIsWholeAndHasItsSource) {
  const std::string price = "price: {input: 1, cached: 2, cache_written: 3, output: 4}";

  const ModelTable table = load("models: {a: {" + price + ", source: page, date: today}}").value();

  EXPECT_EQ(table.traits_of("a").price, (Price{1, 2, 3, 4}));
  EXPECT_FALSE(load("models: {a: {" + price + ", source: page}}"));
  EXPECT_FALSE(load("models: {a: {" + price + ", date: today}}"));
  EXPECT_FALSE(load("models: {a: {price: {input: 1, cached: 2, cache_written: 3}}}"));
  EXPECT_FALSE(
      load("models: {a: {price: {input: 1, cached: 2, cache_written: 3, output: 4, b: 5}, "
           "source: page, date: today}}"));
}

TEST_F(TraitsTest, OursCanBeReadAndEachRowHasItsSource) {
  const ModelTable table =
      ModelTable::load(fs::path(WRIGHT_SOURCE_DIR) / "orchestrator/model/models.yaml").value();

  const ModelTraits opus = table.traits_of("claude-opus-5");

  EXPECT_EQ(opus.thinking, Thinking::adaptive);
  EXPECT_EQ(opus.price, (Price{5'000'000, 500'000, 6'250'000, 25'000'000}));
  EXPECT_FALSE(table.traits_of("claude-sonnet-9").price);
  for (const auto& [name, traits] : table.rows()) {
    EXPECT_EQ(traits.source.rfind("https://", 0), 0U) << name;
    EXPECT_EQ(traits.date.rfind("20", 0), 0U) << name;
  }
}

}  // namespace
}  // namespace wright

// What servers of local models tell of the one that is meant.
#include "model/local_model.h"

#include <gtest/gtest.h>

#include "tests/model/known_addresses.h"

namespace wright {
namespace {

const std::string kHex(64U, 'a');

std::optional<LocalModel> told_by(std::map<std::string, std::string> bodies,
                                  const std::string& url = "http://127.0.0.1:9/v1/x") {
  test::KnownAddresses addresses(std::move(bodies));
  return ask_local_model(addresses, url, "m");
}

TEST(LocalModelTest, OllamaTellsTheDigestOfTheModelThatIsMeant) {
  const auto local =
      told_by({{"http://127.0.0.1:9/api/tags",
                R"({"models": [{"name": "n", "digest": "b"}, {"name": "m:latest", "digest": ")" +
                    kHex + R"(", "size": 7, "details": {"quantization_level": "Q4"}}]})"}});

  ASSERT_TRUE(local);
  EXPECT_EQ(*local, (LocalModel{"Ollama",
                                "sha256:" + kHex,
                                {},
                                {{"name", "m:latest"}, {"quantization", "Q4"}, {"size", "7"}}}));
}

TEST(LocalModelTest, VllmTellsItsRootAndLlamaItsFile) {
  const auto vllm = told_by(
      {{"http://127.0.0.1:9/v1/models",
        R"({"data": [{"id": "m", "owned_by": "vllm", "root": "org/m", "max_model_len": 9}]})"}});
  const auto llama =
      told_by({{"http://127.0.0.1:9/props", R"({"model_path": "/m.gguf", "total_slots": 2})"}});

  EXPECT_EQ(vllm, (LocalModel{"vLLM", "", {}, {{"context", "9"}, {"root", "org/m"}}}));
  EXPECT_EQ(llama, (LocalModel{"llama.cpp", "", "/m.gguf", {{"slots", "2"}}}));
}

TEST(LocalModelTest, WhatIsNoneIsLeftOut) {
  const std::map<std::string, std::string> props{{"https://far/props", R"({"model_path": "/m"})"}};

  EXPECT_FALSE(told_by(props, "https://far/v1/x")) << "only this machine is asked";
  EXPECT_FALSE(told_by({}));
  for (const char* odd : {"[]", "7", R"({"models": 7})", R"({"models": [7, {"name": 3}]})"}) {
    EXPECT_FALSE(told_by({{"http://127.0.0.1:9/api/tags", odd}})) << odd;
  }
  const auto local =
      told_by({{"http://127.0.0.1:9/api/tags",
                R"({"models": [{"name": "m", "digest": "\u001b[31m", "details": 7}]})"}});
  ASSERT_TRUE(local);
  EXPECT_EQ(local->digest, "");
}

}  // namespace
}  // namespace wright

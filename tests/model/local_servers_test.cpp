// Servers of local models, and what each tells of its context.
#include "model/local_servers.h"

#include <gtest/gtest.h>

#include "tests/model/known_addresses.h"

namespace wright {
namespace {

std::vector<LocalServer> found_at(std::map<std::string, std::string> bodies) {
  test::KnownAddresses addresses(std::move(bodies));
  return find_local_servers(addresses);
}

TEST(LocalServersTest, NobodyIsNoServer) {
  EXPECT_EQ(found_at({}), std::vector<LocalServer>());
}

TEST(LocalServersTest, EachTellsItsContextInAWordOfItsOwn) {
  const std::string llama = "http://127.0.0.1:8080";
  const std::string vllm = "http://127.0.0.1:8000";
  const std::string ollama = "http://127.0.0.1:11434";
  const std::string studio = "http://127.0.0.1:1234";
  const std::string one = R"({"data":[{"id":"m"}]})";

  const auto servers = found_at(
      {{llama + "/v1/models", one},
       {llama + "/props", R"({"default_generation_settings":{"n_ctx":65536},"total_slots":1})"},
       {vllm + "/v1/models", R"({"data":[{"id":"m","max_model_len":131072}]})"},
       {ollama + "/v1/models", one},
       {ollama + "/api/ps", R"({"models":[{"name":"m","context_length":4096}]})"},
       {studio + "/v1/models", one},
       {studio + "/api/v0/models",
        R"({"data":[{"id":"m","max_context_length":131072,"loaded_context_length":8192}]})"}});

  EXPECT_EQ(servers, (std::vector<LocalServer>{{"llama.cpp", llama, {"m"}, 65536},
                                               {"vLLM", vllm, {"m"}, 131072},
                                               {"Ollama", ollama, {"m"}, 4096},
                                               {"LM Studio", studio, {"m"}, 8192}}));
}

TEST(LocalServersTest, WhatIsNoListOfModelsIsNoServer) {
  const std::string models = "http://127.0.0.1:8000/v1/models";

  EXPECT_TRUE(found_at({{models, "<html>"}}).empty());
  EXPECT_TRUE(found_at({{models, "[]"}}).empty());
  EXPECT_EQ(found_at({{models, R"({"data":[7,{"id":3},{"id":"m"}]})"}}).at(0).models,
            std::vector<std::string>{"m"});
}

TEST(LocalServersTest, AShortContextIsWarnedOf) {
  const auto warning = [](const std::string& name, std::int64_t tokens) {
    return warning_of({name, "", {}, tokens}).value_or("");
  };

  EXPECT_EQ(warning("vLLM", 131072), "");
  EXPECT_EQ(warning("vLLM", 8192), "keeps 8192 tokens of a conversation, and an agent wants 32768");
  EXPECT_NE(warning("Ollama", 4096).find("OLLAMA_CONTEXT_LENGTH"), std::string::npos);
  EXPECT_NE(warning("Ollama", 0).find("4096"), std::string::npos);
  EXPECT_EQ(warning("llama.cpp", 0), "");
}

}  // namespace
}  // namespace wright

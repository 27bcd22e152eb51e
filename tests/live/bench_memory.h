// What the tests of `bench memory` against a model server share.
#pragma once

#include "tests/live/live.h"

namespace wright::test {

const std::string kHeader = "#pragma once\\n\\nconstexpr int kFirst = 1;\\n";

// Only an arm with a memory is told of the tool.
inline bool remembers(const Request& request) {
  return holds(request.body, "the tool `remember`");
}

// Lands in four calls.
inline ModelScript landing_script() {
  return {{"first.1",
           {{{"remember", R"({"content":"one header"})"}},
            {{"note", R"({"text":"here it comes"})"}},
            {{"write", R"({"path":"src/first.h","text":")" + kHeader + R"("})"}},
            {{"submit", "{}"}}}}};
}

// Takes notes, each another one, and never lands.
inline ModelScript idle_script() {
  ModelScript script;
  for (int number = 0; number < 20; ++number) {
    script["first.1"].push_back({{"note", R"({"text":")" + std::to_string(number) + R"("})"}});
  }
  return script;
}

inline Response memory_alone_lands(const Request& request) {
  return model_answer(remembers(request) ? landing_script() : idle_script(), request);
}

// The answer of Chat Completions, at so many tokens instead of 120.
inline Response costing(Response response, std::size_t tokens) {
  const std::string part = "\"prompt_tokens\":100";
  response.body.replace(response.body.find(part), part.size(),
                        "\"prompt_tokens\":" + std::to_string(tokens - 20));
  return response;
}

inline Ran bench(const Repository& repository, const std::string& url, const std::string& more,
                 const std::string& agent = "openai:test") {
  return tensorwright(repository.path(),
                      "bench memory --spec " +
                          quoted(source("tests/scenarios/quick/quick").string()) + " --agent " +
                          agent + " --base-url " + url + " " + more,
                      "ANTHROPIC_API_KEY=" + kCanary + " OPENAI_API_KEY=" + kCanary);
}

// What is printed as JSON, behind the lines on where the conversation goes.
inline nlohmann::json answer_of(const Ran& ran) {
  const std::size_t begin = ran.out.find("\n{\n");
  const std::size_t end = ran.out.rfind("\n}\n");
  EXPECT_NE(begin, std::string::npos) << ran.out;
  return nlohmann::json::parse(ran.out.substr(begin, end + 2 - begin), nullptr, false);
}

inline nlohmann::json arm_of(const nlohmann::json& answer, const std::string& name) {
  for (const nlohmann::json& arm : answer.at("arms")) {
    if (arm.at("arm") == name) return arm;
  }
  ADD_FAILURE() << "no arm " << name << " in " << answer;
  return {};
}

inline std::int64_t count_of(const Loopback& server, bool with_memory) {
  std::int64_t count = 0;
  for (const Request& request : server.requests()) count += remembers(request) == with_memory;
  return count;
}

}  // namespace wright::test

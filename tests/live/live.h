// What the tests of live models share: the campaign on tests/scenarios/quick, led to its
// end by a model server on loopback.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/support/model_server.h"
#include "tests/support/program.h"

namespace wright::test {

const std::string kCanary = "sk-canary-0123456789";

inline bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The first task uses every tool, and looks for the key where it could be found.
inline ModelScript quick_script() {
  const std::string look =
      R"({"command":"env; cat /proc/*/environ | tr '\\0' '\\n'; ls -la / /work"})";
  return {{"first.1",
           {{{"bash", look}, {"note", R"({"text":"two calls at once"})"}},
            {{"write",
              R"({"path":"src/first.h","text":"#pragma once\n\nconstexpr int kFirst = 2;\n"})"}},
            {{"edit", R"({"path":"src/first.h","old_text":"= 2;","new_text":"= 1;"})"}},
            {{"edit", R"({"path":"src/first.h","old_text":"absent","new_text":""})"}},
            {{"read", R"({"path":"src/first.h","first_line":3,"lines":1})"}},
            {{"check", "{}"}},
            {{"submit", "{}"}}}},
          {"second.1",
           {{{"write",
              R"({"path":"src/second.h","text":"#pragma once\n\nconstexpr int kSecond = 2;\n"})"}},
            {{"submit", "{}"}}}}};
}

// Runs the campaign against `url`; `agent` such as "anthropic:test".
inline Ran run_quick(const Repository& repository, const std::string& agent, const std::string& url,
                     const std::string& more = "") {
  return tensorwright(repository.path(),
                      "run --spec " + quoted(source("tests/scenarios/quick/quick").string()) +
                          " --agent " + agent + " --base-url " + url + " " + more,
                      "ANTHROPIC_API_KEY=" + kCanary + " OPENAI_API_KEY=" + kCanary);
}

inline std::string landed_tree(const Repository& repository) {
  return run_line(repository.path(), "git rev-parse 'campaign/quick^{tree}'").out;
}

inline std::string journal(const Repository& repository) {
  return run_line(repository.path(), "cat logs/runs/quick/events.jsonl").out;
}

inline nlohmann::json money_of(const Repository& repository) {
  const Ran ran = tensorwright(repository.path(), "status quick --json");
  const auto status = nlohmann::json::parse(ran.out, nullptr, false);
  EXPECT_FALSE(status.is_discarded()) << ran.out;
  return status.is_discarded() ? nlohmann::json::object() : status.at("money");
}

// Every file of the run, its blobs and workspaces, and every object of the repository,
// whose files are compressed.
inline bool is_found(const Repository& repository, const std::string& text) {
  const std::string wanted = " grep -qaF -e " + quoted(text);
  const Ran files = run_line(repository.path(), wanted + " -r .");
  const Ran objects =
      run_line(repository.path(), "git cat-file --batch --batch-all-objects |" + wanted);
  return files.exit_code == 0 || objects.exit_code == 0;
}

}  // namespace wright::test

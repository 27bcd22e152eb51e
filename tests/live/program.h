// A small agent CLI for the tests, and a model for it: the model answers with a shell line
// between @@ and @@, and the CLI does what it says.
#pragma once

#include <regex>

#include "tests/live/live.h"

namespace wright::test {

// Of both CLIs: `say PATH BODY [KEY]` prints all that the gateway answers, and `obey` does what
// the model answers to a text that holds the brief, over the path.
constexpr const char* kSay = R"sh(#!/bin/bash
say() {
  exec 3<>/dev/tcp/127.0.0.1/7411 || return
  printf 'POST %s HTTP/1.1\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n%s' \
    "$1" "${3-$OPENAI_API_KEY}" "${#2}" "$2" >&3
  cat <&3
}
obey() {
  task=$(grep -o 'task .[a-z]*., attempt [0-9]*' <<<"$2" | head -n 1 | tr -d '\140')
  answer=$(say "$1" "{\"model\":\"any\",\"messages\":[{\"role\":\"user\",\"content\":\"$task\"}]}")
  head -n 1 <<<"$answer" >&2
  line=$(grep -o '@@[^@]*@@' <<<"$answer")
  eval "${line//@/}"
}
)sh";
constexpr const char* kCli = R"sh(
path=$1
obey "$path" "$(cat)"
)sh";

// Shell lines that write the files of tests/scenarios/quick.
const std::string kWriteFirst =
    "mkdir -p src; echo I3ByYWdtYSBvbmNlCgpjb25zdGV4cHIgaW50IGtGaXJzdCA9IDE7Cg== | base64 -d > "
    "src/first.h";
const std::string kWriteSecond =
    "mkdir -p src; echo I3ByYWdtYSBvbmNlCgpjb25zdGV4cHIgaW50IGtTZWNvbmQgPSAyOwo= | base64 -d > "
    "src/second.h";

// "first 1", the task and the attempt of a request's body -> the line to be run.
using Lines = std::map<std::string, std::string>;
const Lines kGoodLines{{"first 1", kWriteFirst}, {"second 1", kWriteSecond}};

// An answer that does not stream, in the dialect that the path names, of 100 tokens in and
// 20 out.
inline Response line_answer(const Lines& lines, const Request& request) {
  using nlohmann::json;
  static const std::regex kTask("task ([a-z]+), attempt ([0-9]+)");
  std::smatch found;
  std::regex_search(request.body, found, kTask);
  const auto line = lines.find(found[1].str() + " " + found[2].str());
  const std::string text = "@@" + (line == lines.end() ? "true" : line->second) + "@@";
  json reply{{"model", "test"}, {"usage", {{"input_tokens", 100}, {"output_tokens", 20}}}};
  if (request.path.find("/responses") != std::string::npos) {
    const json piece{{"type", "output_text"}, {"text", text}};
    reply["status"] = "completed";
    reply["output"] = json::array({{{"type", "message"}, {"content", json::array({piece})}}});
  } else if (request.path.find("/chat/") != std::string::npos) {
    const json message{{"role", "assistant"}, {"content", text}};
    reply["choices"] = json::array({{{"message", message}, {"finish_reason", "stop"}}});
    reply["usage"] = {{"prompt_tokens", 100}, {"completion_tokens", 20}};
  } else {
    reply["content"] = json::array({{{"type", "text"}, {"text", text}}});
    reply["stop_reason"] = "end_turn";
  }
  return {200, {"content-type: application/json"}, reply.dump()};
}

// The CLI in a directory that a sandbox can show: not below /tmp.
class CliFolder {
 public:
  explicit CliFolder(const std::string& kind = "command", const std::string& script = kCli)
      : kind_(kind), scratch_(TempDirectory::make("/var/tmp", "wright-cli-").value()) {
    EXPECT_TRUE(write_file(scratch_.path() / "cli.sh", kSay + script));
  }
  // The arguments of `run` for the CLI with its own: the gateway's path that it calls, ...
  [[nodiscard]] std::string arguments(const std::string& own) const {
    const std::string folder = scratch_.path().string();
    return "--agent-files " + folder + " --agent " +
           quoted(kind_ + ":bash " + folder + "/cli.sh " + own);
  }

 private:
  std::string kind_;
  TempDirectory scratch_;
};

inline Ran run_cli(const Repository& repository, const CliFolder& folder, const std::string& url,
                   const std::string& more = "", const std::string& via = "openai",
                   const std::string& path = "/v1/chat/completions",
                   const std::string& variables = "") {
  return tensorwright(
      repository.path(),
      "run --spec " + quoted(source("tests/scenarios/quick/quick").string()) + " " +
          folder.arguments(path) + " --via " + via + ":test --base-url " + url + " " + more,
      "ANTHROPIC_API_KEY=" + kCanary + " OPENAI_API_KEY=" + kCanary + " " + variables);
}

}  // namespace wright::test

// What a server's complaint means, whatever its shape: Anthropic's, OpenAI's,
// llama.cpp's, vLLM's or Ollama's.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/reply.h"
#include "model/http.h"

namespace wright {

struct Failure {
  CallOutcome outcome = CallOutcome::server_error;
  std::string detail;  // One line of at most 400 bytes, safe to print.

  bool operator==(const Failure&) const = default;
};

// An answer of a status other than 200.
[[nodiscard]] Failure failure_of_status(int status, std::string_view body);

// A transfer that did not finish.
[[nodiscard]] Failure failure_of_end(HttpEnd end, const std::string& detail);

// An `error` that came in mid-stream.
[[nodiscard]] Failure failure_in_stream(const nlohmann::json& event);

// True when the failure may pass by itself, so that the same call can be tried again.
[[nodiscard]] bool may_pass(CallOutcome outcome);

}  // namespace wright

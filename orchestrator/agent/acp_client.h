// The client's side of the Agent Client Protocol, version 1, as a state machine without
// I/O: lines of JSON-RPC in, lines out.
//
//   begin: initialize -> session/new -> session/prompt -> the prompt's answer: done
//          (any other version, or an error: failed)
//   in between: session/update is heard, session/request_permission is answered by
//   policy, what we do not offer is refused
//
// The agent works in a sandbox that confines it, so that it may do there what it asks
// for.  It is offered neither files nor terminals of ours: it has those of the sandbox.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wright {

constexpr std::size_t kAcpLineBytesMax = 8U << 20U;

class AcpClient {
 public:
  // `directory` is where the session works; `prompt` is all that the agent is told.
  AcpClient(std::string directory, std::string prompt);

  // The first line to send, without its end.
  [[nodiscard]] std::string begin() const;

  // What to send after a line of the agent.  What is no JSON-RPC is an Error
  // (ErrorKind::protocol), and so is an agent that cannot go on with us.
  Result<std::vector<std::string>> take(std::string_view line);

  // Ends the prompt; the agent says itself when it has ended.  None before there is one.
  [[nodiscard]] std::optional<std::string> cancel() const;

  // "end_turn", "max_tokens", "refusal" ... or "unknown_reason", once the prompt was answered.
  [[nodiscard]] const std::optional<std::string>& stop_reason() const { return stop_reason_; }

 private:
  enum class Stage : std::int64_t { initializing = 1, opening = 2, prompting = 3 };

  Result<std::vector<std::string>> take_answer(const nlohmann::json& answer);
  Result<std::string> open_session(const nlohmann::json& result);
  Result<std::string> send_prompt(const nlohmann::json& result);
  [[nodiscard]] std::string request(const char* method, const nlohmann::json& params) const;

  std::string directory_;
  std::string prompt_;
  Stage stage_ = Stage::initializing;
  std::string session_;
  std::optional<std::string> stop_reason_;
};

}  // namespace wright

// The client's side of the Agent Client Protocol, version 1, as a state machine without
// I/O: lines of JSON-RPC in, lines out.
//
//   begin: initialize -> session/new -> session/prompt -> the prompt's answer: done
//          (any other version, or an error: failed)
//   in between: session/update is heard, session/request_permission is answered by
//   policy, files and terminals are offered, what we do not offer is refused
//
// The agent works in a sandbox that confines it, so that it may do there what it asks
// for.  Its files and terminals are runs in that same sandbox.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/acp_files.h"
#include "agent/acp_step.h"
#include "agent/acp_terminals.h"
#include "base/result.h"

namespace wright {

constexpr std::size_t kAcpLineBytesMax = 8U << 20U;

class AcpClient {
 public:
  // `directory` is where the session works; `prompt` is all that the agent is told.
  AcpClient(std::string directory, std::string prompt);

  // The first line to send, without its end.
  [[nodiscard]] std::string begin() const;

  // What to do after a line of the agent.  What is no JSON-RPC is an Error
  // (ErrorKind::protocol), and so is an agent that cannot go on with us.
  Result<AcpStep> take(std::string_view line);

  // What a run has written, that it has ended, or could not be started.
  AcpStep hear(const AcpRunId& run, std::string_view bytes);
  AcpStep end(const AcpRunId& run, const AcpRunEnd& end);
  AcpStep refuse(const AcpRunId& run, const std::string& why);

  // Ends the prompt, and the terminals; the agent says itself when it has ended.  None
  // before there is a prompt.
  [[nodiscard]] std::optional<AcpStep> cancel() const;

  // "end_turn", "max_tokens", "refusal" ... or "unknown_reason", once the prompt was answered.
  [[nodiscard]] const std::optional<std::string>& stop_reason() const { return stop_reason_; }

 private:
  enum class Stage : std::int64_t { initializing = 1, opening = 2, prompting = 3 };

  AcpStep take_request(const nlohmann::json& message);
  Result<AcpStep> take_answer(const nlohmann::json& answer);
  Result<std::string> open_session(const nlohmann::json& result);
  Result<std::string> send_prompt(const nlohmann::json& result);
  [[nodiscard]] std::string request(const char* method, const nlohmann::json& params) const;

  std::string directory_;
  std::string prompt_;
  Stage stage_ = Stage::initializing;
  std::string session_;
  std::optional<std::string> stop_reason_;
  AcpFiles files_;
  AcpTerminals terminals_;
};

}  // namespace wright

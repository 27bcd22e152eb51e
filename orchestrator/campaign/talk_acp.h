// The talk between an AcpClient and an agent on the streams of its session.
#pragma once

#include <functional>
#include <string>

#include "agent/acp_client.h"
#include "exec/runner.h"

namespace wright {

struct AcpTalk {
  std::string end;         // "end_turn", "cancelled", ... or "acp_error".
  std::string transcript;  // Every line: "> " ours, "< " the agent's, "! " what went wrong.

  bool operator==(const AcpTalk&) const = default;
};

// Until the prompt is answered, the session ends, or `is_over` says so; the prompt is then
// cancelled, and the agent has a few seconds to say that it has ended.
AcpTalk talk_acp(Session& session, AcpClient client, const std::function<bool()>& is_over);

}  // namespace wright

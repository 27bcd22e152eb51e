// The talk between an AcpClient and an agent on the streams of its session.
#pragma once

#include <functional>
#include <string>

#include "agent/acp_client.h"
#include "base/clock.h"
#include "exec/runner.h"

namespace wright {

constexpr const char* kAcpFailed = "acp_error";

struct AcpTalk {
  std::string end;         // "end_turn", "cancelled", ... or kAcpFailed.
  std::string transcript;  // Every line: "> " ours, "< " the agent's, "! " what went wrong.

  bool operator==(const AcpTalk&) const = default;
};

// Until the prompt is answered, the session ends, or `is_over` says so; the prompt is then
// cancelled, and the agent has a few seconds to say that it has ended.  The session takes
// kAcpCompanionsMax companions.
AcpTalk talk_acp(Session& session, const Clock& clock, AcpClient client,
                 const std::function<bool()>& is_over);

}  // namespace wright

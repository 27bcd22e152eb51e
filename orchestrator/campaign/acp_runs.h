// The commands that an AcpClient has run for its agent, as companions of the agent's session.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "agent/acp_client.h"
#include "base/clock.h"
#include "exec/runner.h"

namespace wright {

constexpr int kAcpCompanionsMax = 16;  // Terminals, a file, and what was killed just now.

class AcpRuns {
 public:
  AcpRuns(Session& session, const Clock& clock) : session_(session), clock_(clock) {}

  // Starts and kills what a step wants; what comes of a run that cannot be started is a step
  // again.
  std::vector<AcpStep> perform(const AcpStep& step, AcpClient& client);

  // What the runs have written and which have ended since.  Never waits.
  std::vector<AcpStep> look(AcpClient& client);

  [[nodiscard]] bool is_idle() const { return running_.empty(); }

 private:
  struct Running {
    std::unique_ptr<Companion> companion;
    std::int64_t last_ms = 0;  // Then it is killed.
    bool is_late = false;
  };
  static void hear(const AcpRunId& id, Companion& companion, AcpClient& client,
                   std::vector<AcpStep>& steps);

  Session& session_;
  const Clock& clock_;
  std::map<AcpRunId, Running> running_;
};

}  // namespace wright

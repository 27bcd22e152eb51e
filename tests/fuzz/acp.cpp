// Lines of an agent that speaks the Agent Client Protocol.
#include "agent/acp_client.h"
#include "agent/acp_path.h"
#include "base/text.h"
#include "fuzz/target.h"

namespace wright::fuzz {
namespace {

void run(std::string_view bytes) {
  AcpClient client("/work", "the brief");
  for (const std::string& line : split(bytes, '\n')) {
    const Result<AcpStep> step = client.take(line);
    if (!step) {
      require(step.error().kind == ErrorKind::protocol, "a fault is the agent's");
      return;
    }
    for (const std::string& said : step->lines) {
      require(said.find('\n') == std::string::npos, "an answer is one line");
    }
  }
  const Result<std::string> path = writable_path(std::string(bytes));
  require(!path || path->rfind("/work", 0) == 0 || path->rfind("/build", 0) == 0,
          "what is written lies below /work or /build");
}

const Registered kRegistered("acp", run);

}  // namespace
}  // namespace wright::fuzz

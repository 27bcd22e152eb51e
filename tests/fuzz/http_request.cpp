// What an agent CLI sends to the gateway.
#include "model/http_request.h"

#include "fuzz/target.h"

namespace wright::fuzz {
namespace {

void run(std::string_view bytes) {
  const CallLimits limits{256, 8, 256};
  const ParsedCall parsed = parse_call(bytes, limits);
  if (parsed.state == ParsedCall::State::fault) {
    require(parsed.status >= 400 && parsed.status < 600, "a fault has a status");
    return;
  }
  if (parsed.state != ParsedCall::State::whole) return;
  require(parsed.call.body.size() <= limits.body_bytes_max, "a body is bounded");
  require(parse_call(std::string(bytes) + "x", limits) == parsed,
          "what stands behind a request is ignored");
}

const Registered kRegistered("http_request", run);

}  // namespace
}  // namespace wright::fuzz

// The little of an HTTP/1.1 server that a gateway needs: one request a connection, one
// after the other, everything bounded.
//
// It is our own because it accepts from a socket that listens in another network
// namespace: cpp-httplib 0.11 opens its own and takes no other.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>

#include "base/descriptor.h"
#include "model/http_request.h"
#include "model/responder.h"

namespace wright {

struct ServerLimits {
  CallLimits call;
  std::size_t connections_max = 32;               // More wait to be accepted.
  std::chrono::milliseconds request_max{60'000};  // Until a request is whole.
  std::chrono::milliseconds stall_max{60'000};    // While a client takes no bytes.
  std::chrono::milliseconds goodbye_max{2'000};   // Until a client has closed.
};

using OnCall = std::function<void(const HttpCall&, Responder&)>;

// Answers what comes until `over` is set, and closes all connections then.
void serve_http(const Descriptor& listener, const ServerLimits& limits,
                const std::atomic<bool>& over, const OnCall& on_call);

}  // namespace wright

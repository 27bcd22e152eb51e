// The gateway: where an agent CLI finds its model.  It looks like the provider's own API
// and stands between: the key is added here, every call is counted, and nothing but the
// one model is reached.
//
//   CLI --call--> check its token -> rewrite -> before -> the model -> after
//      <---------------------- bytes as they arrive ----'
//
// Calls are made one after the other, so that a budget stays exact.  Trying again is
// the CLI's business.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "model/http_model.h"
#include "model/http_server.h"
#include "model/model.h"

namespace wright {

// A call that was made, for whoever keeps the account.
struct Exchange {
  std::string subject;  // "POST /v1/responses, status 200".
  std::string request;  // The body that was sent.
  // With the bytes that came, but for the key.  None: the request could not be made.
  std::optional<ModelReply> reply;
};

// Both are asked on the thread that serves.
struct GatewayDesk {
  // What the call may use.  An Error refuses it, and is told to the CLI.
  std::function<Result<CallCaps>(const CallBound&)> before;
  // Once for each call that `before` has let through.
  std::function<Result<void>(const Exchange&)> after;
  // What was turned down here and went nowhere, and why; may be empty.
  std::function<void(const std::string& subject, const std::string& why)> refused;
};

class Gateway {
 public:
  // `token` is what the CLI has in the place of the key.
  Gateway(HttpModelSettings settings, Secret token, std::unique_ptr<Transport> transport,
          GatewayDesk desk);

  // Answers until `over` is set.
  void serve(const Descriptor& listener, const std::atomic<bool>& over);
  void answer(const HttpCall& call, Responder& client);

 private:
  [[nodiscard]] bool is_known(const HttpCall& call) const;
  void pass_on(const HttpCall& call, Responder& client);
  void refuse(const HttpCall& call, int status, const char* type, const std::string& why,
              Responder& client) const;
  Result<HttpAnswer> post(const HttpRequest& request, bool is_streamed, Responder& client);
  static void relay_failure(const HttpRequest& request, const HttpAnswer& answer,
                            Responder& client);
  [[nodiscard]] HttpRequest request_of(const HttpCall& call, std::string body,
                                       const CallCaps& caps) const;
  [[nodiscard]] Exchange exchange_of(const HttpRequest& request, HttpAnswer answer,
                                     bool is_streamed) const;

  HttpModelSettings settings_;
  Secret token_;
  std::unique_ptr<Transport> transport_;
  GatewayDesk desk_;
};

}  // namespace wright

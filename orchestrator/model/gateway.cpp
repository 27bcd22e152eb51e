#include "model/gateway.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/json.h"
#include "model/answered.h"
#include "model/gateway_body.h"
#include "model/gateway_headers.h"
#include "model/key_filter.h"
#include "model/reply_stream.h"

namespace wright {
namespace {

constexpr std::string_view kVersion = "/v1";

std::string model_list(const std::string& model);
int status_of(ErrorKind kind);

}  // namespace

Gateway::Gateway(HttpModelSettings settings, Secret token, std::unique_ptr<Transport> transport,
                 GatewayDesk desk)
    : settings_(std::move(settings)),
      token_(std::move(token)),
      transport_(std::move(transport)),
      desk_(std::move(desk)) {}

void Gateway::serve(const Descriptor& listener, const std::atomic<bool>& over) {
  serve_http(listener, {}, over,
             [this](const HttpCall& call, Responder& client) { answer(call, client); });
}

void Gateway::answer(const HttpCall& call, Responder& client) {
  const bool is_versioned = call.path.rfind(kVersion, 0) == 0;
  const std::string path = (is_versioned ? "" : std::string(kVersion)) + call.path;
  if (!is_known(call)) {
    refuse(call, 401, "authentication_error", "the key is not the one of this run", client);
  } else if (call.method == "POST" && path == settings_.dialect.path) {
    pass_on(call, client);
  } else if (call.method == "GET" && path == "/v1/models") {
    client.send(200, model_list(settings_.model));
  } else {
    refuse(call, 404, "not_found_error",
           "here are POST " + settings_.dialect.path + " and GET /v1/models", client);
  }
}

void Gateway::refuse(const HttpCall& call, int status, const char* type, const std::string& why,
                     Responder& client) const {
  if (desk_.refused) {
    desk_.refused(fmt::format("{} {}, status {}", call.method, call.path, status), why);
  }
  client.send(status, error_body(type, why));
}

// What a program with a login of its own shows is its provider's to judge.
bool Gateway::is_known(const HttpCall& call) const {
  if (settings_.brings_login) return !shown_key(call).key.empty();
  const std::string& token = token_.reveal();
  return header_of(call, "authorization") == "Bearer " + token ||
         header_of(call, "x-api-key") == token;
}

void Gateway::pass_on(const HttpCall& call, Responder& client) {
  const Result<GatewayBody> body = GatewayBody::read(settings_, call.body);
  if (!body) {
    return refuse(call, 400, "invalid_request_error", body.error().message, client);
  }
  const Result<CallCaps> caps = desk_.before(body->bound(settings_));
  if (!caps) {
    client.send(status_of(caps.error().kind), error_body("budget_spent", caps.error().message));
    return;
  }
  const HttpRequest request = request_of(call, body->text(settings_, *caps), *caps);
  Result<HttpAnswer> answer = post(request, body->is_streamed(), client);
  if (answer) relay_failure(request, *answer, client);
  Exchange exchange{"not sent", request.body, {}};
  if (answer) exchange = exchange_of(request, std::move(*answer), body->is_streamed());
  const Result<void> booked = desk_.after(exchange);
  if (client.has_begun()) return;
  const std::string why = !answer ? answer.error().message : booked ? "" : booked.error().message;
  client.send(502, error_body("api_error", "the model's server was not reached " + why));
}

// The bytes of a good answer go on at once.
Result<HttpAnswer> Gateway::post(const HttpRequest& request, bool is_streamed, Responder& client) {
  KeyFilter filter(request.key);
  const auto relay = [&](std::string_view bytes) {
    if (!client.has_begun()) client.begin(is_streamed ? "text/event-stream" : "application/json");
    return client.add(filter.pass(bytes));
  };
  HttpAnswer answer = TRY(transport_->send(request, relay));
  if (!client.has_begun()) return answer;
  client.add(filter.rest());
  // A stream that broke has no end, so that the CLI can tell.
  if (answer.end == HttpEnd::finished) client.end();
  return answer;
}

void Gateway::relay_failure(const HttpRequest& request, const HttpAnswer& answer,
                            Responder& client) {
  if (answer.status == 0 || client.has_begun()) return;
  std::vector<std::string> headers;
  for (const char* name : {"retry-after", "retry-after-ms", "x-should-retry"}) {
    const auto found = answer.headers.find(name);
    if (found != answer.headers.end()) headers.push_back(std::string(name) + ": " + found->second);
  }
  client.send(answer.status, redacted(answer.body, request.key), headers);
}

HttpRequest Gateway::request_of(const HttpCall& call, std::string body,
                                const CallCaps& caps) const {
  HttpRequest request;
  request.url = settings_.url;
  request.headers = settings_.dialect.headers;
  request.key_header = settings_.dialect.key_header;
  request.key = settings_.key;
  if (settings_.brings_login) {
    const ShownKey shown = shown_key(call);
    request.key_header = shown.header;
    request.key = shown.key;
  }
  for (std::string& header : passed_headers(call, settings_.brings_login)) {
    request.headers.push_back(std::move(header));
  }
  request.body = std::move(body);
  request.limits = settings_.limits;
  if (caps.time_max.count() > 0) {
    request.limits.total = std::min(request.limits.total, caps.time_max);
  }
  return request;
}

Exchange Gateway::exchange_of(const HttpRequest& request, HttpAnswer answer,
                              bool is_streamed) const {
  Reply reply = is_streamed ? fold_reply(settings_.dialect, answer.body)
                            : fold_whole(settings_.dialect, answer.body);
  reply = judged(settings_.dialect.name, std::move(reply), answer, request.body.size());
  const std::string subject =
      fmt::format("POST {}, status {}", settings_.dialect.path, answer.status);
  return {subject, redacted(request.body, request.key),
          ModelReply{redacted(std::move(reply), request.key),
                     redacted(std::move(answer.body), request.key), hint_of(answer)}};
}

namespace {

std::string model_list(const std::string& model) {
  const nlohmann::json one{{"id", model},  {"object", "model"},          {"type", "model"},
                           {"created", 0}, {"owned_by", "tensorwright"}, {"display_name", model}};
  return canonical(
      {{"object", "list"}, {"data", nlohmann::json::array({one})}, {"has_more", false}});
}

// 402 is not tried again by the usual clients; the world's faults are.
int status_of(ErrorKind kind) {
  if (kind == ErrorKind::budget) return 402;
  return kind == ErrorKind::usage ? 400 : 500;
}

}  // namespace
}  // namespace wright

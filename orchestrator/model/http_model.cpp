#include "model/http_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "model/call_bound.h"
#include "model/reply_stream.h"

namespace wright {
namespace {

constexpr std::int64_t kUncappedTokens = 131'072;  // Where nobody limits a reply.
constexpr std::int64_t kCapTokens = 8192;          // Asked for where only a budget does.

RetryHint hint_of(const HttpAnswer& answer);
bool is_network(CallOutcome outcome);

class HttpModel final : public Model {
 public:
  HttpModel(HttpModelSettings settings, std::unique_ptr<Transport> transport)
      : settings_(std::move(settings)), transport_(std::move(transport)) {}

  Result<ModelReply> complete(const ModelRequest& request) override {
    const Dialect& dialect = settings_.dialect;
    HttpRequest post;
    const ModelTraits traits = capped_traits(request.caps);
    post.url = settings_.url;
    post.headers = dialect.headers;
    post.key_header = dialect.key_header;
    post.key = settings_.key;
    post.limits = settings_.limits;
    if (request.caps.time_max.count() > 0) {
      post.limits.total = std::min(post.limits.total, request.caps.time_max);
    }
    post.body = dialect.render(request.conversation, settings_.model, traits);
    ReplyStream stream(dialect.make_fold());
    HttpAnswer answer = TRY(
        transport_->post(post, [&stream](std::string_view bytes) { return stream.take(bytes); }));
    Reply reply = reply_of(answer, stream);
    estimate_input(reply, post.body.size(), answer.status);
    return ModelReply{redacted(std::move(reply), settings_.key),
                      redacted(std::move(answer.body), settings_.key), hint_of(answer)};
  }

  [[nodiscard]] std::optional<CallBound> bound_of(const ModelRequest& request) const override {
    CallBound bound{settings_.model, input_tokens_max(settings_, request.conversation)};
    const std::int64_t own = capped_traits(request.caps).output_tokens_max;
    const std::int64_t context = settings_.traits.context_tokens;
    bound.output_tokens = own > 0 ? own : context > 0 ? context : kUncappedTokens;
    if (takes_cap(settings_)) bound.cap_tokens_max = own > 0 ? own : kCapTokens;
    bound.price = settings_.traits.price;
    return bound;
  }

 private:
  [[nodiscard]] ModelTraits capped_traits(const CallCaps& caps) const {
    ModelTraits traits = settings_.traits;
    std::int64_t& own = traits.output_tokens_max;
    if (own == 0) own = settings_.dialect.output_tokens_max;
    if (caps.output_tokens_max > 0) {
      own = own > 0 ? std::min(own, caps.output_tokens_max) : caps.output_tokens_max;
    }
    return traits;
  }

  // A whole reply counts, however its connection ended.
  Reply reply_of(const HttpAnswer& answer, ReplyStream& stream) const {
    const bool has_failed = answer.status != 0 && answer.status != 200;
    Reply reply = stream.finish();
    reply.dialect = settings_.dialect.name;
    if (has_failed) {
      const Failure failure = failure_of_status(answer.status, answer.body);
      reply.outcome = failure.outcome;
      reply.detail = failure.detail;
    }
    const bool is_short = !has_failed && reply.outcome == CallOutcome::cut_stream;
    if (is_short && answer.end != HttpEnd::finished) {
      const Failure failure = failure_of_end(answer.end, answer.detail);
      reply.outcome = failure.outcome;
      reply.detail = failure.detail;
    }
    return reply;
  }

  // What was sent and never counted, where the server may have read it.  A status
  // that refuses is charged by nobody.
  static void estimate_input(Reply& reply, std::size_t body_bytes, int status) {
    Usage& usage = reply.usage;
    const bool is_answered = status == 200 && is_model_work(reply.outcome);
    const bool may_cost = is_answered || is_network(reply.outcome);
    if (!may_cost) {
      usage = {};
      return;
    }
    if (usage.input + usage.cached + usage.cache_written > 0) return;
    usage.input = static_cast<std::int64_t>(body_bytes) / kBytesPerToken;
    usage.is_estimated = true;
  }

  HttpModelSettings settings_;
  std::unique_ptr<Transport> transport_;
};

// The call may have been charged, though its reply was lost.
bool is_network(CallOutcome outcome) {
  constexpr std::array kLost{CallOutcome::cut_stream,      CallOutcome::malformed_event,
                             CallOutcome::error_in_stream, CallOutcome::oversized,
                             CallOutcome::timeout,         CallOutcome::cancelled};
  return std::find(kLost.begin(), kLost.end(), outcome) != kLost.end();
}

RetryHint hint_of(const HttpAnswer& answer) {
  const auto value = [&](const char* name) {
    const auto found = answer.headers.find(name);
    return found == answer.headers.end() ? std::string() : found->second;
  };
  return {value("x-should-retry"), value("retry-after-ms"), value("retry-after")};
}

}  // namespace

std::unique_ptr<Model> make_http_model(HttpModelSettings settings,
                                       std::unique_ptr<Transport> transport) {
  return std::make_unique<HttpModel>(std::move(settings), std::move(transport));
}

bool is_on_loopback(const std::string& url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos) return false;
  const std::string rest = url.substr(scheme + 3);
  const std::string authority = rest.substr(0, rest.find_first_of("/?#\\"));
  const std::string host = authority.substr(0, authority.rfind(':'));
  constexpr std::array kLocal{"localhost", "127.0.0.1", "[::1]"};
  const auto is_local = [&](const char* name) { return host == name || authority == name; };
  return std::any_of(kLocal.begin(), kLocal.end(), is_local) &&
         authority.find('@') == std::string::npos;
}

Result<void> check_key_is_safe(const std::string& url, const Secret& key) {
  const bool is_encrypted = url.rfind("https://", 0) == 0;
  if (key.empty() || is_encrypted || is_on_loopback(url)) return {};
  return Error{ErrorKind::usage,
               fmt::format("{}: the key would go there in plain text: use https, or --no-key",
                           escape_for_terminal(url))};
}

}  // namespace wright

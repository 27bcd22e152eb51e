#include "model/http_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "model/answered.h"
#include "model/call_bound.h"
#include "model/reply_stream.h"

namespace wright {
namespace {

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
        transport_->send(post, [&stream](std::string_view bytes) { return stream.take(bytes); }));
    Reply reply = judged(dialect.name, stream.finish(), answer, post.body.size());
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

  HttpModelSettings settings_;
  std::unique_ptr<Transport> transport_;
};

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

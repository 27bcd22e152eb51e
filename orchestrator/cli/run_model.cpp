// Live models: anthropic:MODEL, openai:MODEL, openai-responses:MODEL.
#include <fmt/format.h>

#include <future>
#include <memory>

#include "base/text.h"
#include "cli/run_kinds.h"
#include "model/choice.h"
#include "model/secret.h"

namespace wright {

bool is_live_model(const std::string& kind) {
  return dialect_named(kind).has_value();
}

Result<LiveModel> open_live_model(const Invocation& invocation, const RunArguments& given,
                                  const std::string& kind, const std::string& detail,
                                  const std::string& what) {
  HttpModelSettings settings = TRY(live_settings(invocation, given, kind, detail));
  fmt::print(
      invocation.talk(), "{}\n",
      tinted(Tint::strong, fmt::format("agent: {}, model {}", kind, escape_for_terminal(detail))));
  say_what_leaves(invocation, settings, what);
  LiveModel live{nullptr, settings.traits, settings.url};
  live.model = make_http_model(std::move(settings), make_curl_transport(&interrupted()));
  return live;
}

std::function<std::optional<LocalModel>()> ask_served(const std::string& url,
                                                      const std::string& model) {
  std::shared_future<std::optional<LocalModel>> answer = std::async(std::launch::async, [=] {
    return ask_local_model(*make_curl_transport(&interrupted()), url, model);
  });
  return [answer] { return answer.get(); };
}

Result<HttpModelSettings> live_settings(const Invocation& invocation, const RunArguments& given,
                                        const std::string& kind, const std::string& model) {
  keep_memory_private();
  ModelChoice choice{kind, model, given.base_url, given.key_file, given.no_key};
  choice.table = invocation.tools.share / "models.yaml";
  choice.own_rows = given.models;
  choice.brings_login = !given.share_login.empty();
  HttpModelSettings settings = TRY(settings_of(choice));
  TRY(check_egress(given.egress, settings.url));
  TRY(check_price(given, settings.model, settings.traits.price));
  return settings;
}

void say_what_leaves(const Invocation& invocation, const HttpModelSettings& settings,
                     const std::string& what) {
  const std::string key = settings.brings_login  ? "; with the CLI's own login"
                          : settings.key.empty() ? "; no key"
                                                 : "";
  fmt::print(invocation.talk(), "{}\n",
             tinted(Tint::faint,
                    fmt::format("to {} go {}{}", escape_for_terminal(settings.url), what, key)));
  if (settings.traits.price) return;
  fmt::print(invocation.talk(), "{}\n",
             tinted(Tint::faint, "its price is unknown: --budget-tokens bounds the run"));
}
}  // namespace wright

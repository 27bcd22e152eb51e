#include <fmt/format.h>

#include <array>
#include <cstdlib>

#include "base/text.h"
#include "cli/doctor.h"
#include "model/local_servers.h"

namespace wright {
namespace {

constexpr std::array<const char*, 3> kKeys{"ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN",
                                           "OPENAI_API_KEY"};
constexpr std::int64_t kTrialTokens = 1024;  // Some models think before they say a word.

DoctorRow row_of(const LocalServer& server);
Result<std::string> call_once(const Invocation& invocation, const RunArguments& given);

}  // namespace

std::vector<DoctorRow> look_at_models() {
  std::vector<DoctorRow> rows;
  for (const char* name : kKeys) {
    const bool is_set = std::getenv(name) != nullptr;
    rows.push_back({name, is_set, false, is_set ? "set" : "only agents that need it"});
  }
  const auto transport = make_curl_transport(nullptr);
  const std::vector<LocalServer> servers = find_local_servers(*transport);
  for (const LocalServer& server : servers) rows.push_back(row_of(server));
  if (servers.empty()) {
    rows.push_back(
        {"local models", false, false, "nobody listens on 127.0.0.1 at 8080, 8000, 11434 or 1234"});
  }
  return rows;
}

DoctorRow try_model(const Invocation& invocation, const RunArguments& given) {
  const Result<std::string> said = call_once(invocation, given);
  return {given.agent, said.has_value(), true, said ? *said : said.error().message};
}

namespace {

DoctorRow row_of(const LocalServer& server) {
  std::string names;
  for (const std::string& model : server.models) names += (names.empty() ? "" : ", ") + model;
  std::string detail = fmt::format("{}: {}", server.url, names.empty() ? "no model" : names);
  if (server.context_tokens > 0) detail += fmt::format("; context {}", server.context_tokens);
  if (const auto warning = warning_of(server)) detail += "; " + *warning;
  return {server.name, true, false, detail};
}

Result<std::string> call_once(const Invocation& invocation, const RunArguments& given) {
  const auto [kind, model] = split_kind(given.agent);
  if (!is_live_model(kind)) {
    return Error{ErrorKind::usage,
                 "is no model: anthropic:MODEL, openai:MODEL or "
                 "openai-responses:MODEL"};
  }
  HttpModelSettings settings = TRY(live_settings(invocation, given, kind, model));
  if (!invocation.json) say_what_leaves(invocation, settings, "two words of ours");
  const auto live = make_http_model(std::move(settings), make_curl_transport(&interrupted()));
  ModelRequest request;
  request.conversation.turns.emplace_back(Said{"Say hello."});
  request.caps.output_tokens_max = kTrialTokens;
  const ModelReply answer = TRY(live->complete(request));
  const Reply& reply = answer.reply;
  if (!is_model_work(reply.outcome)) {
    return Error{ErrorKind::io, fmt::format("{}: {}", word_of(reply.outcome), reply.detail)};
  }
  return fmt::format("answers: {} tokens in, {} out",
                     reply.usage.input + reply.usage.cached + reply.usage.cache_written,
                     reply.usage.output);
}

}  // namespace
}  // namespace wright

#include "model/choice.h"

#include <fmt/format.h>

#include <cstdlib>

#include "base/text.h"

namespace wright {
namespace {

struct Keys {
  Secret anthropic = take_from_environment("ANTHROPIC_API_KEY");
  Secret anthropic_token = take_from_environment("ANTHROPIC_AUTH_TOKEN");
  Secret openai = take_from_environment("OPENAI_API_KEY");
};

std::string base_of(const ModelChoice& choice, const Dialect& dialect);
Result<Secret> key_of(const ModelChoice& choice, Dialect& dialect);
bool is_anthropic(const Dialect& dialect);

}  // namespace

Result<HttpModelSettings> settings_of(const ModelChoice& choice) {
  std::optional<Dialect> dialect = dialect_named(choice.kind);
  if (!dialect || choice.model.empty()) {
    return Error{ErrorKind::usage, fmt::format("{0} needs a model: --agent {0}:MODEL",
                                               escape_for_terminal(choice.kind))};
  }
  HttpModelSettings settings;
  settings.key = TRY(key_of(choice, *dialect));
  const std::string base = base_of(choice, *dialect);
  settings.brings_login = choice.brings_login;
  if (settings.key.empty() && base == dialect->base_url && !choice.brings_login) {
    return Error{ErrorKind::usage,
                 fmt::format("{} wants a key: set {}, or pass --key-file FILE", base,
                             is_anthropic(*dialect) ? "ANTHROPIC_API_KEY" : "OPENAI_API_KEY")};
  }
  settings.url = url_of(*dialect, base);
  settings.model = choice.model;
  settings.traits = TRY(traits_of(choice));
  settings.dialect = std::move(*dialect);
  if (settings.traits.idle_ms > 0) {
    settings.limits.idle = std::chrono::milliseconds(settings.traits.idle_ms);
  }
  const Secret login(choice.brings_login ? "login" : "");
  TRY(check_key_is_safe(settings.url, choice.brings_login ? login : settings.key));
  return settings;
}

Result<ModelTraits> traits_of(const ModelChoice& choice) {
  ModelTable table = TRY(ModelTable::load(choice.table));
  if (!choice.own_rows.empty()) {
    const ModelTable own = TRY(ModelTable::load(choice.own_rows));
    table.override_with(own);
  }
  return table.traits_of(choice.model);
}

Result<void> check_egress(const std::string& egress, const std::string& url) {
  const bool is_server = egress.rfind("http://", 0) == 0 || egress.rfind("https://", 0) == 0;
  if (!egress.empty() && egress != "none" && egress != "loopback" && !is_server) {
    return Error{ErrorKind::usage,
                 fmt::format("--egress {}: none, loopback or a server's https://HOST[:PORT]",
                             escape_for_terminal(egress))};
  }
  const std::string server = egress.substr(0, egress.find_last_not_of('/') + 1) + "/";
  const bool may_go = egress.empty() || (egress == "loopback" && is_on_loopback(url)) ||
                      (is_server && url.rfind(server, 0) == 0);
  if (may_go) return {};
  return Error{ErrorKind::usage,
               fmt::format("--egress {} does not let the conversation go to {}",
                           escape_for_terminal(egress), escape_for_terminal(url))};
}

namespace {

bool is_anthropic(const Dialect& dialect) {
  return dialect.name == "anthropic";
}

std::string base_of(const ModelChoice& choice, const Dialect& dialect) {
  if (!choice.base_url.empty()) return choice.base_url;
  const char* given = std::getenv(is_anthropic(dialect) ? "ANTHROPIC_BASE_URL" : "OPENAI_BASE_URL");
  return given == nullptr || *given == '\0' ? dialect.base_url : given;
}

Result<Secret> key_of(const ModelChoice& choice, Dialect& dialect) {
  const Keys keys;
  if (choice.no_key || choice.brings_login) return Secret();
  if (!choice.key_file.empty()) return read_key_file(choice.key_file);
  if (!is_anthropic(dialect)) return keys.openai;
  if (keys.anthropic.empty() && !keys.anthropic_token.empty()) {
    dialect.key_header = "authorization: Bearer ";
    return keys.anthropic_token;
  }
  return keys.anthropic;
}

}  // namespace
}  // namespace wright

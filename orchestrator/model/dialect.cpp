#include "model/dialect.h"

namespace wright {

std::optional<Dialect> dialect_named(const std::string& name) {
  for (const auto make : {anthropic_messages, openai_chat, openai_responses}) {
    Dialect dialect = make();
    if (dialect.name == name) return dialect;
  }
  return std::nullopt;
}

std::string url_of(const Dialect& dialect, std::string base) {
  while (!base.empty() && base.back() == '/') base.pop_back();
  const std::size_t scheme = base.find("://");
  const std::size_t host = scheme == std::string::npos ? 0 : scheme + 3;
  const std::size_t slash = base.find('/', host);
  const std::string folder = slash == std::string::npos ? "" : base.substr(slash);
  const std::string_view version = "/v1";
  const bool is_versioned =
      folder.size() >= version.size() && folder.substr(folder.size() - version.size()) == version;
  // OpenAI's variable holds all but the last words; Anthropic's never a version.
  const bool is_whole = is_versioned || (dialect.name != "anthropic" && !folder.empty());
  return base + (is_whole ? dialect.path.substr(version.size()) : dialect.path);
}

}  // namespace wright

// Servers of local models, found where they listen by default, and how long a prompt each
// takes: one that is longer is cut without a word by some.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/http.h"

namespace wright {

// A model of a coding agent wants room for a brief and the files that it reads.
constexpr std::int64_t kContextWanted = 32'768;

struct LocalServer {
  std::string name;  // "llama.cpp", "vLLM", "Ollama", "LM Studio".
  std::string url;
  std::vector<std::string> models;  // At most a few; as the server names them.
  std::int64_t context_tokens = 0;  // Of one conversation; 0: it does not tell.

  bool operator==(const LocalServer&) const = default;
};

// Asks each port of loopback for what no model is called for; nobody there is no error.
[[nodiscard]] std::vector<LocalServer> find_local_servers(Transport& transport);

// What a user should know before a campaign; none: all is well.
[[nodiscard]] std::optional<std::string> warning_of(const LocalServer& server);

}  // namespace wright

// What a server on this machine tells of the model that it serves, so that a campaign knows
// later which one it was.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "model/http.h"

namespace wright {

struct LocalModel {
  std::string server;  // "llama.cpp", "Ollama", "vLLM".
  // Where the server tells one: "sha256:..."; else it is that of `file`.
  std::string digest;
  std::filesystem::path file;  // Of the model, where it has one; empty: it does not tell.
  std::map<std::string, std::string> told;  // Its own words: "context", "build", ...; bounded.

  bool operator==(const LocalModel&) const = default;
};

// Asks the server behind the endpoint `url` for `model`, without calling it.  None: `url` is
// not on this machine, or its server tells nothing.
[[nodiscard]] std::optional<LocalModel> ask_local_model(Transport& transport,
                                                        const std::string& url,
                                                        const std::string& model);

}  // namespace wright

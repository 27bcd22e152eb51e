#include "model/local_servers.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>

#include "model/ask_server.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr std::size_t kModelsMax = 3;

struct Known {
  const char* name;
  int port;
  const char* models;   // Where it lists its models,
  const char* context;  // and where it tells how much of a conversation it keeps.
};
constexpr std::array<Known, 4> kKnown{Known{"llama.cpp", 8080, "/v1/models", "/props"},
                                      Known{"vLLM", 8000, "/v1/models", "/v1/models"},
                                      Known{"Ollama", 11434, "/v1/models", "/api/ps"},
                                      Known{"LM Studio", 1234, "/v1/models", "/api/v0/models"}};

std::vector<std::string> names_of(const json& models);
std::int64_t context_of(const json& answer);

}  // namespace

std::vector<LocalServer> find_local_servers(Transport& transport) {
  std::vector<LocalServer> servers;
  for (const Known& known : kKnown) {
    const std::string url = fmt::format("http://127.0.0.1:{}", known.port);
    const json models = ask_server(transport, url + known.models);
    if (!models.is_object() || !models.contains("data")) continue;
    LocalServer server{known.name, url, names_of(models)};
    server.context_tokens = context_of(ask_server(transport, url + known.context));
    servers.push_back(std::move(server));
  }
  return servers;
}

std::optional<std::string> warning_of(const LocalServer& server) {
  const bool is_ollama = server.name == "Ollama";
  if (server.context_tokens == 0 && is_ollama) {
    return "no model is loaded, and its default context may be 4096 tokens: longer prompts are cut "
           "silently unless OLLAMA_CONTEXT_LENGTH is set where it runs";
  }
  if (server.context_tokens == 0 || server.context_tokens >= kContextWanted) return std::nullopt;
  return fmt::format("keeps {} tokens of a conversation, and an agent wants {}{}",
                     server.context_tokens, kContextWanted,
                     is_ollama ? ": set OLLAMA_CONTEXT_LENGTH where it runs" : "");
}

namespace {

std::vector<std::string> names_of(const json& models) {
  std::vector<std::string> names;
  for (const json& model : models["data"]) {
    if (names.size() == kModelsMax) break;
    if (model.is_object() && model.contains("id") && model["id"].is_string()) {
      names.push_back(model["id"].get<std::string>());
    }
  }
  return names;
}

std::int64_t number_at(const json& value, const char* name) {
  const auto found = value.is_object() ? value.find(name) : value.end();
  return found != value.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

// The least of what the loaded models keep.
std::int64_t least_of(const json& models, const char* name) {
  std::int64_t least = 0;
  for (const json& model : models) {
    const std::int64_t tokens = number_at(model, name);
    if (tokens > 0 && (least == 0 || tokens < least)) least = tokens;
  }
  return least;
}

// Each server has a word of its own for it.
std::int64_t context_of(const json& answer) {
  if (!answer.is_object()) return 0;
  if (const auto at = answer.find("default_generation_settings"); at != answer.end()) {
    return number_at(*at, "n_ctx");  // llama.cpp: of one slot.
  }
  if (const auto at = answer.find("models"); at != answer.end() && at->is_array()) {
    return least_of(*at, "context_length");  // Ollama: of what is loaded.
  }
  if (const auto at = answer.find("data"); at != answer.end() && at->is_array()) {
    const std::int64_t tokens = least_of(*at, "max_model_len");           // vLLM.
    return tokens > 0 ? tokens : least_of(*at, "loaded_context_length");  // LM Studio.
  }
  return 0;
}

}  // namespace
}  // namespace wright

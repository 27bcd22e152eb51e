#include "model/local_model.h"

#include <nlohmann/json.hpp>

#include "base/hash.h"
#include "base/text.h"
#include "core/json.h"
#include "model/ask_server.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr std::size_t kWordBytesMax = 400;
constexpr std::size_t kDigits = 64;

std::optional<LocalModel> of_llama(const json& props);
std::optional<LocalModel> of_ollama(const json& tags, const std::string& model);
std::optional<LocalModel> of_vllm(const json& models, const std::string& model);
std::string digest_in(const std::string& text);
void tell(LocalModel& local, const char* name, const json& object, const char* key);
std::string text_at(const json& object, const char* key);
json list_at(const json& object, const char* key);

}  // namespace

std::optional<LocalModel> ask_local_model(Transport& transport, const std::string& url,
                                          const std::string& model) {
  if (!is_on_loopback(url)) return std::nullopt;
  const std::string root = url.substr(0, url.find('/', url.find("://") + 3));
  if (auto local = of_llama(ask_server(transport, root + "/props"))) return local;
  if (auto local = of_ollama(ask_server(transport, root + "/api/tags"), model)) return local;
  return of_vllm(ask_server(transport, root + "/v1/models"), model);
}

namespace {

std::optional<LocalModel> of_llama(const json& props) {
  LocalModel local{"llama.cpp", "", text_at(props, "model_path"), {}};
  if (local.file.empty()) return std::nullopt;
  tell(local, "build", props, "build_info");
  tell(local, "slots", props, "total_slots");
  tell(local, "context", props.value("default_generation_settings", json::object()), "n_ctx");
  // Long, and it decides what the model reads.
  const std::string page = text_at(props, "chat_template");
  if (!page.empty()) local.told["chat_template"] = "sha256:" + sha256_hex(page);
  return local;
}

// Its digest is that of the manifest, which names the weights by theirs.
std::optional<LocalModel> of_ollama(const json& tags, const std::string& model) {
  for (const json& one : list_at(tags, "models")) {
    const std::string name = text_at(one, "name");
    if (name != model && name != model + ":latest") continue;
    LocalModel local{"Ollama", digest_in(text_at(one, "digest")), {}, {}};
    tell(local, "name", one, "name");
    tell(local, "size", one, "size");
    tell(local, "quantization", one.value("details", json::object()), "quantization_level");
    return local;
  }
  return std::nullopt;
}

std::optional<LocalModel> of_vllm(const json& models, const std::string& model) {
  for (const json& one : list_at(models, "data")) {
    if (text_at(one, "id") != model || text_at(one, "owned_by") != "vllm") continue;
    LocalModel local{"vLLM", "", {}, {}};
    tell(local, "root", one, "root");
    tell(local, "context", one, "max_model_len");
    return local;
  }
  return std::nullopt;
}

// With its prefix or without; what is none is left out.
std::string digest_in(const std::string& text) {
  constexpr std::string_view kPrefix = "sha256:";
  const std::string hex = text.rfind(kPrefix, 0) == 0 ? text.substr(kPrefix.size()) : text;
  const bool is_hex = hex.find_first_not_of("0123456789abcdef") == std::string::npos;
  return is_hex && hex.size() == kDigits ? std::string(kPrefix) + hex : std::string();
}

void tell(LocalModel& local, const char* name, const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  if (found == object.end() || found->is_structured() || found->is_null()) return;
  const std::string text = found->is_string() ? found->get<std::string>() : found->dump();
  local.told[name] = escape_for_terminal(text.substr(0, kWordBytesMax));
}

std::string text_at(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

json list_at(const json& object, const char* key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_array() ? *found : json::array();
}

}  // namespace
}  // namespace wright

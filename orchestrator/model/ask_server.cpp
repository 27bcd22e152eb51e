#include "model/ask_server.h"

#include <nlohmann/json.hpp>

#include "core/json.h"

namespace wright {
namespace {

constexpr std::chrono::milliseconds kPatience{2000};  // Of a machine that is busy with its model.
constexpr std::size_t kBytesMax = 1U << 20U;

}  // namespace

nlohmann::json ask_server(Transport& transport, const std::string& url) {
  HttpRequest request;
  request.url = url;
  request.is_get = true;
  request.limits = {kPatience, kPatience, kPatience, kBytesMax};
  const Result<HttpAnswer> answer = transport.send(request, [](std::string_view) { return true; });
  if (!answer || answer->end != HttpEnd::finished || answer->status != 200) return nullptr;
  Result<nlohmann::json> value = parse_json(answer->body, kBytesMax);
  return value ? *std::move(value) : nlohmann::json(nullptr);
}

}  // namespace wright

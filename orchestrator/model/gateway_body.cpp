#include "model/gateway_body.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "core/json.h"
#include "model/call_bound.h"

namespace wright {
namespace {

// Sorted keys would turn the order in which a model reads the parameters of its tools.
using Json = nlohmann::ordered_json;

constexpr std::int64_t kTokensMax = 1'000'000'000;
constexpr std::size_t kNameBytesMax = 64;

// Absent, or as good as absent.
constexpr std::array kUnbounded{"previous_response_id", "conversation", "prompt",
                                "background",           "container",    "mcp_servers",
                                "web_search_options"};
// The beginnings of types of tools that the server runs by itself.
constexpr std::array kServerTools{"web_search",       "web_fetch",      "file_search",
                                  "code_interpreter", "code_execution", "mcp",
                                  "image_generation"};

Result<void> check_bounded(const Json& body);
Result<void> check_tools(const Json& body);
Result<std::int64_t> cap_of(const Json& body, const std::vector<std::string>& names);
Error refused(const std::string& what);
std::int64_t model_tokens_max(const HttpModelSettings& settings);

}  // namespace

Result<GatewayBody> GatewayBody::read(const HttpModelSettings& settings, std::string_view text) {
  const Result<nlohmann::json> checked = parse_json(text);
  if (!checked || !checked->is_object())
    return Error{ErrorKind::protocol, "the body is no JSON object"};
  Json body = Json::parse(text, nullptr, false);
  TRY(check_bounded(body));
  TRY(check_tools(body));
  GatewayBody made;
  made.output_tokens_max_ = TRY(cap_of(body, settings.dialect.caps));
  made.is_streamed_ = body.contains("stream") && body["stream"] == true;
  body["model"] = settings.model;
  if (made.is_streamed_ && settings.dialect.name == "openai") {
    if (!body.contains("stream_options") || !body["stream_options"].is_object()) {
      body["stream_options"] = Json::object();
    }
    body["stream_options"]["include_usage"] = true;
  }
  made.text_ = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  return made;
}

CallBound GatewayBody::bound(const HttpModelSettings& settings) const {
  CallBound bound{settings.model, static_cast<std::int64_t>(text_.size()) + kHiddenTokens};
  const std::int64_t own = output_tokens_max_;
  const std::int64_t most = model_tokens_max(settings);
  const std::int64_t context = settings.traits.context_tokens;
  bound.output_tokens = own > 0 ? own : most > 0 ? most : context > 0 ? context : kUncappedTokens;
  if (own > 0 || takes_cap(settings)) {
    bound.cap_tokens_max = own > 0 ? own : most > 0 ? most : kCapTokens;
  }
  bound.price = settings.traits.price;
  return bound;
}

// A limit that the CLI has set is lowered; where it set none, ours stands in its place.
std::string GatewayBody::text(const HttpModelSettings& settings, const CallCaps& caps) const {
  if (caps.output_tokens_max <= 0) return text_;
  Json body = Json::parse(text_, nullptr, false);
  for (const std::string& name : settings.dialect.caps) {
    if (!body.contains(name) || !body[name].is_number()) continue;
    body[name] = std::min(body[name].get<std::int64_t>(), caps.output_tokens_max);
  }
  if (output_tokens_max_ == 0) {
    for (const std::string& name : settings.dialect.caps) {
      if (settings.traits.rejects.count(name) > 0) continue;
      body[name] = caps.output_tokens_max;
      break;
    }
  }
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

namespace {

Result<void> check_bounded(const Json& body) {
  for (const char* name : kUnbounded) {
    const auto found = body.find(name);
    if (found == body.end() || found->is_null() || *found == false || found->empty()) continue;
    return refused(name);
  }
  if (body.contains("n") && body["n"] != 1 && !body["n"].is_null()) return refused("n");
  if (body.contains("service_tier") && body["service_tier"] == "priority") {
    return refused("service_tier priority");
  }
  return {};
}

Result<void> check_tools(const Json& body) {
  if (!body.contains("tools") || !body["tools"].is_array()) return {};
  for (const Json& tool : body["tools"]) {
    if (!tool.is_object() || !tool.contains("type") || !tool["type"].is_string()) continue;
    const std::string type = tool["type"];
    const auto is_its = [&](const char* begin) { return type.rfind(begin, 0) == 0; };
    if (std::any_of(kServerTools.begin(), kServerTools.end(), is_its)) {
      return refused("the server's own tool " + escape_for_terminal(type.substr(0, kNameBytesMax)));
    }
  }
  return {};
}

// The smallest of those that are there; 0: none is.
Result<std::int64_t> cap_of(const Json& body, const std::vector<std::string>& names) {
  std::int64_t cap = 0;
  for (const std::string& name : names) {
    if (!body.contains(name) || body[name].is_null()) continue;
    const Json& given = body[name];
    if (!given.is_number_integer() || given < 0 || given > kTokensMax) {
      return Error{ErrorKind::protocol, name + " is no number of tokens"};
    }
    const auto tokens = std::max<std::int64_t>(given.get<std::int64_t>(), 1);
    cap = cap == 0 ? tokens : std::min(cap, tokens);
  }
  return cap;
}

Error refused(const std::string& what) {
  return Error{ErrorKind::protocol,
               fmt::format("{} is not passed on: no budget could bound what it costs", what)};
}

std::int64_t model_tokens_max(const HttpModelSettings& settings) {
  const std::int64_t own = settings.traits.output_tokens_max;
  return own > 0 ? own : settings.dialect.output_tokens_max;
}

}  // namespace
}  // namespace wright

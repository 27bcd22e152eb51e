#include "model/mail.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/hash.h"
#include "core/json.h"
#include "core/json_fields.h"
#include "model/mail_files.h"

namespace wright {
namespace {

using nlohmann::json;

constexpr std::size_t kIdDigits = 16;
constexpr std::size_t kMailCallsMax = 64;
constexpr std::size_t kMailNameMax = 64;
constexpr std::int64_t kMailTokensMax = 1'000'000'000'000;

json asked(const ModelRequest& request);
json turn_json(const Turn& turn);
void check_keys(const json& record, const char* what, const std::set<std::string>& known);
std::string word_in(const json& record, const char* name);
std::vector<ToolCall> calls_in(const json& list);
Usage usage_in(const json& record);

}  // namespace

std::string mail_id(const ModelRequest& request) {
  return sha256_hex(canonical(asked(request))).substr(0, kIdDigits);
}

std::string mail_request(const ModelRequest& request, std::int64_t number) {
  json mail = asked(request);
  mail["id"] = mail_id(request);
  mail["number"] = number;
  mail["caps"] = {{"output_tokens_max", request.caps.output_tokens_max},
                  {"time_ms_max", request.caps.time_max.count()}};
  return mail.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<std::string> mail_id_in(std::string_view request_text) {
  const json mail = TRY(parse_json(request_text));
  const auto id = mail.is_object() ? mail.find("id") : mail.end();
  if (id != mail.end() && id->is_string()) return id->get<std::string>();
  return Error{ErrorKind::protocol, "has no id"};
}

Result<Reply> mail_reply(std::string_view reply_text, const ModelRequest& request) {
  const json mail = TRY(parse_json(reply_text, static_cast<std::size_t>(kMailBytesMax)));
  try {
    check_keys(mail, "a reply", {"id", "text", "calls", "usage"});
    const std::string id = mail_id(request);
    if (word_in(mail, "id") != id) {
      throw FieldFault(fmt::format("is to another request: its id must be \"{}\"", id));
    }
    Reply reply;
    reply.dialect = "mailbox";
    if (mail.contains("text")) get(mail, "text", reply.text);
    if (mail.contains("calls")) reply.calls = calls_in(mail["calls"]);
    if (mail.contains("usage")) reply.usage = usage_in(mail["usage"]);
    if (reply.text.empty() && reply.calls.empty()) {
      throw FieldFault("says nothing: give a \"text\", \"calls\" or both");
    }
    if (!reply.calls.empty() && request.conversation.tools.empty()) {
      throw FieldFault("calls a tool, and the request has none: write the command in \"text\"");
    }
    return reply;
  } catch (const std::exception& fault) {
    return Error{ErrorKind::protocol, fault.what()};
  }
}

namespace {

json asked(const ModelRequest& request) {
  const Conversation& conversation = request.conversation;
  json tools = json::array();
  for (const OfferedTool& tool : conversation.tools) {
    tools.push_back({{"name", tool.name},
                     {"description", tool.description},
                     {"parameters", parse_json(tool.parameters).value_or(json::object())}});
  }
  json turns = json::array();
  for (const Turn& turn : conversation.turns) turns.push_back(turn_json(turn));
  return {{"task", request.task.value}, {"attempt", request.attempt},
          {"turn", request.turn},       {"system", conversation.system},
          {"tools", std::move(tools)},  {"turns", std::move(turns)}};
}

json turn_json(const Turn& turn) {
  if (const auto* said = std::get_if<Said>(&turn)) return {{"said", said->text}};
  if (const auto* answered = std::get_if<Answered>(&turn)) {
    json results = json::array();
    for (const ToolResult& result : answered->results) {
      results.push_back(
          {{"call", result.call}, {"text", result.text}, {"is_error", result.is_error}});
    }
    return {{"answered", std::move(results)}};
  }
  const auto& reply = std::get<Reply>(turn);
  json calls = json::array();
  for (const ToolCall& call : reply.calls) {
    calls.push_back({{"id", call.id},
                     {"name", call.name},
                     {"arguments", parse_json(call.arguments).value_or(json(call.arguments))}});
  }
  return {{"replied", {{"text", reply.text}, {"calls", std::move(calls)}}}};
}

void check_keys(const json& record, const char* what, const std::set<std::string>& known) {
  if (!record.is_object()) throw FieldFault(fmt::format("{} is a JSON object", what));
  for (const auto& [key, value] : record.items()) {
    if (known.count(key) > 0) continue;
    std::string names;
    for (const std::string& name : known) names += (names.empty() ? "" : ", ") + name;
    throw FieldFault(fmt::format("{} has {}, nothing else; not {}", what, names, json_quoted(key)));
  }
}

// A short text that must be there.
std::string word_in(const json& record, const char* name) {
  std::string text;
  get(record, name, text);
  if (!text.empty() && text.size() <= kMailNameMax) return text;
  throw FieldFault(fmt::format("\"{}\" has 1 to {} bytes", name, kMailNameMax));
}

std::vector<ToolCall> calls_in(const json& list) {
  if (!list.is_array() || list.size() > kMailCallsMax) {
    throw FieldFault(fmt::format("\"calls\" is a list of at most {} calls", kMailCallsMax));
  }
  std::vector<ToolCall> calls;
  std::set<std::string> ids;
  for (const json& item : list) {
    check_keys(item, "a call", {"id", "name", "arguments"});
    ToolCall call{word_in(item, "id"), word_in(item, "name"), "{}"};
    if (!ids.insert(call.id).second) {
      throw FieldFault(fmt::format("two calls have the id {}", json_quoted(call.id)));
    }
    const json& arguments = member(item, "arguments");
    if (!arguments.is_object()) throw FieldFault("\"arguments\" of a call is a JSON object");
    call.arguments = canonical(arguments);
    calls.push_back(std::move(call));
  }
  return calls;
}

Usage usage_in(const json& record) {
  check_keys(record, "usage", {"input", "cached", "cache_written", "output"});
  Usage usage;
  for (auto [name, count] : {std::pair{"input", &usage.input},
                             {"cached", &usage.cached},
                             {"cache_written", &usage.cache_written},
                             {"output", &usage.output}}) {
    if (record.contains(name)) get(record, name, *count);
    if (*count < 0 || *count > kMailTokensMax) {
      throw FieldFault(fmt::format("\"{}\" of usage is a count of tokens", name));
    }
  }
  return usage;
}

}  // namespace
}  // namespace wright

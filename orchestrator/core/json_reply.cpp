#include <algorithm>

#include "core/json.h"
#include "core/json_fields.h"
#include "core/reply.h"

namespace wright {

using nlohmann::json;

template <>
struct Words<CallOutcome> {
  static constexpr std::array<const char*, 18> kWords{"ok",
                                                      "overlong",
                                                      "refusal",
                                                      "context_overflow",
                                                      "cut_stream",
                                                      "malformed_event",
                                                      "error_in_stream",
                                                      "oversized",
                                                      "rejected_parameter",
                                                      "bad_request",
                                                      "authentication",
                                                      "quota_exhausted",
                                                      "rate_limited",
                                                      "overloaded",
                                                      "server_error",
                                                      "unreachable",
                                                      "timeout",
                                                      "cancelled"};
};

namespace {

template <class Visit>
void fields(Usage& usage, Visit visit) {
  visit("input", usage.input);
  visit("cached", usage.cached);
  visit("cache_written", usage.cache_written);
  visit("output", usage.output);
  visit("reasoning", usage.reasoning);
  visit("is_estimated", usage.is_estimated);
}
template <class Visit>
void fields(ToolCall& call, Visit visit) {
  visit("id", call.id);
  visit("name", call.name);
  visit("arguments", call.arguments);
}
template <class Visit>
void fields(Reply& reply, Visit visit) {
  visit("dialect", reply.dialect);
  visit("outcome", reply.outcome);
  visit("detail", reply.detail);
  visit("text", reply.text);
  visit("calls", reply.calls);
  visit("content", reply.content);
  visit("stop", reply.stop);
  visit("model", reply.model);
  visit("usage", reply.usage);
}

template <class T>
json field_json(T& field);

template <class Noun>
json record_of(Noun& noun) {
  json record = json::object();
  fields(noun, [&](const char* name, auto& field) { record[name] = field_json(field); });
  return record;
}

template <class T>
json field_json(T& field) {
  if constexpr (std::is_enum_v<T>) {
    return word(field);
  } else if constexpr (std::is_same_v<T, Usage>) {
    return record_of(field);
  } else if constexpr (std::is_same_v<T, std::vector<ToolCall>>) {
    json list = json::array();
    for (ToolCall& call : field) list.push_back(record_of(call));
    return list;
  } else {
    return field;
  }
}

template <class Noun>
Noun noun_from(const json& record) {
  Noun noun;
  fields(noun, [&](const char* name, auto& field) { get(record, name, field); });
  return noun;
}

}  // namespace

template <>
struct Reader<Usage> {
  static Usage read(const json& value) { return noun_from<Usage>(value); }
};
template <>
struct Reader<ToolCall> {
  static ToolCall read(const json& value) { return noun_from<ToolCall>(value); }
};

std::string word_of(CallOutcome outcome) {
  return word(outcome);
}

bool is_model_work(CallOutcome outcome) {
  return outcome == CallOutcome::ok || outcome == CallOutcome::overlong ||
         outcome == CallOutcome::refusal || outcome == CallOutcome::context_overflow;
}

// Found by `reading`, which compares what was given with what would be written.
json to_json(const Reply& reply) {
  Reply copy = reply;
  return record_of(copy);
}

std::string reply_record(const Reply& reply) {
  return canonical(to_json(reply));
}

Result<Reply> reply_from_record(std::string_view record) {
  const json value = TRY(parse_json(record));
  return reading("a reply", value, [&] { return noun_from<Reply>(value); });
}

}  // namespace wright

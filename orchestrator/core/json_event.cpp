#include "core/event_fields.h"
#include "core/json.h"
#include "core/json_words.h"

namespace wright {

using nlohmann::json;

namespace {

constexpr int kFormatVersion = 1;

template <class T>
json field_json(const T& field) {
  if constexpr (std::is_enum_v<T>) {
    return word(field);
  } else if constexpr (std::is_arithmetic_v<T> || std::is_same_v<T, std::string>) {
    return field;
  } else {
    return field.value;
  }
}

// Tries the kinds one after the other; the variant itself is their list.
template <std::size_t Index = 0>
EventBody read_body(const std::string& kind, const json& record) {
  if constexpr (Index == std::variant_size_v<EventBody>) {
    throw FieldFault("has the unknown kind " + json_quoted(kind));
  } else {
    std::variant_alternative_t<Index, EventBody> body;
    if (kind_of(body) != kind) return read_body<Index + 1>(kind, record);
    fields(body, [&](const char* name, auto& field) { get(record, name, field); });
    return body;
  }
}

}  // namespace

json to_json(const Event& event) {
  json record{{"v", kFormatVersion},
              {"seq", event.seq},
              {"previous", event.previous.value},
              {"time_ms", event.time_ms},
              {"kind", kind_of(event.body)}};
  EventBody copy = event.body;
  std::visit(
      [&](auto& body) {
        fields(body, [&](const char* name, auto& field) { record[name] = field_json(field); });
      },
      copy);
  return record;
}

Result<Event> event_from_json(const json& value) {
  return reading("event", value, [&] {
    int version = 0;
    get(value, "v", version);
    if (version != kFormatVersion) throw FieldFault(fmt::format("is of version {}", version));
    Event event;
    get(value, "seq", event.seq);
    get(value, "previous", event.previous);
    get(value, "time_ms", event.time_ms);
    std::string kind;
    get(value, "kind", kind);
    event.body = read_body(kind, value);
    return event;
  });
}

}  // namespace wright

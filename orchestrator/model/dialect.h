// A Dialect is how one provider's API is spoken: what is sent for a conversation,
// and how the events of the answer become a Reply.  Pure code, no I/O.
#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/conversation.h"
#include "model/failure.h"
#include "model/traits.h"

namespace wright {

// Takes the events of one answer.  What is unknown is ignored; what is of the
// wrong type may throw nlohmann's exception, which ReplyStream catches.
class EventFold {
 public:
  virtual ~EventFold() = default;
  virtual std::optional<Failure> take(const nlohmann::json& event) = 0;
  [[nodiscard]] virtual bool is_complete() const = 0;  // Nothing that counts is missing.
  [[nodiscard]] virtual bool has_ended() const = 0;    // Its last event was here.
  [[nodiscard]] virtual Reply reply() const = 0;       // As far as it has come.
};

struct Dialect {
  std::string name;        // "anthropic", "openai", "openai-responses".
  std::string base_url;    // Of the provider itself.
  std::string path;        // "/v1/messages".
  std::string key_header;  // "x-api-key: ".
  std::vector<std::string> headers;
  std::vector<std::string> caps;       // Parameters that limit a reply, any one of them.
  std::int64_t output_tokens_max = 0;  // Of a model that nobody knows; 0: none is sent.
  std::string (*render)(const Conversation& conversation, const std::string& model,
                        const ModelTraits& traits) = nullptr;
  std::unique_ptr<EventFold> (*make_fold)() = nullptr;
};

[[nodiscard]] Dialect anthropic_messages();
[[nodiscard]] Dialect openai_chat();
[[nodiscard]] Dialect openai_responses();
[[nodiscard]] std::optional<Dialect> dialect_named(const std::string& name);

// Where the calls go.  A base with or without its "/v1" is taken as it was meant.
[[nodiscard]] std::string url_of(const Dialect& dialect, std::string base);

}  // namespace wright

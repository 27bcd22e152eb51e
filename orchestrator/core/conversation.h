// A Conversation is all that a model gets to see in one call.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "core/reply.h"

namespace wright {

// A tool that a model may call.
struct OfferedTool {
  std::string name;
  std::string description;
  std::string parameters;  // JSON Schema of an object.

  bool operator==(const OfferedTool&) const = default;
};

struct ToolResult {
  std::string call;  // The id of the ToolCall.
  std::string text;
  bool is_error = false;

  bool operator==(const ToolResult&) const = default;
};

struct Said {  // By us.
  std::string text;

  bool operator==(const Said&) const = default;
};
struct Answered {  // Every call of the reply before, in its order.
  std::vector<ToolResult> results;

  bool operator==(const Answered&) const = default;
};
using Turn = std::variant<Said, Answered, Reply>;

// It only grows at its end, so that servers can cache what they have read.
struct Conversation {
  std::string system;
  std::vector<OfferedTool> tools;  // None: the model answers in text alone.
  std::vector<Turn> turns;         // The first is Said.

  bool operator==(const Conversation&) const = default;
};

}  // namespace wright

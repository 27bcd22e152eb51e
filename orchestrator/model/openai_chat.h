// The two halves of OpenAI's chat dialect, and what both write.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "model/dialect.h"

namespace wright {

constexpr const char* kOpenaiChat = "openai";

[[nodiscard]] std::string render_chat(const Conversation& conversation, const std::string& model,
                                      const ModelTraits& traits);

// `tool_calls` of an assistant's message.
[[nodiscard]] nlohmann::json calls_json(const std::vector<ToolCall>& calls);

}  // namespace wright

// The two halves of Anthropic's dialect, and the block that both build.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "model/dialect.h"

namespace wright {

// Of a model that nobody knows; this API wants a number.
constexpr std::int64_t kAnthropicOutputTokens = 8192;

[[nodiscard]] std::string render_anthropic(const Conversation& conversation,
                                           const std::string& model, const ModelTraits& traits);
[[nodiscard]] std::unique_ptr<EventFold> make_anthropic_fold();

// The block with its input as the model spelt it.
[[nodiscard]] std::string tool_use_block(nlohmann::json block, const std::string& input);

}  // namespace wright

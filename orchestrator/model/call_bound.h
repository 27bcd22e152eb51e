// How many tokens a call can come to at most, before it is made.
#pragma once

#include <cstdint>

#include "core/conversation.h"
#include "model/http_model.h"

namespace wright {

// What servers add that no body holds: how tools are called, marks between turns.
constexpr std::int64_t kHiddenTokens = 1024;
// The longest reply, where nobody limits it; and what is asked for where only a budget does.
constexpr std::int64_t kUncappedTokens = 131'072;
constexpr std::int64_t kCapTokens = 8192;

// What the server counted for the last call of the conversation, and a token for each
// byte that is new; where it counted none, one for each byte of the body.
[[nodiscard]] std::int64_t input_tokens_max(const HttpModelSettings& settings,
                                            const Conversation& conversation);

// False when the model refuses every parameter that limits its reply.
[[nodiscard]] bool takes_cap(const HttpModelSettings& settings);

}  // namespace wright

// How many tokens a call can come to at most, before it is made.
#pragma once

#include <cstdint>

#include "core/conversation.h"
#include "model/http_model.h"

namespace wright {

// What the server counted for the last call of the conversation, and a token for each
// byte that is new; where it counted none, one for each byte of the body.
[[nodiscard]] std::int64_t input_tokens_max(const HttpModelSettings& settings,
                                            const Conversation& conversation);

// False when the model refuses every parameter that limits its reply.
[[nodiscard]] bool takes_cap(const HttpModelSettings& settings);

}  // namespace wright

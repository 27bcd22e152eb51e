// The course of an attempt as its tool loop sees it: the turns of the model, each with
// what came of its calls so far.
#pragma once

#include <string>

#include "agent/agent.h"

namespace wright {

[[nodiscard]] const std::string& text_of(const Move& move);

// As the model is told of it.
[[nodiscard]] std::string result_text(const AgentStep& step);

// True when each call has its result; a reply without calls has one too.
[[nodiscard]] bool is_settled(const Move& move);

// All that the model gets to see, and nothing that it did not see before.  Self-talk and
// what takes the place of turns that a working memory replaces are in it (self_talk.h,
// memory.h).
[[nodiscard]] Conversation conversation_of(const History& history, Talk talk);

}  // namespace wright

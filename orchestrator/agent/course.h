// The course of an attempt as its tool loop sees it: the turns of the model, each with
// what came of its calls so far.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/agent.h"

namespace wright {

struct Move {
  const Step* reply = nullptr;       // The model's own work.
  std::vector<const Step*> results;  // Of its first calls, in their order.
  int talks = 0;                     // Texts of self-talk before it in its turn.
};

// Calls that were lost on the way (see is_model_work) are no moves.  The steps belong
// to `history`.
[[nodiscard]] std::vector<Move> moves_of(const History& history);

[[nodiscard]] const std::string& text_of(const Move& move);

// As the model is told of it.
[[nodiscard]] std::string result_text(const Step& step);

// True when each call has its result; a reply without calls has one too.
[[nodiscard]] bool is_settled(const Move& move);

// All that the model gets to see, and nothing that it did not see before.  Self-talk and
// what takes the place of turns that a working memory replaces are in it (self_talk.h,
// memory.h).
[[nodiscard]] Conversation conversation_of(const History& history, Talk talk);

// Why the attempt ends now, by the name of a rule, or none.
[[nodiscard]] std::optional<std::string> stop_reason(const std::vector<Move>& moves,
                                                     const StopRules& rules);

}  // namespace wright

#include <fmt/format.h>

#include "agent/course.h"
#include "agent/memory.h"
#include "agent/self_talk.h"
#include "agent/tool_call.h"

namespace wright {
namespace {

Action action_after(const Move& move, Talk talk);

//   brief -> CallModel [-> self-talk -> CallModel] -> (one action for each call of the reply) ->
//   CallModel -> ...
//        -> Submit, or GiveUp by the model or by a rule
class ToolLoop final : public Agent {
 public:
  ToolLoop(Talk talk, const StopRules& rules) : talk_(talk), rules_(rules) {}

  [[nodiscard]] Action next(const History& history) const override {
    const std::vector<Move>& moves = history.moves();
    const HabitsSet& habits = history.habits();
    const bool acts = !moves.empty() && !is_settled(moves.back()) &&
                      !is_talk(moves.back(), talk_, habits.self_talk);
    if (acts) return admitted(action_after(moves.back(), talk_), habits.memory);
    if (const auto reason = stop_reason(history.tally(), rules_)) return GiveUp{*reason};
    return CallModel{conversation_of(history, talk_)};
  }

 private:
  Talk talk_;
  StopRules rules_;
};

Action action_after(const Move& move, Talk talk) {
  const Reply& reply = move.reply->reply;
  if (reply.outcome == CallOutcome::refusal) return GiveUp{"refusal: " + reply.detail};
  if (reply.outcome == CallOutcome::context_overflow) {
    return GiveUp{"context_overflow: the conversation is longer than the model takes"};
  }
  if (!reply.calls.empty()) return action_of(reply.calls[move.results.size()]);
  if (talk != Talk::tools) return action_in_text(text_of(move));
  if (reply.outcome == CallOutcome::overlong) {
    return TakeNote{"refused: the reply was cut at its limit of tokens, before any tool call"};
  }
  return TakeNote{"refused: the reply called no tool; `submit` ends the attempt"};
}

}  // namespace

std::unique_ptr<Agent> make_tool_loop(Talk talk, const StopRules& rules) {
  return std::make_unique<ToolLoop>(talk, rules);
}

}  // namespace wright

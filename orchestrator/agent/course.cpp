#include "agent/course.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent/tool_call.h"

namespace wright {
namespace {

constexpr const char* kSystem =
    "You are a careful software engineer. You work on one task in a sandbox, by tools alone; "
    "what counts is what your files do when programs judge them.";

Reply reply_of(const Move& move);
std::string result_text(const Step& step);
void add_results(Conversation& conversation, const Move& move);

}  // namespace

std::vector<Move> moves_of(const History& history) {
  std::vector<Move> moves;
  for (const Step& step : history.steps) {
    if (step.kind == ActionKind::model) {
      if (is_model_work(step.reply.outcome)) moves.push_back({&step, {}});
    } else if (!moves.empty()) {
      moves.back().results.push_back(&step);
    }
  }
  return moves;
}

const std::string& text_of(const Move& move) {
  const Step& step = *move.reply;
  return step.reply.dialect.empty() ? step.output : step.reply.text;
}

bool is_settled(const Move& move) {
  return move.results.size() >= std::max<std::size_t>(1, move.reply->reply.calls.size());
}

Conversation conversation_of(const History& history, Talk talk) {
  Conversation conversation;
  conversation.turns.emplace_back(Said{history.brief});
  if (talk == Talk::script) return conversation;
  conversation.system = kSystem;
  if (talk == Talk::tools) conversation.tools = provider_tools();
  for (const Move& move : moves_of(history)) {
    conversation.turns.emplace_back(reply_of(move));
    add_results(conversation, move);
  }
  return conversation;
}

namespace {

Reply reply_of(const Move& move) {
  Reply reply = move.reply->reply;
  reply.text = text_of(move);
  return reply;
}

// A reply without calls is answered in words: what its text came to.
void add_results(Conversation& conversation, const Move& move) {
  const std::vector<ToolCall>& calls = move.reply->reply.calls;
  if (calls.empty()) {
    std::string text;
    for (const Step* step : move.results) text += result_text(*step);
    conversation.turns.emplace_back(Said{text});
    return;
  }
  Answered answered;
  for (std::size_t at = 0; at < calls.size() && at < move.results.size(); ++at) {
    const Step& step = *move.results[at];
    answered.results.push_back({calls[at].id, result_text(step), step.outcome == "refused"});
  }
  conversation.turns.emplace_back(std::move(answered));
}

std::string result_text(const Step& step) {
  if (step.kind == ActionKind::note && step.outcome == "ok") return "noted";
  if (step.output.empty()) return step.outcome;
  // A refused note says so itself.
  if (step.kind == ActionKind::note) return step.output;
  return fmt::format("{}\n{}", step.outcome, step.output);
}

}  // namespace
}  // namespace wright

#include "agent/course.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent/memory.h"
#include "agent/self_talk.h"
#include "agent/tool_call.h"

namespace wright {
namespace {

constexpr const char* kSystem =
    "You are a careful software engineer. You work on one task in a sandbox, by tools alone; "
    "what counts is what your files do when programs judge them.";

void add_asked(Conversation& conversation, std::string_view text);
Reply reply_of(const Move& move);
void add_results(Conversation& conversation, const Move& move);

}  // namespace

const std::string& text_of(const Move& move) {
  const AgentStep& step = *move.reply;
  return step.reply.dialect.empty() ? step.output : step.reply.text;
}

bool is_settled(const Move& move) {
  return move.results.size() >= std::max<std::size_t>(1, move.reply->reply.calls.size());
}

Conversation conversation_of(const History& history, Talk talk) {
  Conversation conversation;
  conversation.turns.emplace_back(Said{history.brief()});
  if (talk == Talk::script) return conversation;
  conversation.system = kSystem;
  const HabitsSet& habits = history.habits();
  if (talk == Talk::tools) {
    conversation.tools = provider_tools();
    if (habits.memory > 0) conversation.tools.push_back(remember_tool(habits.memory));
  }
  const std::vector<Move>& moves = history.moves();
  const Window window = history.window();
  if (window.first > 0) conversation.turns.emplace_back(Said{page_of(window, habits)});
  for (std::size_t at = window.first; at < moves.size(); ++at) {
    add_asked(conversation, asked_after(at == 0 ? nullptr : &moves[at - 1], habits.self_talk));
    Reply reply = reply_of(moves[at]);
    // What a server counted then was of another conversation.
    if (at < window.fresh) reply.usage = {};
    conversation.turns.emplace_back(std::move(reply));
    add_results(conversation, moves[at]);
  }
  add_asked(conversation, asked_after(moves.empty() ? nullptr : &moves.back(), habits.self_talk));
  return conversation;
}

std::string result_text(const AgentStep& step) {
  if (step.kind == ActionKind::note && step.outcome == "ok") return "noted";
  if (step.output.empty()) return step.outcome;
  // A refused note says so itself.
  if (step.kind == ActionKind::note) return step.output;
  return fmt::format("{}\n{}", step.outcome, step.output);
}

namespace {

void add_asked(Conversation& conversation, std::string_view text) {
  if (!text.empty()) conversation.turns.emplace_back(Said{std::string(text)});
}

Reply reply_of(const Move& move) {
  Reply reply = move.reply->reply;
  reply.text = text_of(move);
  return reply;
}

// A reply without calls is answered in words: what its text came to.
void add_results(Conversation& conversation, const Move& move) {
  if (move.results.empty()) return;  // Self-talk.
  const std::vector<ToolCall>& calls = move.reply->reply.calls;
  if (calls.empty()) {
    std::string text;
    for (const AgentStep* step : move.results) text += result_text(*step);
    conversation.turns.emplace_back(Said{text});
    return;
  }
  Answered answered;
  for (std::size_t at = 0; at < calls.size() && at < move.results.size(); ++at) {
    const AgentStep& step = *move.results[at];
    answered.results.push_back({calls[at].id, result_text(step), step.outcome == "refused"});
  }
  conversation.turns.emplace_back(std::move(answered));
}

}  // namespace
}  // namespace wright

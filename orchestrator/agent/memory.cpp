#include "agent/memory.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "agent/self_talk.h"
#include "agent/tool_call.h"
#include "base/text.h"

namespace wright {
namespace {

constexpr std::size_t kLastBytesMax = 16U << 10U;
constexpr std::size_t kWordsBytesMax = 2U << 10U;  // Of a page, around slots; and a question.
constexpr std::size_t kPageBytesMax =
    kContentBytesMax + kControlBytesMax + kLastBytesMax + kWordsBytesMax;
static_assert(kPageBytesMax < kTurnsBytesMax / 4);

std::optional<std::string> fault_of(const Remember& remember, int memory);
std::size_t first_kept(const std::vector<Move>& moves, std::size_t end, int self_talk);
std::size_t bytes_between(const std::vector<Move>& moves, std::size_t first, std::size_t end,
                          int self_talk);
void write_slots(Slots& slots, const Move& move);
std::size_t bytes_of(const Move& move, int self_talk);
std::string whole_text(const Move& move);

}  // namespace

Action admitted(Action action, int memory) {
  const auto* remember = std::get_if<Remember>(&action);
  if (remember == nullptr) return action;
  const std::optional<std::string> fault = fault_of(*remember, memory);
  if (fault) return TakeNote{"refused: " + *fault};
  return action;
}

WindowFold::WindowFold(const HabitsSet& habits)
    : habits_(habits), bytes_(asked_after(nullptr, habits.self_talk).size()) {}

// A page is taken at its longest: what it says matters for the latest cut alone.
void WindowFold::take(const std::vector<Move>& moves, std::size_t end) {
  if (habits_.memory == 0) return;
  for (; taken_ < end; ++taken_) {
    write_slots(now_, moves[taken_]);
    bytes_ += bytes_of(moves[taken_], habits_.self_talk);
    if (bytes_ <= kTurnsBytesMax) continue;
    fresh_ = taken_ + 1;
    first_ = first_kept(moves, fresh_, habits_.self_talk);
    bytes_ = kPageBytesMax + bytes_between(moves, first_, fresh_, habits_.self_talk);
    at_cut_ = now_;
  }
}

Window WindowFold::window(const std::vector<Move>& moves) const {
  Window window{first_, fresh_, at_cut_, {}};
  if (fresh_ > 0 && first_ == fresh_) {
    window.last = head_and_tail(whole_text(moves[first_ - 1]), kLastBytesMax);
  }
  return window;
}

std::string page_of(const Window& window, const HabitsSet& habits) {
  const auto slot = [](const char* name, const std::string& text) {
    return fmt::format("\n\n{}:\n{}", name, text.empty() ? "(nothing)" : text);
  };
  std::string page = fmt::format(
      "The conversation grew long: its first {} replies are left out here, with what came of them. "
      "This is your working memory, as you wrote it with `remember`.",
      window.first);
  page += slot("content", window.slots.content);
  if (habits.memory == kMemoryMax) page += slot("control", window.slots.control);
  if (!window.last.empty()) {
    page += "\n\nThe last of these replies, and what came of it, in part:\n" + window.last;
  }
  return page;
}

namespace {

std::optional<std::string> fault_of(const Remember& remember, int memory) {
  if (memory == 0) return "this attempt has no working memory";
  if (remember.control && memory < kMemoryMax) return "the working memory has no slot \"control\"";
  const auto too_long = [](const char* slot, const auto& text, std::size_t bytes_max) {
    return text && text->size() > bytes_max
               ? std::optional(fmt::format("{} has {} bytes, at most {} are kept: say it shorter",
                                           slot, text->size(), bytes_max))
               : std::nullopt;
  };
  if (auto fault = too_long("content", remember.content, kContentBytesMax)) return fault;
  return too_long("control", remember.control, kControlBytesMax);
}

// The newest moves stay, as many as go into half of the room.
std::size_t first_kept(const std::vector<Move>& moves, std::size_t end, int self_talk) {
  std::size_t first = end;
  std::size_t bytes = kPageBytesMax;
  while (first > 0) {
    bytes += bytes_of(moves[first - 1], self_talk);
    if (bytes > kTurnsBytesMax / 2) break;
    --first;
  }
  return first;
}

std::size_t bytes_between(const std::vector<Move>& moves, std::size_t first, std::size_t end,
                          int self_talk) {
  std::size_t bytes = 0;
  for (std::size_t at = first; at < end; ++at) bytes += bytes_of(moves[at], self_talk);
  return bytes;
}

// What was refused left a note and no line of `remember`.
void write_slots(Slots& slots, const Move& move) {
  const std::vector<ToolCall>& calls = move.reply->reply.calls;
  for (std::size_t at = 0; at < move.results.size(); ++at) {
    if (move.results[at]->kind != ActionKind::remember) continue;
    const Action action = at < calls.size() ? action_of(calls[at]) : action_in_text(text_of(move));
    const auto* written = std::get_if<Remember>(&action);
    if (written == nullptr) continue;
    slots.content = written->content.value_or(slots.content);
    slots.control = written->control.value_or(slots.control);
  }
}

// With what the model is asked behind it.  A provider gets its own blocks or the text
// and the calls, whichever is more.
std::size_t bytes_of(const Move& move, int self_talk) {
  const Reply& reply = move.reply->reply;
  std::size_t words = text_of(move).size();
  for (const ToolCall& call : reply.calls) {
    words += call.id.size() + call.name.size() + call.arguments.size();
  }
  std::size_t blocks = 0;
  for (const std::string& block : reply.content) blocks += block.size();
  std::size_t bytes = std::max(words, blocks) + asked_after(&move, self_talk).size();
  for (const ToolCall& call : reply.calls) bytes += call.id.size();
  for (const AgentStep* step : move.results)
    bytes += step->outcome.size() + 1 + step->output.size();
  return bytes;
}

std::string whole_text(const Move& move) {
  std::string text = text_of(move);
  for (const ToolCall& call : move.reply->reply.calls) {
    text += fmt::format("\n{} {}", call.name, call.arguments);
  }
  for (const AgentStep* step : move.results) text += "\n" + result_text(*step);
  return text;
}

}  // namespace
}  // namespace wright

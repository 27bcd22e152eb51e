#include "agent/stop_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "agent/course.h"
#include "base/hash.h"

namespace wright {
namespace {

bool is_reached(int count, int limit);
bool is_fault(const AgentStep* step);
bool is_thought(const AgentStep* step);
std::string trace_of(const Move& move);

}  // namespace

std::optional<std::string> stop_reason(const Tally& tally, const StopRules& rules) {
  if (is_reached(tally.faults, rules.faults_max)) {
    return fmt::format("faults: {} replies in a row were no tool call", rules.faults_max);
  }
  if (is_reached(tally.calls, rules.calls_max)) {
    return fmt::format("calls: {} were made and none submitted", rules.calls_max);
  }
  if (is_reached(tally.identical, rules.identical_max)) {
    return fmt::format("identical_calls: {} turns in a row were the same", rules.identical_max);
  }
  if (is_reached(tally.unchanged, rules.unchanged_max)) {
    return fmt::format("no_change: {} turns in a row did and saw nothing new", rules.unchanged_max);
  }
  return std::nullopt;
}

void TallyFold::take(const Move& move) {
  if (move.results.empty()) return;
  const std::string trace = trace_of(move);
  tally_ = with(move, trace);
  last_ = trace;
  seen_.insert(trace);
}

Tally TallyFold::with(const Move& move) const {
  return move.results.empty() ? tally_ : with(move, trace_of(move));
}

Tally TallyFold::with(const Move& move, const std::string& trace) const {
  const std::vector<const AgentStep*>& results = move.results;
  const bool is_bad = std::all_of(results.begin(), results.end(), is_fault);
  const bool is_talk = std::all_of(results.begin(), results.end(), is_thought);
  const bool is_new = seen_.count(trace) == 0;
  constexpr int kMost = std::numeric_limits<int>::max() / 2;
  Tally next;
  next.faults = is_bad ? tally_.faults + 1 : 0;
  next.calls = std::min(tally_.calls, kMost) + static_cast<int>(results.size());
  next.identical = trace == last_ ? tally_.identical + 1 : 1;
  next.unchanged = is_new && !is_talk ? 0 : tally_.unchanged + 1;
  return next;
}

namespace {

bool is_reached(int count, int limit) {
  return limit > 0 && count >= limit;
}

// An unreadable call leaves a note with outcome "refused" in the history.
bool is_fault(const AgentStep* step) {
  return step->kind == ActionKind::note && step->outcome == "refused";
}

bool is_thought(const AgentStep* step) {
  return step->kind == ActionKind::note || step->kind == ActionKind::remember;
}

// What was asked, and what came of it.
std::string trace_of(const Move& move) {
  std::string trace;
  const std::vector<ToolCall>& calls = move.reply->reply.calls;
  for (const ToolCall& call : calls) trace += call.name + '\0' + call.arguments + '\0';
  if (calls.empty()) trace += text_of(move) + '\0';
  for (const AgentStep* step : move.results) trace += step->outcome + '\0' + step->output + '\0';
  return sha256_hex(trace);
}

}  // namespace
}  // namespace wright

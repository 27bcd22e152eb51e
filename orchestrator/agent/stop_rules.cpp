// The rules that end an attempt whatever its model says.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

#include "agent/course.h"
#include "base/hash.h"

namespace wright {
namespace {

std::vector<Move> without_talk(const std::vector<Move>& moves);
int faults_in_a_row(const std::vector<Move>& moves);
int calls_of(const std::vector<Move>& moves);
int identical_in_a_row(const std::vector<Move>& moves);
int unchanged_in_a_row(const std::vector<Move>& moves);
bool is_reached(int count, int limit);

}  // namespace

std::optional<std::string> stop_reason(const std::vector<Move>& all, const StopRules& rules) {
  const std::vector<Move> moves = without_talk(all);
  if (is_reached(faults_in_a_row(moves), rules.faults_max)) {
    return fmt::format("faults: {} replies in a row were no tool call", rules.faults_max);
  }
  if (is_reached(calls_of(moves), rules.calls_max)) {
    return fmt::format("calls: {} were made and none submitted", rules.calls_max);
  }
  if (is_reached(identical_in_a_row(moves), rules.identical_max)) {
    return fmt::format("identical_calls: {} turns in a row were the same", rules.identical_max);
  }
  if (is_reached(unchanged_in_a_row(moves), rules.unchanged_max)) {
    return fmt::format("no_change: {} turns in a row did and saw nothing new", rules.unchanged_max);
  }
  return std::nullopt;
}

namespace {

std::vector<Move> without_talk(const std::vector<Move>& moves) {
  std::vector<Move> acting;
  std::copy_if(moves.begin(), moves.end(), std::back_inserter(acting),
               [](const Move& move) { return !move.results.empty(); });
  return acting;
}

bool is_reached(int count, int limit) {
  return limit > 0 && count >= limit;
}

// An unreadable call leaves a note with outcome "refused" in the history.
bool is_fault(const Step& step) {
  return step.kind == ActionKind::note && step.outcome == "refused";
}

int faults_in_a_row(const std::vector<Move>& moves) {
  int faults = 0;
  for (auto move = moves.rbegin(); move != moves.rend(); ++move) {
    const auto& results = move->results;
    const bool is_bad = std::all_of(results.begin(), results.end(),
                                    [](const Step* step) { return is_fault(*step); });
    if (!is_bad) break;
    ++faults;
  }
  return faults;
}

int calls_of(const std::vector<Move>& moves) {
  std::size_t calls = 0;
  for (const Move& move : moves) calls += std::max<std::size_t>(1, move.results.size());
  return static_cast<int>(std::min<std::size_t>(calls, 1U << 30U));
}

// What was asked, and what came of it.
std::string trace_of(const Move& move) {
  std::string trace;
  const std::vector<ToolCall>& calls = move.reply->reply.calls;
  for (const ToolCall& call : calls) trace += call.name + '\0' + call.arguments + '\0';
  if (calls.empty()) trace += text_of(move) + '\0';
  for (const Step* step : move.results) trace += step->outcome + '\0' + step->output + '\0';
  return sha256_hex(trace);
}

int identical_in_a_row(const std::vector<Move>& moves) {
  int count = 0;
  std::string last;
  for (auto move = moves.rbegin(); move != moves.rend(); ++move) {
    std::string trace = trace_of(*move);
    if (count > 0 && trace != last) break;
    last = std::move(trace);
    ++count;
  }
  return count;
}

int unchanged_in_a_row(const std::vector<Move>& moves) {
  std::set<std::string> seen;
  int unchanged = 0;
  for (const Move& move : moves) {
    const auto& results = move.results;
    const bool is_talk = std::all_of(results.begin(), results.end(), [](const Step* step) {
      return step->kind == ActionKind::note || step->kind == ActionKind::remember;
    });
    const bool is_new = seen.insert(trace_of(move)).second;
    unchanged = is_new && !is_talk ? 0 : unchanged + 1;
  }
  return unchanged;
}

}  // namespace
}  // namespace wright

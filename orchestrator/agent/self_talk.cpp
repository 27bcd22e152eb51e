#include "agent/self_talk.h"

#include "agent/tool_call.h"
#include "base/text.h"

namespace wright {
namespace {

constexpr std::string_view kAskTalk =
    "Before you act, think in a few sentences, without any tool or command: what do you know now, "
    "and what is the best next step? Reply `ready` alone when there is nothing to think over.";
constexpr std::string_view kAskMore =
    "Look at this once more in a few sentences, without any tool or command: what could be wrong "
    "with it? Reply `ready` alone when nothing is.";
constexpr std::string_view kAskAct = "Now act.";
constexpr std::string_view kReady = "ready";

bool acts(const Move& move, Talk talk);

}  // namespace

std::string_view asked_after(const Move* last, int self_talk) {
  if (self_talk <= 0) return {};
  if (last == nullptr || !last->results.empty()) return kAskTalk;
  return talks_after(*last) >= self_talk ? kAskAct : kAskMore;
}

int talks_after(const Move& move) {
  if (!move.results.empty()) return 0;
  return trim(text_of(move)) == kReady ? kSelfTalkMax : move.talks + 1;
}

bool is_talk(const Move& latest, Talk talk, int self_talk) {
  if (!latest.results.empty() || latest.talks >= self_talk) return false;
  return !acts(latest, talk);
}

namespace {

bool acts(const Move& move, Talk talk) {
  const Reply& reply = move.reply->reply;
  const bool is_text = reply.outcome == CallOutcome::ok || reply.outcome == CallOutcome::overlong;
  if (!is_text || !reply.calls.empty()) return true;
  return talk != Talk::tools && !is_refused(action_in_text(text_of(move)));
}

}  // namespace
}  // namespace wright

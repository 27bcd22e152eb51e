// Self-talk: before a turn acts, its model is asked for short texts of its own.
//
//   settled --kAskTalk--> text --kAskMore--> text ... --kAskAct--> a reply that acts
//
// A reply that calls a tool acts at once, and `ready` ends the talk.  The tools stay in
// the request and are forbidden in words: a request without them would read nothing from
// a server's cache, and some servers refuse one whose conversation holds calls.
#pragma once

#include <string_view>

#include "agent/course.h"

namespace wright {

// What the model is told between `last` (null: the brief), which is settled or talk, and
// its next reply; empty: nothing.
[[nodiscard]] std::string_view asked_after(const Move* last, int self_talk);

// How many texts the turn has once `move` is in it; kSelfTalkMax when no more are wanted.
[[nodiscard]] int talks_after(const Move& move);

// True when the latest reply of a history is talk, and nothing has to be done for it.
[[nodiscard]] bool is_talk(const Move& latest, Talk talk, int self_talk);

}  // namespace wright

// Working memory: slots that a model writes by `remember`, and gets back in the place of
// older turns when the conversation has grown long.  A function of the history alone.
//
//   brief, move 1 ... move n                 grows at its end, to kTurnsBytesMax
//   brief, page of slots, move k ... move n  half of it at most, and grows again
//
// Between two such cuts nothing before the end changes, so that servers can cache it.
// Bytes are those of the texts; the brief, the system's text and the tools are not counted.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "agent/course.h"

namespace wright {

constexpr std::size_t kContentBytesMax = 8U << 10U;
constexpr std::size_t kControlBytesMax = 4U << 10U;
constexpr std::size_t kTurnsBytesMax = 192U << 10U;

struct Slots {
  std::string content;  // Facts, and what outputs came to.
  std::string control;  // The plan and the next step.

  bool operator==(const Slots&) const = default;
};

// A slot that the agent does not have, or that would be too long, is refused by a note.
[[nodiscard]] Action admitted(Action action, int memory);

// What is sent of the moves that were made.
struct Window {
  std::size_t first = 0;  // Of the moves that are sent; 0: nothing was left out.
  std::size_t fresh = 0;  // Moves from here on answered this window.
  Slots slots;            // As they were at the cut.
  std::string last;       // Head and tail of a turn that is too long to be sent whole.

  bool operator==(const Window&) const = default;
};

// One pass in the order of the moves, so that a longer history only goes on.
class WindowFold {
 public:
  explicit WindowFold(const HabitsSet& habits);

  // Takes the moves before `end` in, each when it will not grow any more.
  void take(const std::vector<Move>& moves, std::size_t end);
  [[nodiscard]] Window window(const std::vector<Move>& moves) const;

 private:
  HabitsSet habits_;
  std::size_t taken_ = 0;
  std::size_t bytes_;  // Of what is sent.
  std::size_t first_ = 0;
  std::size_t fresh_ = 0;
  Slots now_;  // What was written last counts.
  Slots at_cut_;
};

// What stands in the place of the moves that were left out.
[[nodiscard]] std::string page_of(const Window& window, const HabitsSet& habits);

}  // namespace wright

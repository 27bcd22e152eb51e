// The arms of `bench memory`: settings of the working memory, and the control of each.
//
// An arm that remembers, or talks to itself, spends tokens which the plain arm (memory 0, no
// self-talk) does not, and would land more for that alone.  So each of them has a control: the
// plain loop once more, which may spend at a task what the arm has spent at it in the same
// repeat, in tokens and in calls, over all its attempts.
//
// Why caps and no padding: calls that say nothing would be paid for nothing, and would make the
// plain loop's conversation longer, and so the control weaker than the plain loop is.  Within
// caps it spends as it likes, down to nothing when it lands sooner.  The call that reaches a cap
// is the last one, so that the control gets the same tokens and up to one call more; its own rule
// on the number of calls is lifted, for an arm's self-talk is not under that rule.  Attempts are
// as many as the spec allows in every arm: each is a verdict, from which a model learns.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace wright {

struct MemoryArm {
  int memory = 0;
  int self_talk = 0;
  bool is_control = false;  // Of the arm with these settings; itself it is plain.

  [[nodiscard]] bool is_plain() const { return memory == 0 && self_talk == 0; }
  // "2+talk1", and for its control "2+talk1 control".
  [[nodiscard]] std::string name() const;
  bool operator==(const MemoryArm&) const = default;
};

// "0,1,2,2+talk1".  An Error when it names no arm, or one twice.
Result<std::vector<MemoryArm>> memory_arms(const std::string& text);

// The order of the arms in a repeat: another one begins each time, so that whatever changes with
// time meets them all.  The control of an arm comes right after it.
[[nodiscard]] std::vector<MemoryArm> order_of_arms(const std::vector<MemoryArm>& arms, int repeat);

}  // namespace wright

// history.h: what happened in an attempt so far.
//
// It grows at its end alone.  What agents ask of it is folded in as it grows, so that a
// step costs the same however many stand before it.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "core/conversation.h"
#include "core/event.h"

namespace wright {

// One action that was taken, as the journal has it.
struct AgentStep {
  ActionKind kind = ActionKind::exec;
  std::string outcome;  // "ok", "exit 1", "wall_limit", ...
  std::string output;   // A script's reply, a command's output.
  Reply reply;          // Of a live model.
  bool operator==(const AgentStep&) const = default;
};

// A turn of the model and what came of it.
struct Move {
  const AgentStep* reply = nullptr;       // The model's own work.
  std::vector<const AgentStep*> results;  // Of its first calls, in their order.
  int talks = 0;                          // Texts of self-talk before it in its turn.
};

struct Tally;
class TallyFold;
struct Window;
class WindowFold;

class History {
 public:
  History(TaskId task, int attempt, std::string brief, HabitsSet habits,
          std::vector<AgentStep> steps = {});
  History(History&& other) noexcept;  // Steps stay where they are: moves point to them.
  ~History();

  void take(AgentStep step);

  [[nodiscard]] const TaskId& task() const { return task_; }
  [[nodiscard]] int attempt() const { return attempt_; }
  [[nodiscard]] const std::string& brief() const { return brief_; }
  [[nodiscard]] const HabitsSet& habits() const { return habits_; }
  [[nodiscard]] const std::deque<AgentStep>& steps() const { return steps_; }
  // Calls that were lost on the way (see is_model_work) are no moves.
  [[nodiscard]] const std::vector<Move>& moves() const { return moves_; }
  // What the stop rules count, the latest move included.
  [[nodiscard]] Tally tally() const;
  // What is sent of the moves.
  [[nodiscard]] Window window() const;

 private:
  TaskId task_;
  int attempt_;
  std::string brief_;
  HabitsSet habits_;
  std::deque<AgentStep> steps_;
  std::vector<Move> moves_;
  std::unique_ptr<TallyFold> tally_;    // Of all moves but the latest, which may grow.
  std::unique_ptr<WindowFold> window_;  // The same.
};

}  // namespace wright

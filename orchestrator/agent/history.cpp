#include "agent/history.h"

#include "agent/memory.h"
#include "agent/self_talk.h"
#include "agent/stop_rules.h"

namespace wright {

History::History(TaskId task, int attempt, std::string brief, HabitsSet habits,
                 std::vector<AgentStep> steps)
    : task_(std::move(task)),
      attempt_(attempt),
      brief_(std::move(brief)),
      habits_(habits),
      tally_(std::make_unique<TallyFold>()),
      window_(std::make_unique<WindowFold>(habits)) {
  for (AgentStep& step : steps) take(std::move(step));
}

History::History(History&& other) noexcept = default;

History::~History() = default;

void History::take(AgentStep step) {
  const AgentStep& taken = steps_.emplace_back(std::move(step));
  if (taken.kind != ActionKind::model) {
    if (!moves_.empty()) moves_.back().results.push_back(&taken);
    return;
  }
  if (!is_model_work(taken.reply.outcome)) return;
  const int talks = moves_.empty() ? 0 : talks_after(moves_.back());
  if (!moves_.empty()) {
    tally_->take(moves_.back());
    window_->take(moves_, moves_.size());
  }
  moves_.push_back({&taken, {}, talks});
}

Tally History::tally() const {
  return moves_.empty() ? Tally{} : tally_->with(moves_.back());
}

Window History::window() const {
  if (moves_.empty()) return {};
  WindowFold whole = *window_;
  whole.take(moves_, moves_.size());
  return whole.window(moves_);
}

}  // namespace wright

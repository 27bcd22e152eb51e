// CallModel, performed: each try is reserved, journaled with the bytes that came, and
// settled; what the network spoilt is tried again.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <string>

#include "agent/agent.h"
#include "base/result.h"
#include "campaign/hall.h"
#include "campaign/stop.h"
#include "model/model.h"

namespace wright {

struct Patience {
  RetryPolicy policy;
  // Empty: the real ones.
  std::function<void(std::chrono::milliseconds)> sleep;
  std::function<double()> draw;  // A number in [0, 1).
};

struct ModelPort {
  Model* model = nullptr;  // May be null, for agents that call none.
  Patience patience;
  const std::atomic<bool>* stop = nullptr;
  std::string later = kGoOnLater;  // The remedy when the world is in the way.
};

// Makes tries (the number, from 1, is handed in) until one is the model's own work; waits in
// between as the server asks.  An Error when the world stays in the way.
Result<Reply> try_until_done(const ModelPort& port, Clock& clock,
                             const std::function<Result<ModelReply>(int)>& make_try);

// Appends the reply to the attempt.  An Error when the world stays in the way: the
// attempt is open as before, and the campaign can go on later; so too when the budget is spent.
Result<void> call_model(Hall& hall, const AttemptId& attempt, const History& history,
                        const ModelPort& port, const CallModel& call);

// Why a run cannot go on now, when a call came to nothing that is the model's own work.
[[nodiscard]] Error world_error(const Reply& reply, const std::string& remedy);

// What the agent decides on: the journal's lines of one attempt, read back once each.
class HistoryReader {
 public:
  static Result<HistoryReader> of(const Hall& hall, const AttemptId& attempt);

  // Takes in what the hall has recorded since.
  Result<void> catch_up(const Hall& hall);
  [[nodiscard]] const History& history() const { return history_; }

 private:
  HistoryReader(AttemptId attempt, History history)
      : attempt_(std::move(attempt)), history_(std::move(history)) {}

  AttemptId attempt_;
  std::size_t events_read_ = 0;
  History history_;
};

}  // namespace wright

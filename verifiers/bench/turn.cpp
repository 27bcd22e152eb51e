#include "bench/turn.h"

namespace wright {

using std::chrono::steady_clock;

Result<RaceTurn> run_laps(const StartHost& start, const std::vector<Leg>& legs, Moment until) {
  RaceTurn turn;
  Contestant contestant = TRY(Contestant::start(start, until));
  Chain warm_up = legs.front().chain;
  warm_up.times = 1;
  TRY(contestant.run(warm_up));
  for (const Leg& leg : legs) {
    Lap lap = TRY(contestant.run(leg.chain));
    if (contestant.stumble()) break;
    turn.laps.push_back(std::move(lap));
  }
  TRY(contestant.leave());
  turn.stumble = contestant.stumble();
  turn.isolation = contestant.isolation();
  return turn;
}

Result<RaceTurn> run_starts(const StartHost& start, const std::vector<Leg>& legs, Moment until) {
  RaceTurn turn;
  for (const Leg& leg : legs) {
    const Moment began = steady_clock::now();
    Contestant contestant = TRY(Contestant::start(start, until));
    Lap lap = TRY(contestant.run(leg.chain));
    lap.seconds = std::chrono::duration<double>(steady_clock::now() - began).count();
    const bool has_run = !contestant.stumble();
    TRY(contestant.leave());
    turn.stumble = contestant.stumble();
    turn.isolation = contestant.isolation();
    if (has_run) turn.laps.push_back(std::move(lap));
    if (turn.stumble) break;
  }
  return turn;
}

}  // namespace wright

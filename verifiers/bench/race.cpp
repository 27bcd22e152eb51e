#include "bench/race.h"

#include <fmt/format.h>

#include <algorithm>

#include "bench/ends.h"
#include "bench/lengths.h"
#include "bench/turn.h"
#include "grader/fill.h"

namespace wright {
namespace {

using std::chrono::steady_clock;

// A round may take longer than the ones before it.
constexpr double kRoundSpare = 1.5;
// Laps of a kind in a turn, of which the best counts.
constexpr std::size_t kRepeats = 3;

class Racing {
 public:
  Racing(const Plan& plan, const Sides& sides, const std::string& seed, Moment until)
      : plan_(plan), sides_(sides), seed_(seed), until_(until), order_(seed + "/bench/order") {}

  Result<Race> run();

 private:
  Result<bool> run_round();
  Result<std::vector<Leg>> draw_legs();
  Result<std::vector<Lengths>> lengths();
  Result<RaceTurn> turn(const StartHost& start, const std::vector<Leg>& legs) {
    return plan_.from_start ? run_starts(start, legs, until_) : run_laps(start, legs, until_);
  }
  void judge_ends(const std::vector<Leg>& legs, const RaceTurn& candidate,
                  const RaceTurn& incumbent);
  void take_times(const std::vector<Leg>& legs, const RaceTurn& candidate,
                  const RaceTurn& incumbent);
  void found(std::size_t shape, const std::string& rule, const std::string& message);
  [[nodiscard]] bool has_findings() const;
  [[nodiscard]] double left() const {
    return std::chrono::duration<double>(until_ - steady_clock::now()).count();
  }

  const Plan& plan_;
  const Sides& sides_;
  const std::string& seed_;
  Moment until_;
  Stream order_;
  std::vector<Source> sources_;
  Race race_;
};

}  // namespace

Result<Race> run_race(const Plan& plan, const Sides& sides, const std::string& seed, Moment until) {
  return Racing(plan, sides, seed, until).run();
}

namespace {

Result<Race> Racing::run() {
  for (const Shape& shape : plan_.shapes) sources_.push_back(TRY(Source::of(shape, seed_)));
  for (const Lengths& one : TRY(lengths())) {
    race_.tracks.push_back({one.brief, one.lasting, one.settles, {}, {}});
  }
  double longest = 0;
  while (left() > longest * kRoundSpare) {
    const double before = left();
    const bool goes_on = TRY(run_round());
    if (!goes_on) break;
    longest = std::max(longest, before - left());
  }
  return std::move(race_);
}

// One call of a new process leaves nothing to choose.
Result<std::vector<Lengths>> Racing::lengths() {
  if (plan_.from_start) return std::vector<Lengths>(sources_.size(), Lengths{0, 1, false});
  return find_lengths(plan_, sources_, sides_.incumbent, until_);
}

// False when this was the last round.
Result<bool> Racing::run_round() {
  const std::vector<Leg> legs = TRY(draw_legs());
  const bool candidate_begins = order_.below(2) == 0;
  RaceTurn candidate;
  RaceTurn incumbent;
  if (candidate_begins) candidate = TRY(turn(sides_.candidate, legs));
  if (!candidate.stumble) incumbent = TRY(turn(sides_.incumbent, legs));
  if (!candidate_begins && !incumbent.stumble) candidate = TRY(turn(sides_.candidate, legs));
  if (incumbent.stumble) {
    if (incumbent.stumble->is_late) return false;
    return Error{ErrorKind::spec, "the incumbent fails: " + incumbent.stumble->message};
  }
  if (candidate.stumble) {
    race_.is_late = candidate.stumble->is_late;
    const std::size_t at = std::min(candidate.laps.size(), legs.size() - 1);
    if (!race_.is_late) found(legs[at].shape, candidate.stumble->rule, candidate.stumble->message);
    return false;
  }
  race_.isolation = candidate.isolation;
  judge_ends(legs, candidate, incumbent);
  take_times(legs, candidate, incumbent);
  return !has_findings();
}

// The laps of a shape are neighbours, so that all of them meet the same machine.
Result<std::vector<Leg>> Racing::draw_legs() {
  std::vector<Leg> legs;
  for (const std::size_t shape : shuffled(plan_.shapes.size(), order_)) {
    const Track& track = race_.tracks[shape];
    for (const std::size_t i : shuffled(2 * kRepeats, order_)) {
      const bool is_long = i % 2 == 1;
      if (!is_long && track.brief == 0) continue;
      legs.push_back(
          {shape, is_long, TRY(sources_[shape].draw(is_long ? track.lasting : track.brief))});
    }
  }
  return legs;
}

void Racing::judge_ends(const std::vector<Leg>& legs, const RaceTurn& candidate,
                        const RaceTurn& incumbent) {
  for (std::size_t i = 0; i < legs.size(); ++i) {
    const std::int64_t times = legs[i].chain.times;
    const auto mismatch = compare_ends(candidate.laps[i].end, incumbent.laps[i].end, times);
    if (!mismatch) continue;
    found(legs[i].shape, "bench." + mismatch->rule,
          fmt::format("after {} calls: {}", times, mismatch->message));
  }
}

void Racing::take_times(const std::vector<Leg>& legs, const RaceTurn& candidate,
                        const RaceTurn& incumbent) {
  for (Track& track : race_.tracks) {
    Sample& sample = track.samples.emplace_back();
    if (track.brief == 0) sample.candidate.brief = sample.incumbent.brief = 0;
  }
  for (std::size_t i = 0; i < legs.size(); ++i) {
    Sample& sample = race_.tracks[legs[i].shape].samples.back();
    sample.candidate.take(legs[i].is_long, candidate.laps[i].seconds);
    sample.incumbent.take(legs[i].is_long, incumbent.laps[i].seconds);
  }
}

void Racing::found(std::size_t shape, const std::string& rule, const std::string& message) {
  race_.tracks[shape].findings.push_back(
      {rule, Severity::error, true, "", 0, plan_.shapes[shape].name + ": " + message});
}

bool Racing::has_findings() const {
  return std::any_of(race_.tracks.begin(), race_.tracks.end(),
                     [](const Track& track) { return !track.findings.empty(); });
}

}  // namespace
}  // namespace wright

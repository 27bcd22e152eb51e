#include "bench/lengths.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench/ends.h"

namespace wright {
namespace {

constexpr double kSeenSeconds = 0.002;  // A difference that stands out of the pipe's.
constexpr double kLapSecondsMin = 0.002;
constexpr double kLapSecondsMax = 0.02;
constexpr double kLapFixedTimes = 3;  // Sending and reading megabytes must not drown the calls.
constexpr double kLapsShare = 0.006;  // Of the whole time, for one lap of each shape.
constexpr std::int64_t kTimesMax = 1 << 20;
constexpr std::int64_t kBriefShare = 8;

double lap_seconds(const Plan& plan, double one);
Result<Lap> lap_of(Contestant& incumbent, const Plan& plan, Chain& chain, std::int64_t times);
Result<double> seconds_of(Contestant& incumbent, const Plan& plan, Chain& chain,
                          std::int64_t times);
Result<Lengths> lengths_of(Contestant& incumbent, const Plan& plan, Chain& chain);

}  // namespace

Result<std::vector<Lengths>> find_lengths(const Plan& plan, std::vector<Source>& sources,
                                          const StartHost& incumbent, Moment until) {
  Contestant runner = TRY(Contestant::start(incumbent, until));
  std::vector<Lengths> lengths;
  for (Source& source : sources) {
    Chain chain = TRY(source.draw(1));
    lengths.push_back(TRY(lengths_of(runner, plan, chain)));
  }
  TRY(runner.leave());
  return lengths;
}

namespace {

// Long laps are seen better, short ones leave time for more rounds and are over
// before another process of a busy machine gets its turn.  `one` is a lap of one
// call, most of which is what it costs to send and to read.
double lap_seconds(const Plan& plan, double one) {
  const double share = plan.seconds * kLapsShare / static_cast<double>(plan.shapes.size());
  return std::clamp(share, kLapSecondsMin, std::max(kLapSecondsMax, kLapFixedTimes * one));
}

Result<Lap> lap_of(Contestant& incumbent, const Plan& plan, Chain& chain, std::int64_t times) {
  chain.times = times;
  Result<Lap> lap = incumbent.run(chain);
  if (!lap || !incumbent.stumble()) return lap;
  if (!incumbent.stumble()->is_late) {
    return Error{ErrorKind::spec, "the incumbent fails: " + incumbent.stumble()->message};
  }
  return Error{ErrorKind::spec,
               fmt::format("{} s are too short for the incumbent alone", plan.seconds)};
}

// The better of two, of which one may have been disturbed.
Result<double> seconds_of(Contestant& incumbent, const Plan& plan, Chain& chain,
                          std::int64_t times) {
  const Lap lap = TRY(lap_of(incumbent, plan, chain, times));
  const Lap again = TRY(lap_of(incumbent, plan, chain, times));
  return std::min(lap.seconds, again.seconds);
}

Result<Lengths> lengths_of(Contestant& incumbent, const Plan& plan, Chain& chain) {
  TRY(seconds_of(incumbent, plan, chain, 1));  // The first ones pay for the start.
  const double one = TRY(seconds_of(incumbent, plan, chain, 1));
  std::int64_t times = 2;
  double many = TRY(seconds_of(incumbent, plan, chain, times));
  while (many - one < kSeenSeconds && times < kTimesMax) {
    times *= 4;
    many = TRY(seconds_of(incumbent, plan, chain, times));
  }
  const double per_call = std::max(many - one, 1e-9) / static_cast<double>(times - 1);
  const double wanted = 1 + lap_seconds(plan, one) / per_call;
  Lengths lengths;
  lengths.lasting =
      static_cast<std::int64_t>(std::clamp(std::ceil(wanted), 2.0, static_cast<double>(kTimesMax)));
  lengths.brief = std::max<std::int64_t>(1, lengths.lasting / kBriefShare);
  const Lap last = TRY(lap_of(incumbent, plan, chain, lengths.lasting));
  const Lap before = TRY(lap_of(incumbent, plan, chain, lengths.lasting - 1));
  if (!is_finite(last.end)) {
    return Error{ErrorKind::spec, fmt::format("chain is not finite after {} calls: nothing can be "
                                              "told from its end",
                                              lengths.lasting)};
  }
  lengths.settles = !compare_ends(before.end, last.end, lengths.lasting);
  return lengths;
}

}  // namespace
}  // namespace wright

#include "bench/estimate.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "grader/fill.h"

namespace wright {
namespace {

constexpr int kResamples = 2000;
constexpr double kLowShare = 0.05;
constexpr double kSecondsSeen = 20e-6;  // What a pipe lets us tell apart.

// Seconds for a call, for each round.
struct Calls {
  std::vector<double> candidate;
  std::vector<double> incumbent;
};
// For each shape.
using Rounds = std::vector<std::vector<double>>;

double median(std::vector<double> values);
double quantile(std::vector<double> values, double share);
Calls by_slope(const Track& track);
Calls by_whole(const Track& track);
Rounds ratios_of(const std::vector<Calls>& calls);
Speed speed_by(const std::vector<Calls>& calls, const std::string& seed);
double mean_of_medians(const Rounds& ratios, const std::vector<std::size_t>& rounds);

}  // namespace

Speed speed_of(const std::vector<Track>& tracks, const std::string& seed) {
  std::vector<Calls> slopes;
  std::vector<Calls> wholes;
  for (const Track& track : tracks) {
    slopes.push_back(by_slope(track));
    wholes.push_back(by_whole(track));
  }
  Speed slope = speed_by(slopes, seed);
  Speed whole = speed_by(wholes, seed);
  return slope.ratio_low <= whole.ratio_low ? slope : whole;
}

namespace {

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*middle + *std::max_element(values.begin(), middle)) / 2;
}

// The nearest of the values.
double quantile(std::vector<double> values, double share) {
  const double place = share * static_cast<double>(values.size() - 1);
  const auto at = values.begin() + std::lround(place);
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

double slope(const Times& times, const Track& track) {
  return std::max(times.lasting - times.brief, kSecondsSeen) /
         static_cast<double>(track.lasting - track.brief);
}

Calls by_slope(const Track& track) {
  Calls calls;
  for (const Sample& sample : track.samples) {
    calls.candidate.push_back(slope(sample.candidate, track));
    calls.incumbent.push_back(slope(sample.incumbent, track));
  }
  return calls;
}

Calls by_whole(const Track& track) {
  std::vector<double> fixed;
  for (const Sample& sample : track.samples) {
    fixed.push_back(sample.incumbent.brief -
                    static_cast<double>(track.brief) * slope(sample.incumbent, track));
  }
  const double usual = median(fixed);
  const auto times = static_cast<double>(track.lasting);
  Calls calls;
  for (const Sample& sample : track.samples) {
    calls.candidate.push_back(std::max(sample.candidate.lasting - usual, kSecondsSeen) / times);
    calls.incumbent.push_back(std::max(sample.incumbent.lasting - usual, kSecondsSeen) / times);
  }
  return calls;
}

Rounds ratios_of(const std::vector<Calls>& calls) {
  Rounds ratios;
  for (const Calls& shape : calls) {
    std::vector<double> rounds;
    for (std::size_t i = 0; i < shape.candidate.size(); ++i) {
      rounds.push_back(shape.incumbent[i] / shape.candidate[i]);
    }
    ratios.push_back(std::move(rounds));
  }
  return ratios;
}

Speed speed_by(const std::vector<Calls>& calls, const std::string& seed) {
  const Rounds ratios = ratios_of(calls);
  const std::size_t count = ratios.front().size();
  std::vector<std::size_t> rounds(count);
  std::iota(rounds.begin(), rounds.end(), std::size_t{0});
  Speed speed;
  speed.ratio = mean_of_medians(ratios, rounds);
  Stream stream(seed + "/bench/bootstrap");
  std::vector<double> means;
  for (int i = 0; i < kResamples; ++i) {
    for (std::size_t& round : rounds) {
      round = static_cast<std::size_t>(stream.below(static_cast<std::int64_t>(count)));
    }
    means.push_back(mean_of_medians(ratios, rounds));
  }
  std::sort(means.begin(), means.end());
  speed.ratio_low = means[static_cast<std::size_t>(kResamples * kLowShare)];
  for (std::size_t i = 0; i < calls.size(); ++i) {
    speed.shapes.push_back({median(ratios[i]), quantile(ratios[i], 0.1), quantile(ratios[i], 0.9),
                            median(calls[i].candidate) * 1e6, median(calls[i].incumbent) * 1e6});
  }
  return speed;
}

double mean_of_medians(const Rounds& ratios, const std::vector<std::size_t>& rounds) {
  double total = 0;
  std::vector<double> drawn(rounds.size());
  for (const std::vector<double>& shape : ratios) {
    for (std::size_t i = 0; i < rounds.size(); ++i) drawn[i] = shape[rounds[i]];
    total += std::log(median(drawn));
  }
  return std::exp(total / static_cast<double>(ratios.size()));
}

}  // namespace
}  // namespace wright

// What the measurements of `bench` share.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "campaign/measure.h"

namespace wright {

constexpr int kRounds = 15;

// How long each round took, in milliseconds.
Result<std::vector<double>> times_of(const std::function<Result<void>()>& step, int rounds);

// Median and spread of what was measured.
[[nodiscard]] Measurement summed_up(const std::string& name, std::vector<double> times,
                                    double limit, const std::string& how);

// What a log costs: a line of a long one, and reading it.
Result<std::vector<Measurement>> measure_journal(const std::filesystem::path& scratch);

// A step of a live agent in an attempt of 10,000, over one near its beginning.
Result<Measurement> measure_steps(const Tools& tools, const std::filesystem::path& scratch);

}  // namespace wright

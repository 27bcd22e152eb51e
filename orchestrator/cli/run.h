// The parts of `run` that print: its first and its last screen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "campaign/hall.h"
#include "campaign/replay.h"
#include "campaign/self_test.h"
#include "campaign/tune.h"

namespace wright {

// What a run came to, for its last screen.
struct RunSummary {
  std::optional<ReplayReport> replay;
  std::optional<TuneReport> tuning;
  std::string tuner_campaign;
  std::string landed_file;  // A file that landed, from the repository's root.
  std::int64_t wall_ms = 0;
  std::int64_t checks_ms = 0;
};

void print_self_test(const SelfTest& test, std::int64_t milliseconds);

// Landings by author, rejections with reasons, ids, money, and three lines to
// paste.
void print_last_screen(const CampaignState& state, const RunSummary& summary);

// What the harness itself cost: wall time that is neither check nor agent, and
// the peak of memory.
void print_timing(const CampaignState& state, const RunSummary& summary);

}  // namespace wright

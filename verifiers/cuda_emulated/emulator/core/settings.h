// What a run of the emulator is told by its environment, read once.
#pragma once

#include <cstdint>
#include <string>

namespace emu {

enum class Schedule { forward, reverse, shuffled };

struct Settings {
  Schedule schedule = Schedule::forward;  // EMU_SCHEDULE: of blocks, warps and lanes.
  std::uint64_t seed = 0;                 // EMU_SEED: of the shuffled schedule.
  std::string report;                     // EMU_REPORT: faults are appended here as JSON lines.
  std::uint64_t fail_call = 0;            // EMU_FAIL_CALL: this call of the API fails; 0 is none.
  std::string profile = "sm_80";          // EMU_PROFILE
  std::string left_out;                   // EMU_LEAVE_OUT: of barriers, those at this FILE:LINE.
  // EMU_SPIN_LIMIT: accesses or switches of one CUDA thread after which it is taken
  // to wait for something that never comes.  A count and not a time, so that a run
  // ends alike on every machine.
  std::uint64_t spin_limit = 200'000'000;
};

// A value that is not one of those above ends the process with one line and code 2.
const Settings& settings();

const char* name_of(Schedule schedule);

}  // namespace emu

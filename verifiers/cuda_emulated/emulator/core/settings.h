// What the environment asks of the emulator, read once.
#pragma once

#include <cstdint>
#include <string>

namespace emu {

enum class Schedule { forward, reverse, shuffled };

struct Settings {
  Schedule schedule = Schedule::forward;
  std::uint64_t seed = 0;
  std::string report;           // EMU_REPORT: a file of JSON lines.
  std::uint64_t fail_call = 0;  // EMU_FAIL_CALL: the call of the API that fails; 0 is none.
  std::string profile = "sm_80";
};

const Settings& settings();

}  // namespace emu

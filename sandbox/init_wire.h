// What wright-sandbox and wright-init say to each other over one socket.
//
//   init      -> supervisor  Hello, with a pidfd of the init itself beside it
//   supervisor -> init       Start: only now the command starts; where companions are
//                            taken, with the channel of whoever asked beside it
//   init      -> supervisor  Listening, where Start asked for it, with the socket beside it
//   init      -> supervisor  Ended, after everything in the sandbox is dead
//
// In a booth, Start comes for each command, with a file of its words (base/command_words.h) and
// its three streams beside it, and Ended for each after everything but the init is dead.
//
// The socket keeps message borders.  The command never has it: it is closed on
// exec, and the init cannot be opened or traced by what it started.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wright {

constexpr std::uint32_t kHelloMagic = 0x77726831;
constexpr std::uint32_t kStartMagic = 0x77727331;
constexpr std::uint32_t kListeningMagic = 0x77726c31;
constexpr std::uint32_t kEndedMagic = 0x77726531;

constexpr std::size_t kBoothDescriptors = 4;

struct Hello {
  std::uint32_t magic = kHelloMagic;
};

struct Start {
  std::uint32_t magic = kStartMagic;
  std::uint32_t open_files = 4096;
  std::uint32_t processors = 0;  // 0: all.
  std::uint64_t processes = 0;
  std::uint64_t file_bytes = 0;
  std::uint64_t locked_bytes = 1 << 20;
  std::uint16_t loopback_port = 0;  // 0: nothing listens.
  std::uint32_t companions = 0;     // At once.
};

// Sent on to whoever asked for the run, as it is.
struct Listening {
  std::uint32_t magic = kListeningMagic;
};

struct Ended {
  std::uint32_t magic = kEndedMagic;
  std::int32_t exec_errno = 0;  // The command could not be started at all.
  std::int32_t signal = 0;
  std::int32_t exit_code = 0;
  std::int64_t cpu_us = 0;          // Of all that was reaped for this command.
  std::int64_t memory_peak_kb = 0;  // Of the largest process.
};

// What PID 1 answers with when it cannot do its work.
constexpr int kInitFailed = 125;

}  // namespace wright

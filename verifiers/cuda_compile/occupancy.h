// How many blocks of a kernel fit a multiprocessor, by the rules that NVIDIA documents.
#pragma once

#include <string>

namespace wright {

constexpr int kThreadsOfBlock = 1024;
constexpr int kThreadsOfWarp = 32;
constexpr int kRegistersOfThread = 255;
constexpr int kRegistersOfBlock = 65536;  // And of a multiprocessor.

struct DeviceLimits {
  int architecture = 0;  // 80 for sm_80.
  int threads = 0;       // Of a multiprocessor, as all that follows.
  int blocks = 0;
  int barriers = 0;         // 0: they bound nothing.
  int shared = 0;           // Bytes.
  int shared_of_block = 0;  // With the attribute that allows more than 48 KiB.
  int shared_reserved = 0;  // Of each block, for the driver.
  int shared_unit = 0;
};

// Null: not known here.
[[nodiscard]] const DeviceLimits* limits_of(int architecture);
[[nodiscard]] std::string known_architectures();

// What one block takes.
struct Footprint {
  int threads = 0;
  int threads_max = 0;  // By __launch_bounds__; 0: not bounded.
  int registers = 0;    // Of a thread.
  int shared = 0;       // Static and dynamic.
  int barriers = 0;
};

struct Occupancy {
  int blocks = 0;          // On one multiprocessor; 0: it cannot be launched.
  double share = 0;        // Of the warps that a multiprocessor holds.
  std::string impossible;  // Why it cannot be launched, or empty.
};

[[nodiscard]] Occupancy occupancy_of(const Footprint& block, const DeviceLimits& limits);

}  // namespace wright

// Device memory of a unit test and a stream on it, driven as the runtime does; the hooks
// are called by hand.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <string>

#include "check/memory.h"
#include "core/report.h"
#include "cuda_emulated/kernels.h"

extern "C" {
void __tsan_read4(void* at);
void __tsan_write4(void* at);
void __tsan_read8(void* at);
void __tsan_write1(void* at);
void __tsan_write2(void* at);
void __tsan_read16(void* at);
void __tsan_read_range(void* at, unsigned long bytes);
unsigned __tsan_atomic32_fetch_add(volatile unsigned* at, unsigned value, int order);
}

namespace emu::test {

// Device memory in an array of the test, and one stream.
class MemoryTest : public testing::Test {
 protected:
  static constexpr int kWords = 64;

  void SetUp() override {
    forget_faults();
    allocated(device_.data(), sizeof device_, next(), clock_, false, "cudaMalloc");
  }
  void TearDown() override {
    if (find_allocation(device_.data())->freed) return forget_faults();
    freed(device_.data(), next(), clock_);
    forget_faults();
  }

  Stamp next() { return {1, ++clock_[1]}; }
  void fill() { filled(device_.data(), sizeof device_, next(), clock_); }
  void launch(std::function<void()> body, unsigned threads = 1, unsigned blocks = 1) {
    const Stamp now = next();
    launch_begins(++launches_, now, clock_);
    static_cast<void>(run_grid({blocks, threads, 0}, {"kernel", std::move(body), {}}, launches_));
    launch_ends(launches_);
  }
  unsigned* word(int at) { return &device_[static_cast<std::size_t>(at)]; }
  static std::string found() {
    const std::string kind = latest_kind();
    forget_faults();
    return kind;
  }

  alignas(256) static inline std::array<unsigned, kWords> device_{};
  static inline Clock clock_{1, 0, 0};
  static inline std::uint64_t launches_ = 0;
};

}  // namespace emu::test

// How threads wait for something that comes soon, if it comes.
#pragma once

#include <cstdint>
#include <mutex>
#include <thread>

namespace tw {

// To wake a thread that sleeps takes 5 to 50 microseconds, so it waits awake for about as long as
// that: first for 10, as the gap between two calls in a row is less, keeping its core, and then
// for 20 to 40 more in which whoever else wants the core has it.
inline constexpr int kSpinPauses = 400;
inline constexpr int kSpinYields = 50;

// Leaves a little time to the other thread of the core.
inline void pause_core() noexcept {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

// Waits until done() or for so long as said above; says which.
template <class Done>
bool spin_until(Done done) noexcept {
  for (int i = 0; i < kSpinPauses; ++i) {
    if (done()) return true;
    pause_core();
  }
  for (int i = 0; i < kSpinYields; ++i) {
    if (done()) return true;
    std::this_thread::yield();
  }
  return done();
}

// Locks what is mostly held for a few instructions: to sleep meanwhile would take longer.
inline void lock_soon(std::unique_lock<std::mutex>& lock) {
  for (int i = 0; i < kSpinPauses; ++i) {
    if (lock.try_lock()) return;
    pause_core();
  }
  lock.lock();
}

}  // namespace tw

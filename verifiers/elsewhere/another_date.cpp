// another_date.so: a program that loads it lives at another date.
//
// WRIGHT_DATE_SHIFT says by how many seconds; read once, when it is loaded.
// The wall clock goes on at its pace, shifted; clocks that count from the
// machine's start are left to the sandbox's time namespace.  What asks the
// kernel by a system call of its own, or reads the processor's counter, is not
// reached.
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <ctime>

namespace {

std::int64_t g_shift = 0;

__attribute__((constructor)) void read_shift() {
  const char* text = std::getenv("WRIGHT_DATE_SHIFT");
  if (text != nullptr) g_shift = std::strtoll(text, nullptr, 10);
}

// The headers promise that no pointer is null; their callers need not keep to it.
bool is_there(const volatile void* pointer) {
  return pointer != nullptr;
}

std::int64_t shifted_seconds(timespec* exact) {
  timespec now{};
  syscall(SYS_clock_gettime, CLOCK_REALTIME, &now);
  now.tv_sec += g_shift;
  if (exact != nullptr) *exact = now;
  return now.tv_sec;
}

}  // namespace

extern "C" {

__attribute__((visibility("default"))) time_t time(time_t* out) noexcept {
  const time_t now = shifted_seconds(nullptr);
  if (is_there(out)) *out = now;
  return now;
}

__attribute__((visibility("default"))) int gettimeofday(timeval* __restrict out,
                                                        void* __restrict zone) noexcept {
  static_cast<void>(zone);
  timespec now{};
  shifted_seconds(&now);
  if (is_there(out)) *out = {now.tv_sec, now.tv_nsec / 1000};
  return 0;
}

__attribute__((visibility("default"))) int clock_gettime(clockid_t clock, timespec* out) noexcept {
  const long failed = syscall(SYS_clock_gettime, clock, out);
  const bool is_wall = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE ||
                       clock == CLOCK_REALTIME_ALARM || clock == CLOCK_TAI;
  if (failed == 0 && is_wall && is_there(out)) out->tv_sec += g_shift;
  return static_cast<int>(failed);
}

__attribute__((visibility("default"))) int timespec_get(timespec* out, int base) noexcept {
  if (base != TIME_UTC || !is_there(out)) return 0;
  shifted_seconds(out);
  return base;
}

}  // extern "C"

// What the counters hand to the grader: one page of a file that both have mapped or open.
#pragma once

#include <cstdint>

namespace wright {

constexpr std::uint64_t kCountMagic = 0x77726774636e7431;

// Plain words, changed by atomic additions alone.
struct CountPage {
  std::uint64_t magic;   // Set once the counters are in place.
  std::uint64_t hidden;  // Bit i: the program has its own function i of `kCountedNames`.
  std::uint64_t allocations;
  std::uint64_t allocated_bytes;
  std::uint64_t copies;
  std::uint64_t copied_bytes;
  std::uint64_t syncs;
  std::int64_t live_bytes;
  std::int64_t peak_bytes;
};

// The functions that stand in front of the C library's, in the order of the bits.
constexpr const char* kCountedNames[] = {
    "malloc",   "calloc",        "realloc",           "free",
    "memalign", "aligned_alloc", "posix_memalign",    "mmap",
    "munmap",   "memcpy",        "memmove",           "pthread_create",
    "syscall",  "pthread_join",  "pthread_cond_wait", "pthread_barrier_wait"};

constexpr const char* kCountFolder = "/count";
constexpr const char* kCountFile = "/count/page";

}  // namespace wright

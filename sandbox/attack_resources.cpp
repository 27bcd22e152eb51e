// Attacks on memory, processors, the process table and time.
#include <fcntl.h>
#include <fmt/format.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "attack_case.h"

namespace wright {
namespace {

constexpr std::size_t kMegabyte = 1 << 20;
// Far above the limit, far below what would hurt a machine without one.
constexpr std::size_t kMegabytes = 1024;

Tries fork_bomb(const Facts& facts);
Tries thread_bomb(const Facts& facts);
Tries take_memory(const Facts& facts);
Tries hide_memory(const Facts& facts);
Tries burn_processors(const Facts& facts);
Tries never_end(const Facts& facts);
RunLimits with_memory(std::int64_t bytes);

}  // namespace

std::vector<AttackCase> resource_attacks() {
  const auto was_crowded = [](const Seen& seen) {
    return was_limited("processes")(seen) + left_running(seen.scene);
  };
  const auto hid_nothing = [](const Seen& seen) {
    const std::string refused = was_refused(seen);
    return refused.empty() ? refused : was_limited("memory")(seen);
  };
  RunLimits few_seconds = attack_limits();
  few_seconds.cpu_ms = 300;
  RunLimits short_time = attack_limits();
  short_time.wall_ms = 300;
  const auto was_stopped = [](const Seen& seen) {
    const std::string late = seen.report.wall_ms > 1300 ? "it was stopped late; " : "";
    return was_limited("wall")(seen) + left_running(seen.scene) + late;
  };
  constexpr std::int64_t kMemory = 64 << 20;
  // Where memory is polled, pages that many share are counted once for each.
  constexpr std::int64_t kMemoryOfACrowd = 8LL << 30;
  return {{"fork without end", fork_bomb, was_crowded, with_memory(kMemoryOfACrowd)},
          {"start threads without end", thread_bomb, was_limited("processes"), attack_limits()},
          {"take all memory", take_memory, was_limited("memory"), with_memory(kMemory)},
          {"hide memory in files", hide_memory, hid_nothing, with_memory(kMemory)},
          {"burn processors by many", burn_processors, was_limited("cpu"), few_seconds},
          {"ignore signals and never end", never_end, was_stopped, short_time}};
}

namespace {

// Each child forks on; the first process ends when it is refused for long
// enough that a poll sees the crowd.
Tries fork_bomb(const Facts&) {
  hold_lock();
  const pid_t first = ::getpid();
  constexpr int kRefusals = 100;
  constexpr int kForks = 100000;
  int refusals = 0;
  for (int forks = 0; forks < kForks && refusals < kRefusals; ++forks) {
    const pid_t child = ::fork();
    if (child == 0) ::signal(SIGTERM, SIG_IGN);
    if (child >= 0) continue;
    ++refusals;
    ::usleep(10000);
  }
  if (::getpid() != first) {
    while (true) ::pause();
  }
  ::_exit(refusals < kRefusals ? 0 : 1);
}

Tries thread_bomb(const Facts&) {
  constexpr int kThreads = 20000;
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 65536);
  const auto sleep = [](void*) -> void* {
    while (true) ::pause();
  };
  for (int i = 0; i < kThreads; ++i) {
    pthread_t thread{};
    if (pthread_create(&thread, &small, sleep, nullptr) == 0) continue;
    ::usleep(200000);
    ::_exit(1);
  }
  ::_exit(0);
}

Tries take_memory(const Facts&) {
  Tries tries;
  for (std::size_t i = 0; i < kMegabytes; ++i) {
    void* part = ::mmap(nullptr, kMegabyte, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (part == MAP_FAILED) break;
    std::memset(part, 1, kMegabyte);
  }
  tries.note(fmt::format("{} MB", kMegabytes), true);
  return tries;
}

// Pages that no process maps, so that no resident set shows them.
Tries hide_memory(const Facts&) {
  Tries tries;
  const int file = ::memfd_create("hidden", MFD_CLOEXEC);
  const int shared = ::shmget(IPC_PRIVATE, kMegabyte, IPC_CREAT | 0600);
  if (file < 0 && shared < 0) {
    tries.note("memfd_create", false);
    tries.note("shmget", false);
    return tries;
  }
  static std::array<char, kMegabyte> bytes;
  bytes.fill(1);
  std::size_t written = 0;
  while (written<kMegabytes&& ::write(file, bytes.data(), bytes.size())> 0) ++written;
  tries.note(fmt::format("{} MB in a memory file", written), true);
  return tries;
}

Tries burn_processors(const Facts&) {
  constexpr int kBurners = 4;
  for (int i = 0; i < kBurners; ++i) {
    if (::fork() != 0) continue;
    // Grandchildren whose parent ends without waiting: nobody's sum has them.
    if (::fork() != 0) ::_exit(0);
    for (std::atomic<unsigned> turn = 0;; ++turn) {
    }
  }
  while (true) ::pause();
}

Tries never_end(const Facts&) {
  for (int one = 1; one < SIGRTMAX; ++one) ::signal(one, SIG_IGN);
  hold_lock();
  for (int i = 0; i < 4; ++i) {
    if (::fork() == 0) ::raise(SIGSTOP);
  }
  while (true) ::pause();
}

RunLimits with_memory(std::int64_t bytes) {
  RunLimits limits = attack_limits();
  limits.memory_bytes = bytes;
  limits.file_bytes = 4LL << 30;
  return limits;
}

}  // namespace
}  // namespace wright

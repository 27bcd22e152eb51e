#include "cgroup_guard.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <utility>

namespace wright {
namespace {

[[noreturn]] void guard(int life, const std::vector<std::string>& directories);

}  // namespace

void remove_group(const std::string& directory) {
  constexpr int kTries = 2000;
  for (int i = 0; i < kTries && ::rmdir(directory.c_str()) != 0 && errno == EBUSY; ++i) {
    const timespec pause{0, 1000000};
    ::nanosleep(&pause, nullptr);
  }
}

CgroupGuard::CgroupGuard(const std::vector<std::string>& directories) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
  const Descriptor read_end(ends[0]);
  life_ = Descriptor(ends[1]);
  pid_ = ::fork();
  if (pid_ == 0) guard(read_end.get(), directories);
}

CgroupGuard::CgroupGuard(CgroupGuard&& other) noexcept {
  *this = std::move(other);
}

CgroupGuard& CgroupGuard::operator=(CgroupGuard&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(life_, other.life_);
  return *this;
}

CgroupGuard::~CgroupGuard() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

namespace {

// It holds nothing else open: whoever reads our streams must see their end.
void guard(int life, const std::vector<std::string>& directories) {
  constexpr int kLife = 0;
  ::setsid();
  ::dup2(life, kLife);
  ::syscall(SYS_close_range, 1U, ~0U, 0U);
  char byte = 0;
  while (::read(kLife, &byte, 1) < 0 && errno == EINTR) {
  }
  for (const std::string& directory : directories) remove_group(directory);
  ::_exit(0);
}

}  // namespace
}  // namespace wright

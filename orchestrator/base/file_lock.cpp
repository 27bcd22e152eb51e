#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>

#include "base/files.h"

namespace wright {
namespace {

// Between two tries: twice as long each time, up to the last.
constexpr std::chrono::milliseconds kFirstRetry{1};
constexpr std::chrono::milliseconds kLastRetry{50};

}  // namespace

Result<FileLock> FileLock::try_lock(const std::filesystem::path& file) {
  return lock(file, 0);
}

Result<FileLock> FileLock::lock(const std::filesystem::path& file, std::int64_t wait_ms) {
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (fd < 0) {
    return Error{ErrorKind::io,
                 fmt::format("cannot open {}: {}", file.string(), std::strerror(errno))};
  }
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(wait_ms);
  auto retry = kFirstRetry;
  while (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    if (std::chrono::steady_clock::now() >= deadline) {
      ::close(fd);
      return Error{
          ErrorKind::busy,
          fmt::format("{}: another tensorwright is at work here; try again when it is done",
                      file.string())};
    }
    std::this_thread::sleep_for(retry);
    retry = std::min(2 * retry, kLastRetry);
  }
  return FileLock(fd);
}

FileLock::FileLock(FileLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FileLock::~FileLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace wright

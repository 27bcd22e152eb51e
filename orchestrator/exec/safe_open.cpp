#include "exec/safe_open.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace wright {

Descriptor open_below(int directory, const std::string& path, bool as_directory) {
  open_how how{};
  how.flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  if (as_directory) how.flags |= O_DIRECTORY;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
  return Descriptor(
      static_cast<int>(::syscall(SYS_openat2, directory, path.c_str(), &how, sizeof how)));
}

std::string kind_of(const struct stat& about) {
  switch (about.st_mode & S_IFMT) {
    case S_IFREG:
      return "a regular file";
    case S_IFDIR:
      return "a directory";
    case S_IFLNK:
      return "a symbolic link";
    case S_IFIFO:
      return "a FIFO";
    case S_IFSOCK:
      return "a socket";
    default:
      return "a device";
  }
}

// The first look opens nothing, since opening a device can act on it.
Result<std::string> read_regular(int directory, const std::string& path, std::int64_t bytes_max,
                                 struct stat& about) {
  if (::fstatat(directory, path.c_str(), &about, AT_SYMLINK_NOFOLLOW) != 0) {
    return Error{ErrorKind::io, std::strerror(errno)};
  }
  if (!S_ISREG(about.st_mode)) return Error{ErrorKind::io, kind_of(about)};
  const Descriptor file = open_below(directory, path, false);
  if (!file) return Error{ErrorKind::io, std::strerror(errno)};
  if (::fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode)) {
    return Error{ErrorKind::io, kind_of(about)};
  }
  if (about.st_size > bytes_max) {
    return Error{ErrorKind::io, fmt::format("above {} bytes", bytes_max)};
  }
  std::string bytes(static_cast<std::size_t>(about.st_size), '\0');
  std::size_t held = 0;
  while (held < bytes.size()) {
    const ssize_t count = ::read(file.get(), bytes.data() + held, bytes.size() - held);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    held += static_cast<std::size_t>(count);
  }
  bytes.resize(held);
  return bytes;
}

}  // namespace wright

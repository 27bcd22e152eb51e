#include "base/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/descriptor.h"
#include "base/text.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

Error failure(const char* what, const fs::path& file) {
  return Error{ErrorKind::io,
               fmt::format("cannot {} {}: {}", what, escape_for_terminal(file.string()),
                           std::strerror(errno))};
}

Result<void> write_all(int fd, std::string_view bytes, const fs::path& file) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return failure("write", file);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

using Finish = int (*)(int fd);  // Before the file gets its name; 0: done.

Result<void> write_and_rename(const fs::path& file, std::string_view bytes, Finish finish) {
  std::string temporary = file.string() + ".XXXXXX";
  const Descriptor fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd) return failure("write", file);
  Result<void> written = write_all(fd.get(), bytes, file);
  if (written && (::fchmod(fd.get(), 0644) != 0 || finish(fd.get()) != 0 ||
                  ::rename(temporary.c_str(), file.c_str()) != 0)) {
    written = failure("write", file);
  }
  if (!written) ::unlink(temporary.c_str());
  return written;
}

}  // namespace

// O_NONBLOCK makes a FIFO answer at once instead of waiting for a writer.
Result<std::string> read_file(const fs::path& file, std::int64_t bytes_max) {
  return read_file_from(file, 0, bytes_max);
}

Result<std::string> read_file_from(const fs::path& file, std::int64_t from,
                                   std::int64_t bytes_max) {
  const Descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!fd) return failure("read", file);
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) return failure("read", file);
  const std::string name = escape_for_terminal(file.string());
  if (!S_ISREG(status.st_mode)) {
    return Error{ErrorKind::io, fmt::format("{}: is not a regular file", name)};
  }
  if (status.st_size > bytes_max) {
    return Error{ErrorKind::io,
                 fmt::format("{}: has {} bytes, more than {}", name, status.st_size, bytes_max)};
  }
  if (status.st_size < from) {
    return Error{ErrorKind::io,
                 fmt::format("{}: has {} bytes, and had {}", name, status.st_size, from)};
  }
  std::string bytes(static_cast<std::size_t>(status.st_size - from), '\0');
  std::size_t have = 0;
  while (have < bytes.size()) {
    const ssize_t count = ::pread(fd.get(), bytes.data() + have, bytes.size() - have,
                                  from + static_cast<std::int64_t>(have));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure("read", file);
    if (count == 0) break;
    have += static_cast<std::size_t>(count);
  }
  bytes.resize(have);
  return bytes;
}

Result<void> write_file(const fs::path& file, std::string_view bytes) {
  return write_and_rename(file, bytes, ::fdatasync);
}

Result<void> place_file(const fs::path& file, std::string_view bytes) {
  return write_and_rename(file, bytes, [](int) { return 0; });
}

Result<void> sync_file(const fs::path& file) {
  const Descriptor fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd || ::fdatasync(fd.get()) != 0) return failure("sync", file);
  return {};
}

Result<void> make_directories(const fs::path& directory) {
  std::error_code failed;
  fs::create_directories(directory, failed);
  if (failed) {
    return Error{ErrorKind::io,
                 fmt::format("cannot make {}: {}", escape_for_terminal(directory.string()),
                             failed.message())};
  }
  return {};
}

Result<TempDirectory> TempDirectory::make(const fs::path& parent, const std::string& prefix) {
  std::string name = (parent / (prefix + "XXXXXX")).string();
  if (::mkdtemp(name.data()) == nullptr) return failure("make", name);
  return TempDirectory(fs::path(name));
}

TempDirectory::TempDirectory(TempDirectory&& other) noexcept
    : path_(std::exchange(other.path_, fs::path())) {}

TempDirectory& TempDirectory::operator=(TempDirectory&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

TempDirectory::~TempDirectory() {
  if (!path_.empty()) (void)remove_tree(path_);
}

}  // namespace wright

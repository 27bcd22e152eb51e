#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include "base/descriptor.h"
#include "base/files.h"
#include "base/text.h"

namespace wright {
namespace {

namespace fs = std::filesystem;

constexpr int kOpenDirectory = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
constexpr int kDepthMax = 64;  // Deeper levels are moved up before they are removed.

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

Result<void> empty_directory(int fd, int root, int depth);
Result<void> remove_entry(int fd, const std::string& name, int root, int depth);
Descriptor open_writable(int parent, const std::string& name);
Result<std::vector<std::string>> names_in(int fd);
Result<void> list_into(int fd, const std::string& prefix, std::vector<std::string>& files,
                       std::int64_t files_max);
Error failure(const char* what, const std::string& name);

}  // namespace

Result<void> remove_tree(const fs::path& directory) {
  struct stat status {};
  if (::lstat(directory.c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) return {};
    return failure("remove", directory.string());
  }
  if (!S_ISDIR(status.st_mode)) {
    if (::unlink(directory.c_str()) != 0) return failure("remove", directory.string());
    return {};
  }
  const Descriptor fd = open_writable(AT_FDCWD, directory.string());
  if (!fd) return failure("remove", directory.string());
  TRY(empty_directory(fd.get(), fd.get(), 0));
  if (::rmdir(directory.c_str()) != 0) return failure("remove", directory.string());
  return {};
}

Result<std::vector<std::string>> list_files(const fs::path& directory, std::int64_t files_max) {
  const Descriptor fd(::open(directory.c_str(), kOpenDirectory));
  if (!fd) return failure("list", directory.string());
  std::vector<std::string> files;
  TRY(list_into(fd.get(), "", files, files_max));
  std::sort(files.begin(), files.end());
  return files;
}

namespace {

// Repeats until nothing is left: a chain that is too deep has been moved up to
// the root by then.
Result<void> empty_directory(int fd, int root, int depth) {
  for (;;) {
    const std::vector<std::string> names = TRY(names_in(fd));
    if (names.empty()) return {};
    for (const std::string& name : names) TRY(remove_entry(fd, name, root, depth));
    if (depth > 0) return {};
  }
}

Result<void> remove_entry(int fd, const std::string& name, int root, int depth) {
  if (::unlinkat(fd, name.c_str(), 0) == 0 || errno == ENOENT) return {};
  if (errno != EISDIR) return failure("remove", name);
  const Descriptor child = open_writable(fd, name);
  if (!child) return failure("remove", name);
  if (depth >= kDepthMax) {
    struct stat status {};
    ::fstat(child.get(), &status);
    const std::string moved = fmt::format(".removed-{}-{}", status.st_ino, ::getpid());
    if (::renameat(fd, name.c_str(), root, moved.c_str()) != 0) return failure("move", name);
    return {};
  }
  TRY(empty_directory(child.get(), root, depth + 1));
  if (::unlinkat(fd, name.c_str(), AT_REMOVEDIR) != 0) return failure("remove", name);
  return {};
}

// A directory of any mode; never the target of a link that took its place.
Descriptor open_writable(int parent, const std::string& name) {
  Descriptor fd(::openat(parent, name.c_str(), kOpenDirectory));
  if (!fd && errno == EACCES && ::fchmodat(parent, name.c_str(), 0700, AT_SYMLINK_NOFOLLOW) == 0) {
    fd = Descriptor(::openat(parent, name.c_str(), kOpenDirectory));
  }
  if (fd) ::fchmod(fd.get(), 0700);
  return fd;
}

Result<std::vector<std::string>> names_in(int fd) {
  const int copy = ::openat(fd, ".", kOpenDirectory);
  const Directory directory(copy < 0 ? nullptr : ::fdopendir(copy));
  if (!directory) return failure("list", ".");
  std::vector<std::string> names;
  while (const dirent* entry = ::readdir(directory.get())) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  return names;
}

Result<void> list_into(int fd, const std::string& prefix, std::vector<std::string>& files,
                       std::int64_t files_max) {
  for (const std::string& name : TRY(names_in(fd))) {
    const std::string path = prefix + name;
    struct stat status {};
    if (::fstatat(fd, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      return failure("list", path);
    }
    if (S_ISDIR(status.st_mode)) {
      const Descriptor child(::openat(fd, name.c_str(), kOpenDirectory));
      if (!child) return failure("list", path);
      TRY(list_into(child.get(), path + "/", files, files_max));
      continue;
    }
    if (!S_ISREG(status.st_mode)) {
      return Error{ErrorKind::io,
                   fmt::format("{}: is neither a file nor a directory", escape_for_terminal(path))};
    }
    if (static_cast<std::int64_t>(files.size()) >= files_max) {
      return Error{ErrorKind::io, fmt::format("more than {} files", files_max)};
    }
    files.push_back(path);
  }
  return {};
}

Error failure(const char* what, const std::string& name) {
  return Error{ErrorKind::io, fmt::format("cannot {} {}: {}", what, escape_for_terminal(name),
                                          std::strerror(errno))};
}

}  // namespace
}  // namespace wright

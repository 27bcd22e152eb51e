// Files: every read has a bound, every write is whole or absent, and no call
// follows a symbolic link out of a tree that somebody else wrote.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wright {

constexpr std::int64_t kFileBytesMax = 64LL << 20;

// The whole of a regular file.  A FIFO, device or directory is an Error at
// once, and so is a file of more than `bytes_max` bytes.
Result<std::string> read_file(const std::filesystem::path& file,
                              std::int64_t bytes_max = kFileBytesMax);
// What stands behind its first `from` bytes, which it must have.
Result<std::string> read_file_from(const std::filesystem::path& file, std::int64_t from,
                                   std::int64_t bytes_max = kFileBytesMax);

// Writes to a temporary beside the file, syncs it and renames it.
Result<void> write_file(const std::filesystem::path& file, std::string_view bytes);
// The same without the sync: a killed process leaves the file whole or absent, a machine that
// stops may leave it empty.
Result<void> place_file(const std::filesystem::path& file, std::string_view bytes);

// The file's bytes are on the disk for good on return.
Result<void> sync_file(const std::filesystem::path& file);

// Like `mkdir -p`.
Result<void> make_directories(const std::filesystem::path& directory);

// Removes a tree of any depth and mode; absent is fine.  Works by descriptor,
// never follows links and needs constant memory per level.
Result<void> remove_tree(const std::filesystem::path& directory);

// Regular files below `directory` as sorted relative paths with '/'.  Anything
// else (link, FIFO, device) is an Error that names it.
Result<std::vector<std::string>> list_files(const std::filesystem::path& directory,
                                            std::int64_t files_max = 100000);

// A fresh directory `<parent>/<prefix>XXXXXX`, removed with its content when
// the object goes.  Owned by one scope; not copyable.
class TempDirectory {
 public:
  static Result<TempDirectory> make(const std::filesystem::path& parent, const std::string& prefix);
  TempDirectory(TempDirectory&& other) noexcept;
  TempDirectory& operator=(TempDirectory&& other) noexcept;
  TempDirectory(const TempDirectory&) = delete;
  TempDirectory& operator=(const TempDirectory&) = delete;
  ~TempDirectory();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit TempDirectory(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

// An advisory lock on a file, released when the object goes or the process
// dies.  `try_lock` answers ErrorKind::busy when somebody else holds it.
class FileLock {
 public:
  static Result<FileLock> try_lock(const std::filesystem::path& file);
  // Waits at most `wait_ms`, then answers ErrorKind::busy.
  static Result<FileLock> lock(const std::filesystem::path& file, std::int64_t wait_ms);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int fd) : fd_(fd) {}
  int fd_ = -1;
};

}  // namespace wright

// A library for LD_PRELOAD that makes the world fail at a chosen moment, so that
// the program itself has no hook for it.
//
//   FAULT_KILL_AFTER_LINE=N   SIGKILL right after the N-th journal line is written
//   FAULT_KILL_BEFORE_LINE=N  SIGKILL right before the N-th journal line is written
//   FAULT_STOP_AFTER_LINE=N   the machine stops there: of the lines that were not synced
//                             half the bytes stay, of such blobs the names alone, and the
//                             log is one of an earlier start of the machine
//   FAULT_FULL_AT_WRITE=N     from the N-th write to a regular file on: ENOSPC
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <set>
#include <string>

namespace {

int wanted(const char* name) {
  const char* value = getenv(name);
  return value == nullptr ? 0 : atoi(value);
}

std::string path_of(int fd) {
  char link[64];
  char path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t size = readlink(link, path, sizeof path - 1);
  return size <= 0 ? std::string() : std::string(path, static_cast<size_t>(size));
}

bool holds(const std::string& path, const char* part) {
  return path.find(part) != std::string::npos;
}

off_t size_of(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 && S_ISREG(status.st_mode) ? status.st_size : -1;
}

int lines_begun = 0;
int lines_written = 0;
int writes = 0;
off_t synced_bytes = -1;  // Of the journal.

// Leaked, so that they outlive every destructor that writes.
std::set<std::string>& unsynced_blobs() {
  static auto* names = new std::set<std::string>();
  return *names;
}

void stop_machine(int journal) {
  const std::string log = path_of(journal);
  const off_t lost = size_of(journal) - synced_bytes;
  if (ftruncate(journal, synced_bytes + (lost / 2)) != 0) abort();
  for (const std::string& blob : unsynced_blobs()) {
    if (truncate(blob.c_str(), 0) != 0) abort();
  }
  unlink((log.substr(0, log.rfind('/')) + "/boot").c_str());
  raise(SIGKILL);
}

}  // namespace

extern "C" ssize_t write(int fd, const void* bytes, size_t count) {
  static auto real =
      reinterpret_cast<ssize_t (*)(int, const void*, size_t)>(dlsym(RTLD_NEXT, "write"));
  const bool is_journal = holds(path_of(fd), "events.jsonl");
  if (is_journal && synced_bytes < 0) synced_bytes = size_of(fd);
  if (is_journal && ++lines_begun == wanted("FAULT_KILL_BEFORE_LINE")) raise(SIGKILL);
  const int full_at = wanted("FAULT_FULL_AT_WRITE");
  if (full_at > 0 && size_of(fd) >= 0 && ++writes >= full_at) {
    errno = ENOSPC;
    return -1;
  }
  const ssize_t written = real(fd, bytes, count);
  if (is_journal && ++lines_written == wanted("FAULT_KILL_AFTER_LINE")) raise(SIGKILL);
  if (is_journal && lines_written == wanted("FAULT_STOP_AFTER_LINE")) stop_machine(fd);
  return written;
}

extern "C" int fdatasync(int fd) {
  static auto real = reinterpret_cast<int (*)(int)>(dlsym(RTLD_NEXT, "fdatasync"));
  const int done = real(fd);
  const std::string path = path_of(fd);
  if (holds(path, "events.jsonl")) synced_bytes = size_of(fd);
  unsynced_blobs().erase(path);
  return done;
}

// A blob gets its name when it is whole.
extern "C" int rename(const char* from, const char* to) {
  static auto real =
      reinterpret_cast<int (*)(const char*, const char*)>(dlsym(RTLD_NEXT, "rename"));
  const int done = real(from, to);
  if (done == 0 && holds(to, "/blobs/")) unsynced_blobs().insert(to);
  return done;
}

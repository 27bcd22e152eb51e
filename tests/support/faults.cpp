// A library for LD_PRELOAD that makes the world fail at a chosen moment, so that
// the program itself has no hook for it.
//
//   FAULT_KILL_AFTER_LINE=N   SIGKILL right after the N-th journal line is synced
//   FAULT_KILL_BEFORE_LINE=N  SIGKILL right before the N-th journal line is written
//   FAULT_FULL_AT_WRITE=N     from the N-th write to a regular file on: ENOSPC
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace {

int wanted(const char* name) {
  const char* value = getenv(name);
  return value == nullptr ? 0 : atoi(value);
}

bool is_journal(int fd) {
  char link[64];
  char path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t size = readlink(link, path, sizeof path - 1);
  if (size <= 0) return false;
  path[size] = '\0';
  return strstr(path, "events.jsonl") != nullptr;
}

bool is_regular(int fd) {
  struct stat status;
  return fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

int lines_begun = 0;
int lines_synced = 0;
int writes = 0;

}  // namespace

extern "C" ssize_t write(int fd, const void* bytes, size_t count) {
  static auto real =
      reinterpret_cast<ssize_t (*)(int, const void*, size_t)>(dlsym(RTLD_NEXT, "write"));
  if (is_journal(fd) && ++lines_begun == wanted("FAULT_KILL_BEFORE_LINE")) raise(SIGKILL);
  const int full_at = wanted("FAULT_FULL_AT_WRITE");
  if (full_at > 0 && is_regular(fd) && ++writes >= full_at) {
    errno = ENOSPC;
    return -1;
  }
  return real(fd, bytes, count);
}

extern "C" int fdatasync(int fd) {
  static auto real = reinterpret_cast<int (*)(int)>(dlsym(RTLD_NEXT, "fdatasync"));
  const int done = real(fd);
  if (is_journal(fd) && ++lines_synced == wanted("FAULT_KILL_AFTER_LINE")) raise(SIGKILL);
  return done;
}

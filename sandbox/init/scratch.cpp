#include "init/scratch.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstring>

#include "base/descriptor.h"

namespace wright {
namespace {

constexpr mode_t kOwn = 0700;

bool is_name(const char* name) {
  return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

bool is_directory(int at, const char* name) {
  struct stat about {};
  return fstatat(at, name, &about, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(about.st_mode);
}

// What lies in the folder comes to `top`, under names that nobody else gives: so no depth is
// too deep, and no link is followed.
void lift(int top, const char* folder, unsigned& count) {
  fchmodat(top, folder, kOwn, 0);
  DIR* inside = fdopendir(openat(top, folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (inside == nullptr) return;
  const int at = dirfd(inside);
  while (const dirent* entry = readdir(inside)) {
    if (!is_name(entry->d_name)) continue;
    if (unlinkat(at, entry->d_name, 0) == 0) continue;
    if (!is_directory(at, entry->d_name)) continue;
    fchmodat(at, entry->d_name, kOwn, 0);  // A folder that is moved is written.
    char name[32];
    snprintf(name, sizeof name, ".wright-%u", count++);
    renameat(at, entry->d_name, top, name);
  }
  closedir(inside);
}

// One pass; true when nothing was there.
bool pass(DIR* directory, unsigned& count) {
  const int top = dirfd(directory);
  bool was_empty = true;
  rewinddir(directory);
  while (const dirent* entry = readdir(directory)) {
    if (!is_name(entry->d_name)) continue;
    was_empty = false;
    if (unlinkat(top, entry->d_name, 0) == 0) continue;
    if (unlinkat(top, entry->d_name, AT_REMOVEDIR) == 0) continue;
    if (is_directory(top, entry->d_name)) lift(top, entry->d_name, count);
    unlinkat(top, entry->d_name, AT_REMOVEDIR);
  }
  return was_empty;
}

}  // namespace

bool empty_directory(const char* path) {
  constexpr int kPassesMax = 1 << 20;  // Each takes a level away.
  struct stat about {};
  if (stat(path, &about) != 0) return false;
  if ((about.st_mode & kOwn) != kOwn) chmod(path, kOwn);
  DIR* directory = opendir(path);
  if (directory == nullptr) return false;
  unsigned count = 0;
  bool is_empty = false;
  for (int i = 0; i < kPassesMax && !is_empty; ++i) is_empty = pass(directory, count);
  closedir(directory);
  return is_empty;
}

void remove_shared_memory() {
  shmid_ds segment{};
  const int segments = shmctl(0, SHM_INFO, &segment);
  for (int i = 0; i <= segments; ++i) {
    const int id = shmctl(i, SHM_STAT, &segment);
    if (id >= 0) shmctl(id, IPC_RMID, nullptr);
  }
  msqid_ds queue{};
  const int queues = msgctl(0, MSG_INFO, &queue);
  for (int i = 0; i <= queues; ++i) {
    const int id = msgctl(i, MSG_STAT, &queue);
    if (id >= 0) msgctl(id, IPC_RMID, nullptr);
  }
  seminfo about{};
  const int sets = semctl(0, 0, SEM_INFO, &about);
  for (int i = 0; i <= sets; ++i) {
    semid_ds set{};
    const int id = semctl(i, 0, SEM_STAT, &set);
    if (id >= 0) semctl(id, 0, IPC_RMID);
  }
}

}  // namespace wright

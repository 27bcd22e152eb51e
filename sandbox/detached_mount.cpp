#include "detached_mount.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/mount.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "small_files.h"

namespace wright {
namespace {

Descriptor mapping_namespace(uid_t from_uid, gid_t from_gid, const Identity& identity);

}  // namespace

Result<Descriptor> clone_tree(const std::string& source) {
  constexpr unsigned kFlags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE;
  Descriptor tree(static_cast<int>(::syscall(SYS_open_tree, AT_FDCWD, source.c_str(), kFlags)));
  if (!tree) {
    return Error{ErrorKind::sandbox,
                 fmt::format("cannot show {}: {}", source, std::strerror(errno))};
  }
  return tree;
}

void OwnerMap::show_as_own(const Descriptor& tree) {
  struct stat about {};
  if (::fstat(tree.get(), &about) != 0) return;
  if (about.st_uid == identity_.uid && about.st_gid == identity_.gid) return;
  Descriptor& mapping = tables_[{about.st_uid, about.st_gid}];
  if (!mapping) mapping = mapping_namespace(about.st_uid, about.st_gid, identity_);
  if (!mapping) return;
  mount_attr change{};
  change.attr_set = MOUNT_ATTR_IDMAP;
  change.userns_fd = static_cast<std::uint64_t>(mapping.get());
  (void)::syscall(SYS_mount_setattr, tree.get(), "", AT_EMPTY_PATH | AT_RECURSIVE, &change,
                  sizeof change);
}

Result<void> attach(const Descriptor& tree, const std::string& at) {
  if (::syscall(SYS_move_mount, tree.get(), "", AT_FDCWD, at.c_str(), MOVE_MOUNT_F_EMPTY_PATH) !=
      0) {
    return Error{ErrorKind::sandbox, fmt::format("cannot mount {}: {}", at, std::strerror(errno))};
  }
  return {};
}

Result<void> mount_tmpfs(const std::string& at, std::int64_t bytes, const Identity& identity) {
  constexpr std::int64_t kBytesPerFile = 4096;
  const std::string options =
      fmt::format("size={},nr_inodes={},mode=1777,uid={},gid={}", bytes,
                  std::max<std::int64_t>(bytes / kBytesPerFile, 1024), identity.uid, identity.gid);
  if (::mount("tmpfs", at.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, options.c_str()) != 0) {
    return Error{ErrorKind::sandbox,
                 fmt::format("cannot mount a tmpfs at {}: {}", at, std::strerror(errno))};
  }
  return {};
}

namespace {

// A user namespace is only a table here: ids on disk on the left, ids that are
// seen on the right.  A process must hold it until we have opened it.
Descriptor mapping_namespace(uid_t from_uid, gid_t from_gid, const Identity& identity) {
  const pid_t parent = ::getpid();
  const auto holder = static_cast<pid_t>(::syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0));
  if (holder < 0) return Descriptor();
  if (holder == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    while (::getppid() == parent) ::pause();
    ::_exit(1);
  }
  const std::string process = fmt::format("/proc/{}", holder);
  Descriptor table;
  if (write_small(process + "/uid_map", fmt::format("{} {} 1\n", from_uid, identity.uid)) &&
      write_small(process + "/gid_map", fmt::format("{} {} 1\n", from_gid, identity.gid))) {
    table = Descriptor(::open((process + "/ns/user").c_str(), O_RDONLY | O_CLOEXEC));
  }
  ::kill(holder, SIGKILL);
  ::waitpid(holder, nullptr, 0);
  return table;
}

}  // namespace
}  // namespace wright

#include "stage.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <ctime>

#include "base/descriptor.h"
#include "detached_mount.h"
#include "small_files.h"
#include "spare_mounts.h"

namespace wright {
namespace {

// Any directory that is sure to exist; what lies there is hidden from bwrap.
constexpr const char* kStage = "/tmp";

struct Sources {
  std::vector<Descriptor> mounts;
  Descriptor init;
  Descriptor lower;
  Descriptor changes;
};

Result<void> enter_namespace(const Identity& identity);
bool unshare_patiently(int flags);
Result<Sources> open_sources(const Request& request, const Identity& identity,
                             const std::string& init_program);
Result<Descriptor> open_writable(const std::string& source, const Identity& identity);
Result<std::string> place(const Descriptor& tree, const std::string& name);
Result<std::string> place_overlay(const Sources& sources, const Identity& identity);
Result<std::string> make_folder(const std::string& name);
void forget_volatile();
Error failure(const std::string& what);

}  // namespace

Identity identity_of(const Request& request) {
  if (::geteuid() == 0) return {true, request.uid, request.uid};
  return {false, ::geteuid(), ::getegid()};
}

Result<Stage> set_stage(const Request& request, const Identity& identity,
                        const std::string& init_program) {
  TRY(enter_namespace(identity));
  const Sources sources = TRY(open_sources(request, identity, init_program));
  // From here on no path of the request is looked up again.
  if (identity.root) leave_spare_mounts();
  if (::mount("stage", kStage, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=1m") != 0) {
    return failure("cannot mount the stage");
  }
  Stage stage;
  for (std::size_t i = 0; i < sources.mounts.size(); ++i) {
    stage.mounts.push_back(TRY(place(sources.mounts[i], fmt::format("mount{}", i))));
  }
  stage.init = TRY(place(sources.init, "init"));
  if (request.overlay) stage.overlay = TRY(place_overlay(sources, identity));
  stage.tmp = TRY(make_folder("tmp"));
  TRY(mount_tmpfs(stage.tmp, request.limits.tmp_bytes, identity));
  stage.shared_memory = TRY(make_folder("shm"));
  TRY(mount_tmpfs(stage.shared_memory, request.limits.tmp_bytes, identity));
  return stage;
}

Result<Stage> plain_stage(const Request& request, const std::string& init_program) {
  if (request.overlay) {
    return Error{ErrorKind::unsupported, "no overlay can be mounted without a user namespace"};
  }
  Stage stage;
  for (const InputMount& mount : request.mounts) stage.mounts.push_back(mount.from);
  stage.init = init_program;
  return stage;
}

Result<void> prepare_overlay(const Request& request, const Identity& identity) {
  if (!request.overlay) return {};
  const Descriptor changes(
      ::open(request.overlay->changes.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!changes) return failure(fmt::format("cannot open {}", request.overlay->changes));
  for (const char* name : {"upper", "work"}) {
    if (::mkdirat(changes.get(), name, 0755) != 0) {
      if (errno == EEXIST) continue;
      return failure(fmt::format("cannot make {}/{}", request.overlay->changes, name));
    }
    if (identity.root &&
        ::fchownat(changes.get(), name, identity.uid, identity.gid, AT_SYMLINK_NOFOLLOW) != 0) {
      return failure(fmt::format("cannot hand over {}/{}", request.overlay->changes, name));
    }
  }
  return {};
}

namespace {

Result<void> enter_namespace(const Identity& identity) {
  const int flags = identity.root ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS;
  if (!unshare_patiently(flags)) {
    return Error{ErrorKind::unsupported,
                 fmt::format("cannot make a mount namespace: {}", std::strerror(errno))};
  }
  if (!identity.root) {
    const bool mapped =
        write_small("/proc/self/setgroups", "deny") &&
        write_small("/proc/self/uid_map", fmt::format("{0} {0} 1\n", identity.uid)) &&
        write_small("/proc/self/gid_map", fmt::format("{0} {0} 1\n", identity.gid));
    if (!mapped) return Error{ErrorKind::unsupported, "cannot map ids in a user namespace"};
  }
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    return Error{ErrorKind::unsupported,
                 fmt::format("cannot make the mounts private: {}", std::strerror(errno))};
  }
  return {};
}

// At its limit the kernel needs a moment to free the namespaces of those who ended.
bool unshare_patiently(int flags) {
  constexpr int kTries = 20;
  constexpr timespec kPause = {0, 25'000'000};
  for (int tries = 1; ::unshare(flags) != 0; ++tries) {
    const bool may_pass = errno == ENOSPC || errno == ENOMEM || errno == EAGAIN;
    if (!may_pass || tries == kTries) return false;
    ::nanosleep(&kPause, nullptr);
  }
  return true;
}

Result<Sources> open_sources(const Request& request, const Identity& identity,
                             const std::string& init_program) {
  Sources sources;
  OwnerMap owners(identity);
  for (const InputMount& mount : request.mounts) {
    if (mount.writable) {
      sources.mounts.push_back(TRY(open_writable(mount.from, identity)));
      continue;
    }
    sources.mounts.push_back(TRY(clone_tree(mount.from)));
    if (identity.root) owners.show_as_own(sources.mounts.back());
  }
  sources.init = TRY(clone_tree(init_program));
  if (identity.root) owners.show_as_own(sources.init);
  if (request.overlay) {
    sources.lower = TRY(clone_tree(request.overlay->lower));
    if (identity.root) owners.show_as_own(sources.lower);
    sources.changes = TRY(open_writable(request.overlay->changes, identity));
  }
  return sources;
}

// Never shown as somebody else's: then the payload could leave files that
// belong to root and run as root.
Result<Descriptor> open_writable(const std::string& source, const Identity& identity) {
  Descriptor tree = TRY(clone_tree(source));
  struct stat about {};
  if (::fstat(tree.get(), &about) != 0 || about.st_uid != identity.uid) {
    return Error{ErrorKind::usage,
                 fmt::format("{} is to be writable but belongs to uid {}, not to the sandbox's {}; "
                             "make it as a private directory",
                             source, about.st_uid, identity.uid)};
  }
  return tree;
}

Result<std::string> place(const Descriptor& tree, const std::string& name) {
  struct stat about {};
  if (::fstat(tree.get(), &about) != 0) return failure("cannot look at " + name);
  std::string at = fmt::format("{}/{}", kStage, name);
  if (S_ISDIR(about.st_mode)) {
    at = TRY(make_folder(name));
  } else {
    const Descriptor file(::open(at.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0444));
    if (!file) return failure("cannot make " + at);
  }
  TRY(attach(tree, at));
  return at;
}

Result<std::string> place_overlay(const Sources& sources, const Identity& identity) {
  (void)TRY(place(sources.lower, "lower"));
  (void)TRY(place(sources.changes, "changes"));
  std::string merged = TRY(make_folder("merged"));
  forget_volatile();
  // Renames and modes are always written out in full: the collector reads the
  // upper tree without asking the kernel.  Volatile spares a sync of the whole
  // disk at each end; what a power cut takes is only unfinished work.
  std::string options = fmt::format(
      "lowerdir={0}/lower,upperdir={0}/changes/upper,workdir={0}/changes/work,"
      "redirect_dir=nofollow,index=off,metacopy=off,volatile",
      kStage);
  if (!identity.root) options += ",userxattr";
  if (::mount("overlay", merged.c_str(), "overlay", MS_NOSUID | MS_NODEV, options.c_str()) != 0) {
    return failure("cannot mount the overlay");
  }
  for (const char* part : {"lower", "changes"}) {
    ::umount2(fmt::format("{}/{}", kStage, part).c_str(), MNT_DETACH);  // It holds both.
  }
  return merged;
}

// The marks of the run before, which make the kernel refuse a second mount.
void forget_volatile() {
  const std::string work = std::string(kStage) + "/changes/work/work";
  ::chmod(work.c_str(), 0700);
  ::unlink((work + "/incompat/volatile/dirty").c_str());
  ::rmdir((work + "/incompat/volatile").c_str());
  ::rmdir((work + "/incompat").c_str());
}

Result<std::string> make_folder(const std::string& name) {
  std::string at = fmt::format("{}/{}", kStage, name);
  if (::mkdir(at.c_str(), 0755) != 0) return failure("cannot make " + at);
  return at;
}

Error failure(const std::string& what) {
  return Error{ErrorKind::sandbox, fmt::format("{}: {}", what, std::strerror(errno))};
}

}  // namespace
}  // namespace wright

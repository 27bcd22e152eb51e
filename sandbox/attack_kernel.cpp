// Attacks through system calls that no build or test needs.
#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "attack_case.h"

namespace wright {
namespace {

Tries mount_something(const Facts& facts);
Tries make_namespaces(const Facts& facts);
Tries call_other_subsystems(const Facts& facts);
Tries change_the_machine(const Facts& facts);
Tries call_by_another_abi(const Facts& facts);

struct Call {
  const char* name;
  long number;
  long a = 0;
  long b = 0;
  long c = 0;
};
// Every call in a process of its own, so that a success harms nothing.
Tries try_calls(std::initializer_list<Call> calls);
int result_of(const Call& call);

template <class T>
long word(const T* pointer) {
  return reinterpret_cast<long>(pointer);
}

}  // namespace

std::vector<AttackCase> kernel_attacks() {
  return {{"mount and change the root", mount_something, was_refused, attack_limits()},
          {"make or enter namespaces", make_namespaces, was_refused, attack_limits()},
          {"use keys, bpf, perf, io_uring", call_other_subsystems, was_refused, attack_limits()},
          {"change the machine's state", change_the_machine, was_refused, attack_limits()},
          {"call by another ABI", call_by_another_abi, was_refused, attack_limits()}};
}

namespace {

Tries mount_something(const Facts&) {
  const char* const tmp = "/tmp";
  return try_calls({{"mount", SYS_mount, word("none"), word(tmp), word("tmpfs")},
                    {"umount2", SYS_umount2, word("/usr"), 2},
                    {"pivot_root", SYS_pivot_root, word(tmp), word(tmp)},
                    {"chroot", SYS_chroot, word(tmp)},
                    {"open_tree", SYS_open_tree, AT_FDCWD, word(tmp), 1},
                    {"move_mount", SYS_move_mount, AT_FDCWD, word(tmp), AT_FDCWD},
                    {"fsopen", SYS_fsopen, word("tmpfs")},
                    {"fspick", SYS_fspick, AT_FDCWD, word(tmp)},
                    {"mount_setattr", SYS_mount_setattr, AT_FDCWD, word("/usr")},
                    {"open_tree_attr", 467, AT_FDCWD, word(tmp), 1},
                    {"open_by_handle_at", SYS_open_by_handle_at, AT_FDCWD, word(tmp)},
                    {"name_to_handle_at", SYS_name_to_handle_at, AT_FDCWD, word(tmp)}});
}

Tries make_namespaces(const Facts&) {
  const int own = ::open("/proc/self/ns/user", O_RDONLY | O_CLOEXEC);
  return try_calls({{"unshare user", SYS_unshare, CLONE_NEWUSER},
                    {"unshare mounts", SYS_unshare, CLONE_NEWNS},
                    {"unshare network", SYS_unshare, CLONE_NEWNET},
                    {"clone user", SYS_clone, CLONE_NEWUSER | SIGCHLD},
                    {"clone pid", SYS_clone, CLONE_NEWPID | SIGCHLD},
                    {"clone cgroup", SYS_clone, CLONE_NEWCGROUP | SIGCHLD},
                    {"clone3", SYS_clone3, 0, 88},
                    {"setns", SYS_setns, own}});
}

Tries call_other_subsystems(const Facts&) {
  constexpr long kSessionKeyring = -3;
  return try_calls({{"keyctl", SYS_keyctl, 0, kSessionKeyring, 1},
                    {"add_key", SYS_add_key, word("user"), word("wright"), word("x")},
                    {"request_key", SYS_request_key, word("user"), word("wright")},
                    {"bpf", SYS_bpf, 5},
                    {"perf_event_open", SYS_perf_event_open},
                    {"io_uring_setup", SYS_io_uring_setup, 1},
                    {"io_uring_enter", SYS_io_uring_enter, -1},
                    {"io_uring_register", SYS_io_uring_register, -1},
                    {"userfaultfd", SYS_userfaultfd, 1},
                    {"fanotify_init", SYS_fanotify_init},
                    {"kcmp", SYS_kcmp, 1, 1},
                    {"pidfd_getfd", SYS_pidfd_getfd, -1},
                    {"process_madvise", SYS_process_madvise, -1},
                    {"migrate_pages", SYS_migrate_pages},
                    {"vmsplice", SYS_vmsplice, -1}});
}

// Arguments that do nothing even for somebody who may.
Tries change_the_machine(const Facts&) {
  return try_calls({{"reboot", SYS_reboot, 1, 1},
                    {"kexec_load", SYS_kexec_load, 0, 17},
                    {"init_module", SYS_init_module},
                    {"finit_module", SYS_finit_module, -1},
                    {"delete_module", SYS_delete_module, word("wright-none")},
                    {"swapon", SYS_swapon, word("/tmp/none")},
                    {"acct", SYS_acct, word("/tmp/none")},
                    {"quotactl", SYS_quotactl, -1},
                    {"syslog", SYS_syslog, 3},
                    {"settimeofday", SYS_settimeofday, 1},
                    {"clock_settime", SYS_clock_settime},
                    {"adjtimex", SYS_adjtimex},
                    {"sethostname", SYS_sethostname, word("x"), 1},
                    {"vhangup", SYS_vhangup}});
}

Tries call_by_another_abi(const Facts&) {
  Tries tries;
#ifdef __x86_64__
  // Where the processor or a hypervisor has no such gate, the child dies of SIGSEGV instead of
  // SIGSYS, or a sanitizer that takes the signal ends it: either way the call has not come back.
  const auto comes_back = [](void (*call)()) {
    const pid_t child = ::fork();
    if (child == 0) {
      ::signal(SIGSEGV, SIG_DFL);
      call();
      ::_exit(0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  };
  // getpid of the 32-bit table, and getpid with the bit that marks x32.
  const auto i386 = [] { __asm__ volatile("int $0x80" : : "a"(20) : "memory"); };
  const auto x32 = [] { (void)::syscall(0x40000000L + SYS_getpid); };
  tries.note("int 0x80", comes_back(i386));
  tries.note("x32", comes_back(x32));
#else
  tries.add("no other ABI on this architecture");
#endif
  return tries;
}

Tries try_calls(std::initializer_list<Call> calls) {
  Tries tries;
  for (const Call& call : calls) {
    const int error = result_of(call);
    const bool refused =
        error == EPERM || error == EACCES || error == ENOSYS || error == EAFNOSUPPORT;
    tries.note(refused ? call.name : fmt::format("{} (errno {})", call.name, error), !refused);
  }
  return tries;
}

// Other errors than a refusal say that the kernel looked at the arguments.
int result_of(const Call& call) {
  const pid_t child = static_cast<pid_t>(::syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
  if (child == 0) {
    const long result = ::syscall(call.number, call.a, call.b, call.c, 0, 0, 0);
    ::_exit(result < 0 ? errno : 0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

}  // namespace
}  // namespace wright

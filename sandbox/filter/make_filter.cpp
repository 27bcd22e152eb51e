// Writes the seccomp filter as a header: run at build time, so that starting a
// sandbox neither needs libseccomp nor spends time on it.
//
// Allow by default; what reaches another kernel subsystem, another namespace or
// the host's keys is refused.  ptrace and personality stay: the leak and thread
// sanitizers need them, and in a pid namespace of one uid they reach only the
// payload itself.
#include <sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <vector>

namespace {

// Data: the refused calls.
constexpr const char* kRefused[] = {"bpf",
                                    "perf_event_open",
                                    "userfaultfd",
                                    "io_uring_setup",
                                    "io_uring_enter",
                                    "io_uring_register",
                                    "add_key",
                                    "keyctl",
                                    "request_key",
                                    "mount",
                                    "umount2",
                                    "pivot_root",
                                    "move_mount",
                                    "open_tree",
                                    "fsopen",
                                    "fsmount",
                                    "fsconfig",
                                    "fspick",
                                    "mount_setattr",
                                    "setns",
                                    "unshare",
                                    "chroot",
                                    "swapon",
                                    "swapoff",
                                    "reboot",
                                    "kexec_load",
                                    "kexec_file_load",
                                    "init_module",
                                    "finit_module",
                                    "delete_module",
                                    "create_module",
                                    "acct",
                                    "quotactl",
                                    "quotactl_fd",
                                    "syslog",
                                    "settimeofday",
                                    "clock_settime",
                                    "adjtimex",
                                    "clock_adjtime",
                                    "iopl",
                                    "ioperm",
                                    "vhangup",
                                    "open_by_handle_at",
                                    "name_to_handle_at",
                                    "vmsplice",
                                    "move_pages",
                                    "mbind",
                                    "migrate_pages",
                                    "process_madvise",
                                    "sched_setaffinity",
                                    "kcmp",
                                    "fanotify_init",
                                    "sethostname",
                                    "setdomainname",
                                    "lookup_dcookie",
                                    "nfsservctl",
                                    "pidfd_getfd"};

// Memory that no process's resident set shows.
constexpr const char* kHogs[] = {"memfd_create", "memfd_secret", "shmget", "msgget"};

// Newer than the library's table: open_tree_attr.
constexpr int kRefusedNumbers[] = {467};

constexpr int kFamilies[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};
constexpr int kFamiliesMax = 64;

constexpr unsigned long kNewNamespaces = CLONE_NEWNS | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                                         CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWCGROUP;

void expect(int result) {
  if (result == 0) return;
  std::fprintf(stderr, "make_filter: libseccomp refused a rule: %d\n", result);
  std::exit(1);
}

void refuse(scmp_filter_ctx filter, const char* name, int error) {
  const int number = seccomp_syscall_resolve_name(name);
  if (number < 0) return;  // Not on this machine's architecture.
  expect(seccomp_rule_add(filter, SCMP_ACT_ERRNO(static_cast<unsigned>(error)), number, 0));
}

void refuse_namespaces(scmp_filter_ctx filter) {
  for (unsigned long flag = 1; flag != 0 && flag <= kNewNamespaces; flag <<= 1) {
    if ((kNewNamespaces & flag) == 0) continue;
    expect(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(clone), 1,
                            SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag)));
  }
  // Its flags lie in memory where no filter can look; libc falls back to clone.
  refuse(filter, "clone3", ENOSYS);
}

void refuse_terminal_tricks(scmp_filter_ctx filter) {
  // The kernel looks at the lower half of the command alone.
  constexpr unsigned long kLower = 0xffffffff;
  for (const unsigned long command : {TIOCSTI, TIOCLINUX}) {
    expect(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(ioctl), 1,
                            SCMP_A1(SCMP_CMP_MASKED_EQ, kLower, command)));
  }
}

void refuse_families(scmp_filter_ctx filter) {
  constexpr unsigned long kLower = 0xffffffff;
  for (const char* name : {"socket", "socketpair"}) {
    const int number = seccomp_syscall_resolve_name(name);
    if (number < 0) continue;
    expect(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), number, 1,
                            SCMP_A0(SCMP_CMP_GE, kFamiliesMax)));
    for (int family = 0; family < kFamiliesMax; ++family) {
      bool allowed = false;
      for (const int one : kFamilies) allowed = allowed || one == family;
      if (allowed) continue;
      expect(seccomp_rule_add(
          filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), number, 1,
          SCMP_A0(SCMP_CMP_MASKED_EQ, kLower, static_cast<unsigned long>(family))));
    }
  }
}

void print_filter(const char* name, bool with_hogs) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  expect(seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS));
  expect(seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2));
  for (const char* call : kRefused) refuse(filter, call, EPERM);
  for (const int number : kRefusedNumbers) {
    expect(seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), number, 0));
  }
  if (!with_hogs) {
    for (const char* call : kHogs) refuse(filter, call, EPERM);
  }
  refuse_namespaces(filter);
  refuse_terminal_tricks(filter);
  refuse_families(filter);

  std::FILE* file = std::tmpfile();
  if (file == nullptr) std::exit(1);
  expect(seccomp_export_bpf(filter, fileno(file)));
  std::rewind(file);
  std::printf("alignas(8) constexpr unsigned char %s[] = {", name);
  for (int byte = std::fgetc(file); byte != EOF; byte = std::fgetc(file)) std::printf("%d,", byte);
  std::printf("};\n");
  std::fclose(file);
  seccomp_release(filter);
}

}  // namespace

int main() {
  std::printf("// Written by make_filter.\n#pragma once\n\nnamespace wright {\n\n");
  print_filter("kFilter", true);
  print_filter("kFilterWithoutHogs", false);
  std::printf("\n}  // namespace wright\n");
  return 0;
}

// Attacks on the payload's own standing: uid, capabilities, limits.
#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

#include "attack_case.h"
#include "small_files.h"

namespace wright {
namespace {

Tries become_root(const Facts& facts);
Tries gain_capabilities(const Facts& facts);
Tries run_setuid_programs(const Facts& facts);
Tries raise_limits(const Facts& facts);
std::string file_is_the_payloads(const Seen& seen);

}  // namespace

std::vector<AttackCase> privilege_attacks() {
  return {{"become root", become_root, file_is_the_payloads, attack_limits()},
          {"gain capabilities", gain_capabilities, was_refused, attack_limits()},
          {"run set-uid programs", run_setuid_programs, was_refused, attack_limits()},
          {"raise limits", raise_limits, was_refused, attack_limits()}};
}

namespace {

Tries become_root(const Facts&) {
  Tries tries;
  tries.note("uid", ::getuid() == 0 || ::geteuid() == 0);
  tries.note("setuid", ::setuid(0) == 0);
  tries.note("setresuid", ::setresuid(0, 0, 0) == 0);
  tries.note("setgid", ::setgid(0) == 0);
  const gid_t root = 0;
  tries.note("setgroups", ::setgroups(1, &root) == 0);
  tries.note("uid_map", ::open("/proc/self/uid_map", O_WRONLY | O_CLOEXEC) >= 0 &&
                            write_small("/proc/self/uid_map", "0 0 1\n"));
  const std::string file = std::string(kAttackOut) + "/mine";
  (void)::open(file.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  return tries;
}

// A uid is a claim of the payload's; the owner of its file is the kernel's.
std::string file_is_the_payloads(const Seen& seen) {
  struct stat about {};
  if (::lstat((seen.scene.out() + "/mine").c_str(), &about) != 0) return "no file was made; ";
  if (about.st_uid != seen.report.makeup.uid || about.st_uid == 0) {
    return fmt::format("the payload's file belongs to uid {}; ", about.st_uid);
  }
  return was_refused(seen);
}

Tries gain_capabilities(const Facts&) {
  Tries tries;
  const std::string status = read_small("/proc/self/status");
  for (const char* set : {"CapInh:", "CapPrm:", "CapEff:", "CapBnd:", "CapAmb:"}) {
    const std::size_t at = status.find(set);
    const std::string value = at == std::string::npos ? "?" : status.substr(at + 8, 16);
    tries.note(set, value != std::string(16, '0'));
  }
  tries.note("no_new_privs", ::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1);
  tries.note("no_new_privs off", ::prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0);
  __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  const __user_cap_data_struct all[2] = {{~0U, ~0U, ~0U}, {~0U, ~0U, ~0U}};
  tries.note("capset", ::syscall(SYS_capset, &header, all) == 0);
  tries.note("ambient", ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_SYS_ADMIN, 0, 0) == 0);
  return tries;
}

// A zombie still shows the ids that it ended with.
Tries run_setuid_programs(const Facts&) {
  Tries tries;
  for (const char* program :
       {"/usr/bin/su", "/usr/bin/mount", "/usr/bin/passwd", "/usr/bin/chsh", "/usr/bin/sudo"}) {
    struct stat about {};
    if (::stat(program, &about) != 0 || (about.st_mode & S_ISUID) == 0) continue;
    const pid_t child = ::fork();
    if (child == 0) {
      const int nothing = ::open("/dev/null", O_RDWR);
      for (int fd = 0; fd <= 2; ++fd) ::dup2(nothing, fd);
      ::execl(program, program, "--version", static_cast<char*>(nullptr));
      ::_exit(127);
    }
    siginfo_t ended{};
    ::waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT);
    const std::string status = read_small(fmt::format("/proc/{}/status", child));
    ::waitpid(child, nullptr, 0);
    tries.note(program, status.find("\nUid:\t") == std::string::npos ||
                            status.find("\t0\t", status.find("\nUid:")) != std::string::npos);
  }
  tries.add("of those that are there");
  return tries;
}

Tries raise_limits(const Facts&) {
  Tries tries;
  struct Limit {
    const char* name;
    __rlimit_resource what;
  };
  for (const Limit& one :
       {Limit{"processes", RLIMIT_NPROC}, Limit{"file size", RLIMIT_FSIZE},
        Limit{"open files", RLIMIT_NOFILE}, Limit{"locked memory", RLIMIT_MEMLOCK},
        Limit{"message queues", RLIMIT_MSGQUEUE}, Limit{"real time", RLIMIT_RTPRIO}}) {
    rlimit now{};
    ::getrlimit(one.what, &now);
    rlimit more{now.rlim_max + 1, now.rlim_max + 1};
    tries.note(one.name, now.rlim_max == RLIM_INFINITY || ::setrlimit(one.what, &more) == 0);
  }
  tries.note("priority", ::setpriority(PRIO_PROCESS, 0, -20) == 0);
  cpu_set_t processors;
  CPU_ZERO(&processors);
  CPU_SET(0, &processors);
  tries.note("another processor", ::sched_setaffinity(0, sizeof processors, &processors) == 0);
  sched_param real_time{};
  real_time.sched_priority = 1;
  tries.note("real-time scheduling", ::sched_setscheduler(0, SCHED_FIFO, &real_time) == 0);
  tries.note("out-of-memory score", write_small("/proc/self/oom_score_adj", "-1000"));
  return tries;
}

}  // namespace
}  // namespace wright

#include "init/become.h"

#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "init/processors.h"

namespace wright {
namespace {

void limit(__rlimit_resource what, rlim_t value) {
  const rlimit both{value, value};
  if (setrlimit(what, &both) == 0) return;
  // Raising is not ours; a hard limit that is lower already is as good.
  rlimit now{};
  if (getrlimit(what, &now) != 0 || now.rlim_max > value) _exit(kInitFailed);
}

}  // namespace

int become(const Rules& rules, unsigned closed_from, char** command) {
  const Start& start = rules.start;
  setsid();
  // CORE 1, not 0: the kernel starts no core handler for a limit of 1, while a
  // piped handler ignores a limit of 0.
  limit(RLIMIT_CORE, 1);
  limit(RLIMIT_NPROC, start.processes);
  limit(RLIMIT_FSIZE, start.file_bytes);
  limit(RLIMIT_NOFILE, start.open_files);
  limit(RLIMIT_MEMLOCK, start.locked_bytes);
  limit(RLIMIT_MSGQUEUE, 0);
  limit(RLIMIT_RTPRIO, 0);
  if (!stay_on(start.processors)) _exit(kInitFailed);
  syscall(SYS_close_range, closed_from, ~0U, 0U);
  sigset_t none;
  sigemptyset(&none);
  for (int one = 1; one < SIGRTMAX; ++one) signal(one, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
      syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &rules.filter) == 0) {
    execvp(command[0], command);
  }
  return errno;
}

}  // namespace wright

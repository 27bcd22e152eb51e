#include "init/await.h"

#include <poll.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>

namespace wright {
namespace {

// All that have ended; true when the command is one of them.
bool reap(pid_t command, Companions& companions, Ended& ended) {
  while (true) {
    siginfo_t about{};
    if (waitid(P_ALL, 0, &about, WEXITED | WNOHANG | WNOWAIT) != 0 || about.si_pid == 0) {
      return false;
    }
    const pid_t pid = about.si_pid;
    companions.end_group_of(pid);
    int status = 0;
    waitpid(pid, &status, 0);
    companions.tell_end_of(pid, status);
    if (pid != command) continue;
    ended.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    ended.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    return true;
  }
}

}  // namespace

void await_command(int socket, pid_t command, Companions& companions, Ended& ended) {
  sigset_t child_signal;
  sigemptyset(&child_signal);
  sigaddset(&child_signal, SIGCHLD);
  const Descriptor signals(signalfd(-1, &child_signal, SFD_CLOEXEC | SFD_NONBLOCK));
  while (!reap(command, companions, ended)) {
    pollfd events[3] = {
        {signals.get(), POLLIN, 0}, {socket, 0, 0}, {companions.channel(), POLLIN, 0}};
    poll(events, 3, -1);
    if (events[1].revents != 0) give_up();
    if (events[2].revents != 0) companions.take();
    signalfd_siginfo seen;
    while (read(signals.get(), &seen, sizeof seen) > 0) {
    }
  }
}

void end_everything(Ended& ended) {
  kill(-1, SIGKILL);
  while (waitpid(-1, nullptr, 0) > 0 || errno == EINTR) {
  }
  rusage used{};
  getrusage(RUSAGE_CHILDREN, &used);
  ended.cpu_us = (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 + used.ru_utime.tv_usec +
                 used.ru_stime.tv_usec;
  ended.memory_peak_kb = used.ru_maxrss;
}

}  // namespace wright

// wright-init: PID 1 of the sandbox.
//
//   wright-init SOCKET FILTER COMMAND...
//
// It cannot be opened or traced by what it starts; it starts COMMAND in a
// session of its own, under resource limits and the seccomp filter of the
// descriptor FILTER, with no descriptor but 0, 1 and 2; before that it makes the
// one socket on loopback that somebody outside answers; it reaps; when the
// command ends it kills everything, reports once and goes, which ends the
// sandbox.  When the supervisor vanishes it goes at once.
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "base/descriptor_message.h"
#include "init/processors.h"
#include "init_wire.h"

namespace {

using wright::Ended;
using wright::Start;

constexpr int kFilterMax = 4096;
sock_filter g_filter[kFilterMax];

sock_fprog read_filter(int fd);
void say_hello(int socket);
Start wait_for_start(int socket);
void hand_out_listener(int socket, std::uint16_t port);
[[noreturn]] void become_command(const Start& start, const sock_fprog& filter, int failed_fd,
                                 char** command);
void limit(__rlimit_resource what, rlim_t value);
void await_command(int socket, pid_t command, Ended& ended);
void end_everything(Ended& ended);
[[noreturn]] void give_up() {
  _exit(wright::kInitFailed);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) give_up();
  const int socket = std::atoi(argv[1]);
  const int filter_fd = std::atoi(argv[2]);
  prctl(PR_SET_DUMPABLE, 0);
  fcntl(socket, F_SETFD, FD_CLOEXEC);
  const sock_fprog filter = read_filter(filter_fd);
  // Blocked before the first child, so that no end of a child is missed.
  sigset_t child_signal;
  sigemptyset(&child_signal);
  sigaddset(&child_signal, SIGCHLD);
  sigprocmask(SIG_SETMASK, &child_signal, nullptr);

  say_hello(socket);
  const Start start = wait_for_start(socket);
  if (start.loopback_port != 0) hand_out_listener(socket, start.loopback_port);
  int failed[2];
  if (pipe2(failed, O_CLOEXEC) != 0) give_up();
  const pid_t command = fork();
  if (command < 0) give_up();
  if (command == 0) become_command(start, filter, failed[1], argv + 3);

  // The command's end of its pipes must be the last one in here.
  close(failed[1]);
  for (int fd = 0; fd <= 2; ++fd) close(fd);
  Ended ended;
  if (read(failed[0], &ended.exec_errno, sizeof ended.exec_errno) < 0) give_up();
  await_command(socket, command, ended);
  end_everything(ended);
  send(socket, &ended, sizeof ended, MSG_NOSIGNAL);
  return 0;
}

namespace {

sock_fprog read_filter(int fd) {
  const ssize_t bytes = pread(fd, g_filter, sizeof g_filter, 0);
  if (bytes <= 0 || bytes % static_cast<ssize_t>(sizeof(sock_filter)) != 0) give_up();
  close(fd);
  return {static_cast<unsigned short>(static_cast<size_t>(bytes) / sizeof(sock_filter)), g_filter};
}

// A pidfd, not a number: it names this init and no later process.
void say_hello(int socket) {
  const int self = static_cast<int>(syscall(SYS_pidfd_open, getpid(), 0));
  if (self < 0) give_up();
  const wright::Hello hello;
  if (!wright::send_descriptor(socket, &hello, sizeof hello, self)) give_up();
  close(self);
}

Start wait_for_start(int socket) {
  Start start;
  if (recv(socket, &start, sizeof start, 0) != static_cast<ssize_t>(sizeof start)) give_up();
  if (start.magic != wright::kStartMagic) give_up();
  return start;
}

// bwrap has brought the loopback up.  Our own copy is closed before the command is there:
// it can connect, and nothing in here can accept.
void hand_out_listener(int socket, std::uint16_t port) {
  constexpr int kWaitingMax = 64;
  const wright::Descriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in here{};
  here.sin_family = AF_INET;
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  here.sin_port = htons(port);
  if (bind(listener.get(), reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0) give_up();
  if (listen(listener.get(), kWaitingMax) != 0) give_up();
  const wright::Listening listening;
  if (!wright::send_descriptor(socket, &listening, sizeof listening, listener.get())) give_up();
}

void become_command(const Start& start, const sock_fprog& filter, int failed_fd, char** command) {
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
  if (!wright::stay_on(start.processors)) give_up();
  if (failed_fd != 3) dup3(failed_fd, 3, O_CLOEXEC);
  syscall(SYS_close_range, 4U, ~0U, 0U);
  sigset_t none;
  sigemptyset(&none);
  for (int one = 1; one < SIGRTMAX; ++one) signal(one, SIG_DFL);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
      syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) == 0) {
    execvp(command[0], command);
  }
  const int error = errno;
  if (write(3, &error, sizeof error) < 0) give_up();
  _exit(127);
}

void limit(__rlimit_resource what, rlim_t value) {
  const rlimit both{value, value};
  if (setrlimit(what, &both) == 0) return;
  // Raising is not ours; a hard limit that is lower already is as good.
  rlimit now{};
  if (getrlimit(what, &now) != 0 || now.rlim_max > value) give_up();
}

void await_command(int socket, pid_t command, Ended& ended) {
  sigset_t child_signal;
  sigemptyset(&child_signal);
  sigaddset(&child_signal, SIGCHLD);
  const int signals = signalfd(-1, &child_signal, SFD_CLOEXEC | SFD_NONBLOCK);
  pollfd events[2] = {{signals, POLLIN, 0}, {socket, 0, 0}};
  while (true) {
    int status = 0;
    pid_t pid = 0;
    while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
      if (pid != command) continue;
      ended.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
      ended.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
      return;
    }
    poll(events, 2, -1);
    if (events[1].revents != 0) give_up();
    signalfd_siginfo seen;
    while (read(signals, &seen, sizeof seen) > 0) {
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

}  // namespace

// wright-init: PID 1 of the sandbox.
//
//   wright-init SOCKET FILTER COMMAND...
//   wright-init SOCKET FILTER               a booth: see init/booth.h
//
// It cannot be opened or traced by what it starts; it starts COMMAND in a
// session of its own, under resource limits and the seccomp filter of the
// descriptor FILTER, with no descriptor but 0, 1 and 2; before that it makes the
// one socket on loopback that somebody outside answers; it reaps, and starts
// companions of the command when somebody outside asks for them; when the command ends it kills
// everything, reports once and goes, which ends the sandbox.  When the supervisor vanishes it goes
// at once.
#include <fcntl.h>
#include <linux/filter.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "base/descriptor_message.h"
#include "init/await.h"
#include "init/become.h"
#include "init/booth.h"
#include "init/companions.h"
#include "init_wire.h"

namespace {

using wright::Companions;
using wright::Descriptor;
using wright::Ended;
using wright::give_up;
using wright::Rules;
using wright::Start;

constexpr int kFilterMax = 4096;
sock_filter g_filter[kFilterMax];

sock_fprog read_filter(int fd);
void say_hello(int socket);
Start wait_for_start(int socket, Descriptor& channel);
void hand_out_listener(int socket, std::uint16_t port);
[[noreturn]] void become_command(const Rules& rules, int failed_fd, char** command);

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) give_up();
  const int socket = std::atoi(argv[1]);
  const int filter_fd = std::atoi(argv[2]);
  prctl(PR_SET_DUMPABLE, 0);
  fcntl(socket, F_SETFD, FD_CLOEXEC);
  Rules rules;
  rules.filter = read_filter(filter_fd);
  // Blocked before the first child, so that no end of a child is missed.
  sigset_t child_signal;
  sigemptyset(&child_signal);
  sigaddset(&child_signal, SIGCHLD);
  sigprocmask(SIG_SETMASK, &child_signal, nullptr);

  say_hello(socket);
  if (argc == 3) wright::serve_booth(socket, rules);
  Descriptor channel;
  rules.start = wait_for_start(socket, channel);
  if (rules.start.loopback_port != 0) hand_out_listener(socket, rules.start.loopback_port);
  int failed[2];
  if (pipe2(failed, O_CLOEXEC) != 0) give_up();
  const pid_t command = fork();
  if (command < 0) give_up();
  if (command == 0) become_command(rules, failed[1], argv + 3);

  // The command's end of its pipes must be the last one in here.
  close(failed[1]);
  for (int fd = 0; fd <= 2; ++fd) close(fd);
  Ended ended;
  if (read(failed[0], &ended.exec_errno, sizeof ended.exec_errno) < 0) give_up();
  Companions companions(rules, std::move(channel));
  await_command(socket, command, companions, ended);
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

Start wait_for_start(int socket, Descriptor& channel) {
  pollfd event{socket, POLLIN, 0};
  while (poll(&event, 1, -1) < 0) {
  }
  Start start;
  std::array<Descriptor, 1> beside;
  const ssize_t size = wright::receive_descriptors(socket, &start, sizeof start, beside);
  if (size != static_cast<ssize_t>(sizeof start)) give_up();
  channel = std::move(beside[0]);
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

void become_command(const Rules& rules, int failed_fd, char** command) {
  if (failed_fd != 3) dup3(failed_fd, 3, O_CLOEXEC);
  const int error = wright::become(rules, 4, command);
  if (write(3, &error, sizeof error) < 0) give_up();
  _exit(127);
}

}  // namespace

// net-watch FILE COMMAND...: runs the command, and writes a line to FILE for each address of
// the internet that it or a process of its says something to.
//
// The kernel asks us about each such system call and then does it.  Unlike a tracer, this
// leaves a process free to be looked at by its own sanitizer.
#include <arpa/inet.h>
#include <poll.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

constexpr int kBroken = 125;

struct Pipe {
  std::array<int, 2> ends{};
  Pipe() {
    if (::pipe(ends.data()) != 0) std::exit(kBroken);
  }
};

int filter() {
  scmp_filter_ctx context = seccomp_init(SCMP_ACT_ALLOW);
  for (const int call :
       {SCMP_SYS(connect), SCMP_SYS(sendto), SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg)}) {
    if (seccomp_rule_add(context, SCMP_ACT_NOTIFY, call, 0) != 0) std::exit(kBroken);
  }
  if (seccomp_load(context) != 0) std::exit(kBroken);
  return seccomp_notify_fd(context);
}

// The parent takes the descriptor over before anything is sent that it would be asked about.
[[noreturn]] void become(char** argv, const Pipe& number, const Pipe& taken) {
  const int listener = filter();
  char byte = 0;
  const bool is_told = ::write(number.ends[1], &listener, sizeof listener) == sizeof listener;
  if (!is_told || ::read(taken.ends[0], &byte, 1) != 1) std::_Exit(kBroken);
  for (const int end : {number.ends[0], number.ends[1], taken.ends[0], taken.ends[1], listener}) {
    ::close(end);
  }
  ::execvp(argv[0], argv);
  std::_Exit(kBroken);
}

template <class T>
bool peek(pid_t pid, std::uint64_t at, std::size_t size, T& into) {
  iovec mine{&into, std::min(size, sizeof into)};
  iovec its{reinterpret_cast<void*>(at), mine.iov_len};  // NOLINT
  return at != 0 && ::process_vm_readv(pid, &mine, 1, &its, 1, 0) > 0;
}

// The address that a call names; of family 0 where it names none.
sockaddr_storage address_of(const seccomp_notif& asked) {
  const pid_t pid = static_cast<pid_t>(asked.pid);
  const auto& args = asked.data.args;
  sockaddr_storage address{};
  const int call = asked.data.nr;
  if (call == __NR_connect) peek(pid, args[1], args[2], address);
  if (call == __NR_sendto) peek(pid, args[4], args[5], address);
  if (call != __NR_sendmsg && call != __NR_sendmmsg) return address;
  msghdr head{};
  if (peek(pid, args[1], sizeof head, head)) {
    peek(pid, reinterpret_cast<std::uint64_t>(head.msg_name), head.msg_namelen, address);
  }
  return address;
}

void note(FILE* file, const sockaddr_storage& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = nullptr;
  if (address.ss_family == AF_INET) {
    bytes = &reinterpret_cast<const sockaddr_in&>(address).sin_addr;
  } else if (address.ss_family == AF_INET6) {
    bytes = &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr;
  }
  if (bytes == nullptr) return;
  ::inet_ntop(address.ss_family, bytes, text.data(), text.size());
  std::fprintf(file, "%s\n", text.data());
}

// Until nobody is left whom the filter holds.
void watch(int listener, FILE* file) {
  seccomp_notif* asked = nullptr;
  seccomp_notif_resp* answer = nullptr;
  if (seccomp_notify_alloc(&asked, &answer) != 0) std::exit(kBroken);
  for (pollfd waited{listener, POLLIN, 0}; ::poll(&waited, 1, -1) >= 0;) {
    if ((waited.revents & POLLIN) == 0) break;
    std::memset(asked, 0, sizeof *asked);
    if (seccomp_notify_receive(listener, asked) != 0) continue;  // Its caller is gone.
    note(file, address_of(*asked));
    *answer = {asked->id, 0, 0, SECCOMP_USER_NOTIF_FLAG_CONTINUE};
    seccomp_notify_respond(listener, answer);
  }
  seccomp_notify_free(asked, answer);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return kBroken;
  FILE* file = std::fopen(argv[1], "w");
  const Pipe number;
  const Pipe taken;
  const pid_t child = ::fork();
  if (file == nullptr || child < 0) return kBroken;
  if (child == 0) become(argv + 2, number, taken);
  ::close(number.ends[1]);
  int theirs = -1;
  if (::read(number.ends[0], &theirs, sizeof theirs) != sizeof theirs) return kBroken;
  const int held = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));
  const int listener = static_cast<int>(::syscall(SYS_pidfd_getfd, held, theirs, 0));
  if (listener < 0 || ::write(taken.ends[1], "x", 1) != 1) return kBroken;
  watch(listener, file);
  std::fclose(file);
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

#include "exec/pipe.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>

namespace wright {

Result<Pipe> open_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return Error{ErrorKind::sandbox, fmt::format("cannot make a pipe: {}", std::strerror(errno))};
  }
  Pipe pipe{Descriptor(ends[0]), Descriptor(ends[1])};
  constexpr int kStandardLast = 2;
  if (ends[0] <= kStandardLast) pipe.read = TRY(above_standard(pipe.read));
  if (ends[1] <= kStandardLast) pipe.write = TRY(above_standard(pipe.write));
  return pipe;
}

Result<Channel> open_channel() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return Error{ErrorKind::sandbox,
                 fmt::format("cannot make a channel to the sandbox: {}", std::strerror(errno))};
  }
  return Channel{Descriptor(ends[0]), Descriptor(ends[1])};
}

Result<Descriptor> above_standard(const Descriptor& descriptor) {
  constexpr int kFirst = 16;
  Descriptor lifted(::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, kFirst));
  if (!lifted) {
    return Error{ErrorKind::sandbox,
                 fmt::format("cannot move a descriptor: {}", std::strerror(errno))};
  }
  return lifted;
}

// A broken pipe is an answer here, and no reason for us to die: the signal is
// held back on this thread and taken away again.
ssize_t write_without_signal(int fd, std::string_view bytes) {
  sigset_t pipe_signal;
  sigset_t before;
  sigemptyset(&pipe_signal);
  sigaddset(&pipe_signal, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &pipe_signal, &before);
  const ssize_t count = ::write(fd, bytes.data(), bytes.size());
  const int error = errno;
  if (count < 0 && error == EPIPE && sigismember(&before, SIGPIPE) == 0) {
    const timespec at_once{};
    while (::sigtimedwait(&pipe_signal, nullptr, &at_once) < 0 && errno == EINTR) {
    }
  }
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = error;
  return count;
}

}  // namespace wright

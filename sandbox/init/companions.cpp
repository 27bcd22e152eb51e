#include "init/companions.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include "base/descriptor_message.h"
#include "init/words.h"

namespace wright {
namespace {

constexpr int kCannotStart = 127;

[[noreturn]] void become_companion(const Rules& rules, const Accompany& call, int words, int in,
                                   int out);
[[noreturn]] void complain(const char* what, const char* name, int error);

}  // namespace

Companions::Companions(const Rules& rules, Descriptor channel)
    : rules_(rules), channel_(std::move(channel)) {}

void Companions::take() {
  Accompany call;
  Streams streams;
  const ssize_t size = receive_descriptors(channel_.get(), &call, sizeof call, streams);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size != static_cast<ssize_t>(sizeof call) || call.magic != kAccompanyMagic) {
    return channel_.close();
  }
  if (call.verb == Accompany::Verb::kill) return kill(call.id);
  start(call, streams);
}

void Companions::start(const Accompany& call, const Streams& streams) {
  Accompanied refused;
  refused.id = call.id;
  refused.start_errno = EAGAIN;
  for (std::uint32_t i = 0; i < rules_.start.companions && i < kCompanionsMax; ++i) {
    Running& place = running_[i];
    if (place.process != 0) continue;
    const pid_t process = fork();
    if (process == 0) {
      become_companion(rules_, call, streams[0].get(), streams[1].get(), streams[2].get());
    }
    if (process < 0) break;
    place = {call.id, process};
    return;
  }
  tell(refused);
}

// The process itself too: it may not have come to its own group yet.
void Companions::kill(std::uint32_t id) const {
  for (const Running& one : running_) {
    if (one.process == 0 || one.id != id) continue;
    ::kill(one.process, SIGKILL);
    ::kill(-one.process, SIGKILL);
  }
}

void Companions::end_group_of(pid_t process) const {
  for (const Running& one : running_) {
    if (one.process == process) ::kill(-process, SIGKILL);
  }
}

void Companions::tell_end_of(pid_t process, int status) {
  for (Running& one : running_) {
    if (one.process != process) continue;
    Accompanied end;
    end.id = one.id;
    end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    end.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    one = {};
    // They were killed, and are our children by now.
    while (waitpid(-process, nullptr, 0) > 0 || errno == EINTR) {
    }
    tell(end);
  }
}

void Companions::tell(const Accompanied& end) const {
  (void)!send(channel_.get(), &end, sizeof end, MSG_NOSIGNAL | MSG_DONTWAIT);
}

namespace {

void become_companion(const Rules& rules, const Accompany& call, int words, int in, int out) {
  // Clear of the numbers that they are moved to.
  constexpr int kAbove = 10;
  words = fcntl(words, F_DUPFD_CLOEXEC, kAbove);
  in = fcntl(in, F_DUPFD_CLOEXEC, kAbove);
  out = fcntl(out, F_DUPFD_CLOEXEC, kAbove);
  if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0) _exit(kInitFailed);
  const Words read = read_words(words, call.variables);
  if (chdir(read.directory) != 0) complain("work in", read.directory, errno);
  const int error = become(rules, 3, read.command);
  complain("start", read.command[0], error);
}

void complain(const char* what, const char* name, int error) {
  dprintf(1, "cannot %s %s: %s\n", what, name, strerror(error));
  _exit(kCannotStart);
}

}  // namespace
}  // namespace wright

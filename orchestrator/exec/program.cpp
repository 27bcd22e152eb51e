#include "exec/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <thread>

namespace wright {
namespace {

using Clock = std::chrono::steady_clock;

// A descriptor that closes itself.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  void reset(int fd) {
    close();
    fd_ = fd;
  }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }
  [[nodiscard]] int get() const { return fd_; }

 private:
  int fd_ = -1;
};

struct Pipe {
  Descriptor read;
  Descriptor write;
};

struct Child {
  pid_t pid = -1;
  Pipe in;
  Pipe out;
  Pipe err;
};

Result<void> open_pipe(Pipe& pipe);
Result<void> spawn(const ProgramRequest& request, Child& child);
Result<void> exchange(const ProgramRequest& request, Child& child, ProgramReport& report);
void reap(Child& child, ProgramReport& report);
void feed(Child& child, std::string_view& input);
void drain(Descriptor& from, std::string& into, const ProgramRequest& request, bool& truncated);

}  // namespace

Result<ProgramReport> run_program(const ProgramRequest& request) {
  Child child;
  TRY(open_pipe(child.in));
  TRY(open_pipe(child.out));
  TRY(open_pipe(child.err));
  TRY(spawn(request, child));
  ProgramReport report;
  const Result<void> exchanged = exchange(request, child, report);
  reap(child, report);
  TRY(exchanged);
  return report;
}

namespace {

Result<void> open_pipe(Pipe& pipe) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    return Error{ErrorKind::io, fmt::format("cannot make a pipe: {}", std::strerror(errno))};
  }
  pipe.read.reset(ends[0]);
  pipe.write.reset(ends[1]);
  return {};
}

Result<void> spawn(const ProgramRequest& request, Child& child) {
  std::vector<std::string> words = request.argv;
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::array<std::string, 4> variables{"PATH=/usr/bin:/bin", "HOME=/tmp", "LC_ALL=C.UTF-8",
                                       "TZ=UTC"};
  std::vector<char*> environment;
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, child.in.read.get(), 0);
  posix_spawn_file_actions_adddup2(&actions, child.out.write.get(), 1);
  posix_spawn_file_actions_adddup2(&actions, child.err.write.get(), 2);
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  const int failed =
      posix_spawn(&child.pid, argv[0], &actions, nullptr, argv.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    child.pid = -1;
    return Error{ErrorKind::io,
                 fmt::format("cannot start {}: {}", request.argv[0], std::strerror(failed))};
  }
  child.in.read.close();
  child.out.write.close();
  child.err.write.close();
  ::fcntl(child.in.write.get(), F_SETFL, O_NONBLOCK);
  return {};
}

Result<void> exchange(const ProgramRequest& request, Child& child, ProgramReport& report) {
  const auto deadline = Clock::now() + request.wall;
  std::string_view input = request.input;
  if (input.empty()) child.in.write.close();
  while (child.out.read.get() >= 0 || child.err.read.get() >= 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) {
      report.timed_out = true;
      return {};
    }
    std::array<pollfd, 3> ready{pollfd{child.in.write.get(), POLLOUT, 0},
                                pollfd{child.out.read.get(), POLLIN, 0},
                                pollfd{child.err.read.get(), POLLIN, 0}};
    const int count = ::poll(ready.data(), ready.size(), static_cast<int>(left));
    if (count < 0 && errno == EINTR) {
      return Error{ErrorKind::interrupted, "interrupted"};
    }
    if (ready[0].revents != 0) feed(child, input);
    if (ready[1].revents != 0) drain(child.out.read, report.out, request, report.truncated);
    if (ready[2].revents != 0) drain(child.err.read, report.err, request, report.truncated);
  }
  return {};
}

void feed(Child& child, std::string_view& input) {
  const ssize_t taken = ::write(child.in.write.get(), input.data(), input.size());
  if (taken > 0) input.remove_prefix(static_cast<std::size_t>(taken));
  const bool broken = taken < 0 && errno != EAGAIN && errno != EINTR;
  if (input.empty() || broken) child.in.write.close();
}

void drain(Descriptor& from, std::string& into, const ProgramRequest& request, bool& truncated) {
  std::array<char, 65536> buffer{};
  const ssize_t count = ::read(from.get(), buffer.data(), buffer.size());
  if (count == 0 || (count < 0 && errno != EINTR)) {
    from.close();
    return;
  }
  const auto room = static_cast<std::size_t>(request.output_bytes_max) - into.size();
  const auto kept = std::min(room, static_cast<std::size_t>(count > 0 ? count : 0));
  truncated = truncated || kept < static_cast<std::size_t>(count > 0 ? count : 0);
  into.append(buffer.data(), kept);
}

// Both pipes are closed, or time is up: a program of ours ends at once or is
// ended.
void reap(Child& child, ProgramReport& report) {
  constexpr int kGraceMs = 2000;
  int status = 0;
  child.in.write.close();
  if (report.timed_out) ::kill(child.pid, SIGTERM);
  for (int waited = 0; ::waitpid(child.pid, &status, WNOHANG) == 0; ++waited) {
    if (waited == kGraceMs) ::kill(child.pid, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  report.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  report.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace
}  // namespace wright

#include "exec/program.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <thread>

#include "exec/pipe.h"

namespace wright {
namespace {

using Clock = std::chrono::steady_clock;

struct Child {
  pid_t pid = -1;
  Pipe in;
  Pipe out;
  Pipe err;
  Pipe failure;  // Says why the program could not be started, else ends.
};

Result<void> start(const ProgramRequest& request, Child& child);
[[noreturn]] void become_program(const Child& child, char** argv, char** environment, pid_t parent);
Result<void> exchange(const ProgramRequest& request, Child& child, ProgramReport& report);
void feed(Child& child, std::string_view& input);
void drain(Descriptor& from, std::string& into, const ProgramRequest& request, bool& truncated);
Result<void> reap(Child& child, ProgramReport& report);

}  // namespace

Result<ProgramReport> run_program(const ProgramRequest& request) {
  Child child;
  child.in = TRY(open_pipe());
  child.out = TRY(open_pipe());
  child.err = TRY(open_pipe());
  child.failure = TRY(open_pipe());
  TRY(start(request, child));
  ProgramReport report;
  const Result<void> exchanged = exchange(request, child, report);
  TRY(reap(child, report));
  TRY(exchanged);
  return report;
}

namespace {

Result<void> start(const ProgramRequest& request, Child& child) {
  std::vector<std::string> words = request.argv;
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::vector<std::string> variables{"PATH=/usr/bin:/bin", "HOME=/tmp", "LC_ALL=C.UTF-8", "TZ=UTC"};
  if (const char* const cuda = std::getenv("CUDA_HOME")) {
    variables.push_back(std::string("CUDA_HOME=") + cuda);
  }
  variables.insert(variables.end(), request.variables.begin(), request.variables.end());
  std::vector<char*> environment;
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  const pid_t parent = ::getpid();
  child.pid = ::fork();
  if (child.pid < 0) {
    return Error{ErrorKind::io, fmt::format("cannot fork: {}", std::strerror(errno))};
  }
  if (child.pid == 0) become_program(child, argv.data(), environment.data(), parent);
  child.in.read.close();
  child.out.write.close();
  child.err.write.close();
  child.failure.write.close();
  ::fcntl(child.in.write.get(), F_SETFL, O_NONBLOCK);

  int error = 0;
  ssize_t count = -1;
  while ((count = ::read(child.failure.read.get(), &error, sizeof error)) < 0 && errno == EINTR) {
  }
  if (count <= 0) return {};
  while (::waitpid(child.pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return Error{ErrorKind::io,
               fmt::format("cannot start {}: {}", request.argv[0], std::strerror(error))};
}

// Other threads may have held any lock at the fork: system calls only.
//
// The kernel sends the signal of a parent's death when the *thread* that forked
// ends.  That thread waits in run_program until the program is reaped.
void become_program(const Child& child, char** argv, char** environment, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  ::setsid();
  ::dup2(child.in.read.get(), 0);
  ::dup2(child.out.write.get(), 1);
  ::dup2(child.err.write.get(), 2);
  ::syscall(SYS_close_range, 3U, ~0U, static_cast<unsigned>(CLOSE_RANGE_CLOEXEC));
  for (int one = 1; one < NSIG; ++one) ::signal(one, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(argv[0], argv, environment);
  const int error = errno;
  (void)!::write(child.failure.write.get(), &error, sizeof error);
  ::_exit(127);
}

Result<void> exchange(const ProgramRequest& request, Child& child, ProgramReport& report) {
  const auto deadline = Clock::now() + request.wall;
  std::string_view input = request.input;
  if (input.empty()) child.in.write.close();
  while (child.out.read || child.err.read) {
    const std::int64_t left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) {
      report.timed_out = true;
      return {};
    }
    std::array<pollfd, 3> ready{pollfd{child.in.write.get(), POLLOUT, 0},
                                pollfd{child.out.read.get(), POLLIN, 0},
                                pollfd{child.err.read.get(), POLLIN, 0}};
    const int count =
        ::poll(ready.data(), ready.size(), static_cast<int>(std::min<std::int64_t>(left, INT_MAX)));
    if (count < 0) continue;  // A signal came, and its handler has run.
    if (ready[0].revents != 0) feed(child, input);
    if (ready[1].revents != 0) drain(child.out.read, report.out, request, report.truncated);
    if (ready[2].revents != 0) drain(child.err.read, report.err, request, report.truncated);
  }
  return {};
}

void feed(Child& child, std::string_view& input) {
  const ssize_t taken = write_without_signal(child.in.write.get(), input);
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
// ended, with whatever it started in its session.
Result<void> reap(Child& child, ProgramReport& report) {
  constexpr int kGraceMs = 2000;
  int status = 0;
  pid_t ended = 0;
  child.in.write.close();
  if (report.timed_out) ::kill(-child.pid, SIGTERM);
  for (int waited = 0; (ended = ::waitpid(child.pid, &status, WNOHANG)) == 0; ++waited) {
    if (waited == kGraceMs) ::kill(-child.pid, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  if (ended < 0) {
    return Error{ErrorKind::io, fmt::format("lost a child: {}", std::strerror(errno))};
  }
  report.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  report.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return {};
}

}  // namespace
}  // namespace wright

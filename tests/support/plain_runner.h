// A Runner that starts plain processes, without any isolation, for tests of
// what stands above the sandbox.
#pragma once

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "exec/runner.h"

extern char** environ;

namespace wright {

class PlainSession final : public Session {
 public:
  PlainSession(pid_t pid, int in, int out) : pid_(pid), in_(in), out_(out) {}
  PlainSession(const PlainSession&) = delete;
  PlainSession& operator=(const PlainSession&) = delete;
  ~PlainSession() override {
    end();
    ::close(out_);
  }

  Result<void> write(std::string_view bytes, std::chrono::milliseconds deadline) override {
    const auto end = Clock::now() + deadline;
    while (!bytes.empty()) {
      if (!ready(in_, POLLOUT, end)) return silent();
      const ssize_t wrote = ::write(in_, bytes.data(), bytes.size());
      if (wrote < 0) return Error{ErrorKind::protocol, "the program does not read"};
      bytes.remove_prefix(static_cast<std::size_t>(wrote));
    }
    return {};
  }

  Result<std::string> read_line(std::size_t bytes_max,
                                std::chrono::milliseconds deadline) override {
    const auto end = Clock::now() + deadline;
    for (;;) {
      const std::size_t at = buffer_.find('\n');
      if (at != std::string::npos && at <= bytes_max) return taken(at, 1);
      if (buffer_.size() > bytes_max) return Error{ErrorKind::protocol, "the line is too long"};
      if (!fill(end)) return silent();
    }
  }

  Result<std::string> read_bytes(std::size_t count, std::chrono::milliseconds deadline) override {
    const auto end = Clock::now() + deadline;
    while (buffer_.size() < count) {
      if (!fill(end)) return silent();
    }
    return taken(count, 0);
  }

  Result<RunReport> finish(std::chrono::milliseconds deadline) override {
    close_input();
    const auto limit = Clock::now() + deadline;
    int status = 0;
    while (pid_ > 0 && ::waitpid(pid_, &status, WNOHANG) == 0) {
      if (Clock::now() >= limit) {
        end();
        return RunReport{LimitHit{"wall"}, "", "", false, 0, 0, 0, {}};
      }
      ::poll(nullptr, 0, 1);
    }
    pid_ = -1;
    RunReport report;
    if (WIFEXITED(status)) report.outcome = Exited{WEXITSTATUS(status)};
    if (WIFSIGNALED(status)) report.outcome = Signaled{WTERMSIG(status)};
    report.isolation.rung = "plain";
    return report;
  }

 private:
  using Clock = std::chrono::steady_clock;

  static bool ready(int fd, short what, Clock::time_point end) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    pollfd waited{fd, what, 0};
    return ::poll(&waited, 1, static_cast<int>(std::max<std::int64_t>(left, 0))) > 0;
  }
  bool fill(Clock::time_point end) {
    char chunk[1 << 16];
    if (!ready(out_, POLLIN, end)) return false;
    const ssize_t got = ::read(out_, chunk, sizeof chunk);
    if (got > 0) buffer_.append(chunk, static_cast<std::size_t>(got));
    return got > 0;
  }
  std::string taken(std::size_t count, std::size_t skipped) {
    std::string bytes = buffer_.substr(0, count);
    buffer_.erase(0, count + skipped);
    return bytes;
  }
  static Error silent() { return Error{ErrorKind::protocol, "the program says nothing more"}; }
  void close_input() {
    if (in_ >= 0) ::close(std::exchange(in_, -1));
  }
  void end() {
    close_input();
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(std::exchange(pid_, -1), nullptr, 0);
  }

  pid_t pid_;
  int in_;
  int out_;
  std::string buffer_;
};

class PlainRunner final : public Runner {
 public:
  Result<RunReport> run(const Command&) override {
    return Error{ErrorKind::unsupported, "the plain runner only starts sessions"};
  }

  Result<std::unique_ptr<Booth>> open(const Command&) override {
    return Error{ErrorKind::unsupported, "the plain runner only starts sessions"};
  }

  Result<std::unique_ptr<Session>> start(const Command& command) override {
    std::signal(SIGPIPE, SIG_IGN);
    int in[2];
    int out[2];
    if (::pipe2(in, O_CLOEXEC) != 0 || ::pipe2(out, O_CLOEXEC) != 0) {
      return Error{ErrorKind::io, "no pipe"};
    }
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    ::posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    std::vector<std::string> words = command.argv;
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    pid_t pid = -1;
    const int failed = ::posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(in[0]);
    ::close(out[1]);
    if (failed != 0) return Error{ErrorKind::io, "cannot start " + command.argv[0]};
    return std::unique_ptr<Session>(std::make_unique<PlainSession>(pid, in[1], out[0]));
  }
};

}  // namespace wright

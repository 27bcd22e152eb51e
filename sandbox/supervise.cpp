#include "supervise.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <optional>

#include "base/descriptor_message.h"
#include "init_wire.h"
#include "kept_output.h"
#include "small_files.h"
#include "usage.h"

namespace wright {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kSetupMs = 20000;
constexpr std::int64_t kPollMs = 20;
constexpr std::int64_t kPollWithGroupMs = 50;

class Supervisor {
 public:
  Supervisor(const Request& request, const Footing& footing, Launched& launched, const Watch& watch)
      : request_(request),
        footing_(footing),
        launched_(launched),
        watch_(watch),
        out_(request.limits.output_kept_bytes),
        err_(request.limits.output_kept_bytes) {}

  Result<Report> run();

 private:
  Result<void> greet();
  void take_hello();
  Error setup_failure();
  void start();
  void pass_listener();
  void watch();
  void wait_for_news(std::int64_t timeout_ms);
  void drain(Descriptor& from, KeptOutput& into);
  void drain_rest(Descriptor& from, KeptOutput& into);
  void take_ended();
  void measure();
  void check_limits();
  void stop(const char* limit);
  void end();
  Report report();
  void set_outcome(Report& report);
  [[nodiscard]] std::int64_t elapsed_ms() const;

  const Request& request_;
  const Footing& footing_;
  Launched& launched_;
  const Watch& watch_;
  KeptOutput out_;
  KeptOutput err_;
  Descriptor init_end_;  // The pidfd of the init.
  pid_t init_ = -1;
  std::optional<Ended> ended_;
  const char* limit_ = nullptr;
  bool dead_ = false;
  Clock::time_point began_ = Clock::now();
  std::int64_t wall_ms_ = 0;
  std::int64_t next_measure_ms_ = 0;
  Usage peak_;
  std::vector<std::pair<Descriptor, std::int64_t>> disks_;  // With the free bytes at first.
};

}  // namespace

Result<Report> supervise(const Request& request, const Footing& footing, Launched& launched,
                         const Watch& watch) {
  return Supervisor(request, footing, launched, watch).run();
}

Result<Descriptor> catch_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int one : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, one);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  Descriptor signals(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals) return Error{ErrorKind::sandbox, "cannot make a signalfd"};
  return signals;
}

Makeup makeup_of(const Footing& footing) {
  Makeup makeup;
  makeup.rung = !footing.fresh_proc ? "C" : footing.cgroup != nullptr ? "A" : "B";
  makeup.enforced = {"files", "network", "system calls", "processes", "output", "wall"};
  makeup.polled = {"cpu", "disk"};
  makeup.uid = footing.identity.uid;
  if (footing.cgroup != nullptr) {
    makeup.enforced.emplace_back("memory");
  } else {
    makeup.polled.emplace_back("memory");
  }
  if (!footing.fresh_proc) makeup.degraded.emplace_back("host processes are visible");
  if (!footing.staged) makeup.degraded.emplace_back("inodes of /tmp are not limited");
  return makeup;
}

namespace {

Result<Report> Supervisor::run() {
  TRY(greet());
  start();
  watch();
  end();
  return report();
}

Result<void> Supervisor::greet() {
  while (!init_end_) {
    std::array<pollfd, 5> events{pollfd{launched_.socket.get(), POLLIN, 0},
                                 pollfd{launched_.bwrap_end.get(), POLLIN, 0},
                                 pollfd{watch_.signals, POLLIN, 0}, pollfd{watch_.life, 0, 0},
                                 pollfd{launched_.err.get(), POLLIN, 0}};
    const std::int64_t left = kSetupMs - elapsed_ms();
    if (left <= 0) return setup_failure();
    if (::poll(events.data(), events.size(), static_cast<int>(left)) < 0) continue;
    if (events[4].revents != 0) drain(launched_.err, err_);
    if (events[0].revents != 0) take_hello();
    if (init_end_) break;
    if (events[0].revents != 0 || events[1].revents != 0) return setup_failure();
    if (events[2].revents != 0 || events[3].revents != 0) {
      (void)setup_failure();
      return Error{ErrorKind::interrupted, "stopped before the sandbox was ready"};
    }
  }
  return {};
}

void Supervisor::take_hello() {
  Hello hello{};
  Descriptor end = receive_descriptor(launched_.socket.get(), &hello, sizeof hello);
  if (!end || hello.magic != kHelloMagic) return;
  init_end_ = std::move(end);
  init_ = static_cast<pid_t>(
      number_after(read_small(fmt::format("/proc/self/fdinfo/{}", init_end_.get())), "Pid:"));
}

// What bwrap said on its way out is all that is known.
Error Supervisor::setup_failure() {
  ::kill(launched_.bwrap, SIGKILL);
  ::waitpid(launched_.bwrap, nullptr, 0);
  drain_rest(launched_.err, err_);
  std::string said = err_.text().substr(0, 400);
  while (!said.empty() && said.back() == '\n') said.pop_back();
  std::replace(said.begin(), said.end(), '\n', ' ');
  return Error{ErrorKind::unsupported,
               said.empty() ? "bubblewrap ended before the sandbox was ready" : said};
}

void Supervisor::start() {
  // Our copies of the command's pipes would hide their ends from the others.
  const Descriptor nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
  ::dup2(nothing.get(), 0);
  if (request_.mode == StreamMode::session) ::dup2(nothing.get(), 1);
  for (const InputMount& mount : request_.mounts) {
    if (!mount.writable) continue;
    disks_.emplace_back(Descriptor(::open(mount.from.c_str(), O_PATH | O_CLOEXEC)), 0);
  }
  if (request_.overlay) {
    disks_.emplace_back(Descriptor(::open(request_.overlay->changes.c_str(), O_PATH | O_CLOEXEC)),
                        0);
  }
  for (auto& [disk, free] : disks_) free = free_bytes(disk.get());
  Start start;
  // With a control group its count is the limit that shows; this one is behind.
  const std::int64_t spare = footing_.cgroup != nullptr ? 16 : 1;
  start.processes = static_cast<std::uint64_t>(request_.limits.processes + spare);
  start.processors = static_cast<std::uint32_t>(request_.limits.processors);
  start.file_bytes = static_cast<std::uint64_t>(request_.limits.file_bytes);
  start.loopback_port = request_.loopback_port;
  start.companions = request_.companions;
  began_ = Clock::now();
  next_measure_ms_ = footing_.cgroup != nullptr ? kPollWithGroupMs : kPollMs;
  const int socket = launched_.socket.get();
  const bool is_sent = start.companions != 0
                           ? send_descriptor(socket, &start, sizeof start, watch_.channel)
                           : ::send(socket, &start, sizeof start, MSG_NOSIGNAL) >= 0;
  if (!is_sent) dead_ = true;
  if (request_.loopback_port != 0 && !dead_) pass_listener();
}

// The init answers at once, before there is a command; when it cannot, it is gone.
void Supervisor::pass_listener() {
  pollfd event{launched_.socket.get(), POLLIN, 0};
  if (::poll(&event, 1, static_cast<int>(kSetupMs)) <= 0) return;
  Listening listening{};
  const Descriptor socket =
      receive_descriptor(launched_.socket.get(), &listening, sizeof listening);
  if (!socket || listening.magic != kListeningMagic) return;
  (void)send_descriptor(watch_.channel, &listening, sizeof listening, socket.get());
}

void Supervisor::watch() {
  while (!dead_) {
    const std::int64_t now = elapsed_ms();
    if (now >= next_measure_ms_ && limit_ == nullptr) {
      measure();
      check_limits();
      next_measure_ms_ = elapsed_ms() + (footing_.cgroup != nullptr ? kPollWithGroupMs : kPollMs);
    }
    if (now >= request_.limits.wall_ms) stop("wall");
    const std::int64_t until = std::min(next_measure_ms_, request_.limits.wall_ms);
    wait_for_news(limit_ != nullptr ? 1000 : std::max<std::int64_t>(until - elapsed_ms(), 0));
  }
}

void Supervisor::wait_for_news(std::int64_t timeout_ms) {
  std::array<pollfd, 6> events{pollfd{init_end_.get(), POLLIN, 0},
                               pollfd{ended_ ? -1 : launched_.socket.get(), POLLIN, 0},
                               pollfd{launched_.out.get(), POLLIN, 0},
                               pollfd{launched_.err.get(), POLLIN, 0},
                               pollfd{limit_ == nullptr ? watch_.signals : -1, POLLIN, 0},
                               pollfd{limit_ == nullptr ? watch_.life : -1, 0, 0}};
  if (::poll(events.data(), events.size(), static_cast<int>(timeout_ms)) <= 0) return;
  if (events[1].revents != 0) take_ended();
  if (events[2].revents != 0) drain(launched_.out, out_);
  if (events[3].revents != 0) drain(launched_.err, err_);
  if (out_.seen() + err_.seen() > request_.limits.output_total_bytes) stop("output");
  if (events[4].revents != 0 || events[5].revents != 0) stop("wall");
  if (events[0].revents != 0) dead_ = true;
}

void Supervisor::drain(Descriptor& from, KeptOutput& into) {
  std::array<char, 65536> bytes{};
  const ssize_t count = ::read(from.get(), bytes.data(), bytes.size());
  if (count > 0) {
    into.add({bytes.data(), static_cast<std::size_t>(count)});
  } else if (count == 0 || errno != EINTR) {
    from.close();
  }
}

void Supervisor::take_ended() {
  Ended ended;
  const ssize_t count = ::recv(launched_.socket.get(), &ended, sizeof ended, MSG_DONTWAIT);
  if (count == static_cast<ssize_t>(sizeof ended) && ended.magic == kEndedMagic) {
    if (limit_ == nullptr) ended_ = ended;
    wall_ms_ = elapsed_ms();
  } else if (count >= 0 || errno != EAGAIN) {
    launched_.socket.close();  // The init is on its way out.
  }
}

void Supervisor::measure() {
  if (footing_.cgroup != nullptr) {
    peak_.cpu_ms = footing_.cgroup->cpu_ms().value_or(0);
    if (footing_.cgroup->oom_kills() > 0) stop("memory");
    return;
  }
  const Usage now = measure_usage(init_, footing_.fresh_proc);
  peak_.cpu_ms = std::max(peak_.cpu_ms, now.cpu_ms);
  peak_.memory_bytes = std::max(peak_.memory_bytes, now.memory_bytes);
  peak_.tasks = std::max(peak_.tasks, now.tasks);
  if (now.memory_bytes > request_.limits.memory_bytes) stop("memory");
}

void Supervisor::check_limits() {
  if (peak_.cpu_ms > request_.limits.cpu_ms) stop("cpu");
  for (const auto& [disk, free] : disks_) {
    if (free - free_bytes(disk.get()) > request_.limits.disk_bytes) stop("disk");
  }
}

void Supervisor::stop(const char* limit) {
  if (limit_ != nullptr || ended_) return;
  limit_ = limit;
  wall_ms_ = elapsed_ms();
  ::syscall(SYS_pidfd_send_signal, init_end_.get(), SIGKILL, nullptr, 0);
}

// The init is dead, so everything in it is; bwrap goes after it and lets the
// pipes come to their end.
void Supervisor::end() {
  if (wall_ms_ == 0) wall_ms_ = elapsed_ms();
  if (!ended_ && limit_ == nullptr) take_ended();
  ::waitpid(launched_.bwrap, nullptr, 0);
  drain_rest(launched_.out, out_);
  drain_rest(launched_.err, err_);
}

// What is in the pipe is there by now.  Its end may never come: a payload can
// have passed its descriptor to somebody through a shared directory.
void Supervisor::drain_rest(Descriptor& from, KeptOutput& into) {
  while (from) {
    pollfd event{from.get(), POLLIN, 0};
    if (::poll(&event, 1, 0) == 0) return;
    drain(from, into);
  }
}

Report Supervisor::report() {
  Report report;
  report.wall_ms = wall_ms_;
  report.makeup = makeup_of(footing_);
  report.cpu_ms = peak_.cpu_ms;
  report.memory_peak_bytes = peak_.memory_bytes;
  if (ended_) {
    report.cpu_ms = std::max(report.cpu_ms, ended_->cpu_us / 1000);
    report.memory_peak_bytes = std::max(report.memory_peak_bytes, ended_->memory_peak_kb * 1024);
  }
  if (footing_.cgroup != nullptr) {
    report.cpu_ms = footing_.cgroup->cpu_ms().value_or(report.cpu_ms);
    report.memory_peak_bytes = footing_.cgroup->memory_peak_bytes();
  }
  set_outcome(report);
  report.out = out_.text();
  report.err = err_.text();
  report.truncated = out_.truncated() || err_.truncated();
  return report;
}

void Supervisor::set_outcome(Report& report) {
  const bool starved = footing_.cgroup != nullptr && footing_.cgroup->oom_kills() > 0;
  report.kind = Report::Kind::limit;
  if (limit_ != nullptr || starved) {
    report.word = starved ? "memory" : limit_;
    return;
  }
  if (!ended_) {
    report.kind = Report::Kind::broken;
    report.word = "the sandbox's init ended without a report";
    return;
  }
  if (ended_->exec_errno != 0) {
    err_.add(
        fmt::format("cannot start {}: {}\n", request_.argv[0], std::strerror(ended_->exec_errno)));
  }
  const bool failed = ended_->signal != 0 || ended_->exit_code != 0;
  const bool crowded = footing_.cgroup != nullptr ? footing_.cgroup->refused_forks() > 0
                                                  : peak_.tasks > request_.limits.processes;
  if (failed && crowded) {
    report.word = "processes";
    return;
  }
  report.kind = ended_->signal != 0 ? Report::Kind::signaled : Report::Kind::exited;
  report.number = ended_->signal != 0 ? ended_->signal : ended_->exit_code;
}

std::int64_t Supervisor::elapsed_ms() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began_).count();
}

}  // namespace
}  // namespace wright

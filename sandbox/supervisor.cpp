#include "supervisor.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/descriptor_message.h"
#include "supervise.h"

namespace wright {
namespace {

constexpr std::int64_t kListenMs = 20000;
constexpr std::int64_t kPollMs = 20;
constexpr std::int64_t kPollWithGroupMs = 50;

}  // namespace

Supervisor::Supervisor(const Request& request, const Footing& footing, Launched& launched,
                       const Init& init, const Watch& watch)
    : request_(request),
      footing_(footing),
      launched_(launched),
      init_(init),
      watch_(watch),
      out_(request.limits.output_kept_bytes),
      err_(request.limits.output_kept_bytes) {}

void Supervisor::start() {
  // Our copies of the command's pipes would hide their ends from the others.
  const Descriptor nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
  ::dup2(nothing.get(), 0);
  if (request_.mode == StreamMode::session) ::dup2(nothing.get(), 1);
  look_before();
  const Start start = start_message();
  const int socket = launched_.socket.get();
  const bool is_sent = start.companions != 0
                           ? send_descriptor(socket, &start, sizeof start, watch_.channel)
                           : ::send(socket, &start, sizeof start, MSG_NOSIGNAL) >= 0;
  if (!is_sent) is_dead_ = true;
  if (request_.loopback_port != 0 && !is_dead_) pass_listener();
}

Result<void> Supervisor::start(const Descriptor& words, const Descriptor& in) {
  Descriptor out;
  Descriptor err;
  TRY(make_output(footing_.identity, launched_.out, out));
  TRY(make_output(footing_.identity, launched_.err, err));
  look_before();
  const Start start = start_message();
  const std::array<int, kBoothDescriptors> beside{words.get(), in.get(), out.get(), err.get()};
  if (!send_descriptors(launched_.socket.get(), &start, sizeof start, beside)) is_dead_ = true;
  return {};
}

void Supervisor::look_before() {
  for (const InputMount& mount : request_.mounts) {
    if (!mount.writable) continue;
    disks_.emplace_back(Descriptor(::open(mount.from.c_str(), O_PATH | O_CLOEXEC)), 0);
  }
  if (request_.overlay) {
    disks_.emplace_back(Descriptor(::open(request_.overlay->changes.c_str(), O_PATH | O_CLOEXEC)),
                        0);
  }
  for (auto& [disk, free] : disks_) free = free_bytes(disk.get());
  if (is_booth()) cpu_before_ms_ = measure().cpu_ms;
  if (footing_.cgroup != nullptr) refused_forks_before_ = footing_.cgroup->refused_forks();
  began_ = Clock::now();
  next_measure_ms_ = footing_.cgroup != nullptr ? kPollWithGroupMs : kPollMs;
}

Start Supervisor::start_message() const {
  Start start;
  // With a control group its count is the limit that shows; this one is behind.
  const std::int64_t spare = footing_.cgroup != nullptr ? 16 : 1;
  start.processes = static_cast<std::uint64_t>(request_.limits.processes + spare);
  start.processors = static_cast<std::uint32_t>(request_.limits.processors);
  start.file_bytes = static_cast<std::uint64_t>(request_.limits.file_bytes);
  start.loopback_port = request_.loopback_port;
  start.companions = request_.companions;
  return start;
}

// The init answers at once, before there is a command; when it cannot, it is gone.
void Supervisor::pass_listener() {
  pollfd event{launched_.socket.get(), POLLIN, 0};
  if (::poll(&event, 1, static_cast<int>(kListenMs)) <= 0) return;
  Listening listening{};
  const Descriptor socket =
      receive_descriptor(launched_.socket.get(), &listening, sizeof listening);
  if (!socket || listening.magic != kListeningMagic) return;
  (void)send_descriptor(watch_.channel, &listening, sizeof listening, socket.get());
}

Report Supervisor::finish() {
  watch();
  if (wall_ms_ == 0) wall_ms_ = elapsed_ms();
  if (!ended_ && limit_ == nullptr) take_ended();
  out_.drain_rest(launched_.out);
  err_.drain_rest(launched_.err);
  return report();
}

// A booth's init lives on when its command has ended.
void Supervisor::watch() {
  while (!is_dead_ && !(is_booth() && ended_)) {
    const std::int64_t now = elapsed_ms();
    if (now >= next_measure_ms_ && limit_ == nullptr) {
      check_limits(measure());
      next_measure_ms_ = elapsed_ms() + (footing_.cgroup != nullptr ? kPollWithGroupMs : kPollMs);
    }
    if (now >= request_.limits.wall_ms) stop("wall");
    const std::int64_t until = std::min(next_measure_ms_, request_.limits.wall_ms);
    wait_for_news(limit_ != nullptr ? 1000 : std::max<std::int64_t>(until - elapsed_ms(), 0));
  }
}

void Supervisor::wait_for_news(std::int64_t timeout_ms) {
  std::array<pollfd, 6> events{pollfd{init_.end.get(), POLLIN, 0},
                               pollfd{ended_ ? -1 : launched_.socket.get(), POLLIN, 0},
                               pollfd{launched_.out.get(), POLLIN, 0},
                               pollfd{launched_.err.get(), POLLIN, 0},
                               pollfd{limit_ == nullptr ? watch_.signals : -1, POLLIN, 0},
                               pollfd{limit_ == nullptr ? watch_.life : -1, 0, 0}};
  if (::poll(events.data(), events.size(), static_cast<int>(timeout_ms)) <= 0) return;
  if (events[1].revents != 0) take_ended();
  if (events[2].revents != 0) out_.drain(launched_.out);
  if (events[3].revents != 0) err_.drain(launched_.err);
  if (out_.seen() + err_.seen() > request_.limits.output_total_bytes) stop("output");
  if (events[4].revents != 0 || events[5].revents != 0) stop("wall");
  if (events[0].revents != 0) is_dead_ = true;
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

// Of the sandbox as it is: what a booth's commands before have used is in it.
Usage Supervisor::measure() {
  if (footing_.cgroup == nullptr) return measure_usage(init_.pid, footing_.fresh_proc);
  Usage now;
  now.cpu_ms = footing_.cgroup->cpu_ms().value_or(0);
  return now;
}

void Supervisor::check_limits(const Usage& now) {
  peak_.cpu_ms = std::max(peak_.cpu_ms, now.cpu_ms - cpu_before_ms_);
  peak_.memory_bytes = std::max(peak_.memory_bytes, now.memory_bytes);
  peak_.tasks = std::max(peak_.tasks, now.tasks);
  const bool is_starved = footing_.cgroup != nullptr && footing_.cgroup->oom_kills() > 0;
  if (is_starved || peak_.memory_bytes > request_.limits.memory_bytes) stop("memory");
  if (peak_.cpu_ms > request_.limits.cpu_ms) stop("cpu");
  for (const auto& [disk, free] : disks_) {
    if (free - free_bytes(disk.get()) > request_.limits.disk_bytes) stop("disk");
  }
}

void Supervisor::stop(const char* limit) {
  if (limit_ != nullptr || ended_) return;
  limit_ = limit;
  wall_ms_ = elapsed_ms();
  ::syscall(SYS_pidfd_send_signal, init_.end.get(), SIGKILL, nullptr, 0);
}

Report Supervisor::report() {
  Report report;
  report.wall_ms = wall_ms_;
  report.makeup = makeup_of(request_, footing_);
  report.cpu_ms = peak_.cpu_ms;
  report.memory_peak_bytes = peak_.memory_bytes;
  if (ended_) {
    report.cpu_ms = std::max(report.cpu_ms, ended_->cpu_us / 1000);
    report.memory_peak_bytes = std::max(report.memory_peak_bytes, ended_->memory_peak_kb * 1024);
  }
  if (footing_.cgroup != nullptr) {
    const std::optional<std::int64_t> used = footing_.cgroup->cpu_ms();
    if (used) report.cpu_ms = *used - cpu_before_ms_;
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
    const std::string name = is_booth() ? "the command" : request_.argv[0];
    err_.add(fmt::format("cannot start {}: {}\n", name, std::strerror(ended_->exec_errno)));
  }
  const bool failed = ended_->signal != 0 || ended_->exit_code != 0;
  const bool crowded = footing_.cgroup != nullptr
                           ? footing_.cgroup->refused_forks() > refused_forks_before_
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

}  // namespace wright

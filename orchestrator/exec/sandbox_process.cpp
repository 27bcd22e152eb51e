#include "exec/sandbox_process.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>
#include <utility>
#include <vector>

#include "base/text.h"

namespace wright {
namespace {

// Two streams of kept output, base64, and room.
constexpr std::size_t kReportBytesMax = 512UL << 20;
constexpr std::chrono::seconds kGrace{20};

struct ChildEnds {
  Descriptor in;
  Descriptor out;
  Descriptor errors;
  Descriptor request;
  Descriptor report;
  Descriptor life;
  Descriptor channel;  // Often none.
};

Result<ChildEnds> lift(const PayloadStreams& streams, const Descriptor& errors,
                       const Descriptor& request, const Descriptor& report, const Descriptor& life);
Result<pid_t> spawn(const std::string& program, const ChildEnds& ends);
std::string last_words(const Descriptor& errors);
Error failed(const std::string& what, int error);

}  // namespace

int milliseconds_until(Deadline deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::min<std::int64_t>(std::max<std::int64_t>(left.count(), 0), INT_MAX));
}

Result<Descriptor> memory_file(const std::string& bytes) {
  Descriptor file(::memfd_create("wright", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!file) return failed("cannot make a memory file", errno);
  std::string_view left = bytes;
  while (!left.empty()) {
    const ssize_t count = ::write(file.get(), left.data(), left.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return failed("cannot fill a memory file", errno);
    left.remove_prefix(static_cast<std::size_t>(count));
  }
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

Result<SandboxProcess> SandboxProcess::start(const std::filesystem::path& program,
                                             const std::string& request,
                                             const PayloadStreams& streams) {
  SandboxProcess process;
  const Descriptor request_file = TRY(memory_file(request));
  process.errors_ = TRY(memory_file(""));
  Pipe report = TRY(open_pipe());
  Pipe life = TRY(open_pipe());
  const ChildEnds ends = TRY(lift(streams, process.errors_, request_file, report.write, life.read));
  process.pid_ = TRY(spawn(program.string(), ends));
  process.report_ = std::move(report.read);
  process.life_ = std::move(life.write);
  return process;
}

SandboxProcess::SandboxProcess(SandboxProcess&& other) noexcept {
  *this = std::move(other);
}

SandboxProcess& SandboxProcess::operator=(SandboxProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(life_, other.life_);
  std::swap(report_, other.report_);
  std::swap(errors_, other.errors_);
  std::swap(text_, other.text_);
  return *this;
}

SandboxProcess::~SandboxProcess() {
  stop();
}

Result<RunReport> SandboxProcess::report(Deadline deadline, int discarded) {
  bool whole = TRY(read_report(deadline, discarded));
  if (!whole) {
    life_.close();
    whole = TRY(read_report(std::chrono::steady_clock::now() + kGrace, discarded));
  }
  stop();
  if (!whole) return Error{ErrorKind::sandbox, "wright-sandbox did not end when it was told to"};
  if (text_.empty()) return died();
  return read_run_report(text_);
}

Result<RunReport> SandboxProcess::next_report(Deadline deadline) {
  const bool whole = TRY(read_report(deadline, -1, true));
  if (whole && !text_.empty()) return read_run_report(std::exchange(text_, {}));
  stop();
  if (whole) return died();
  return Error{ErrorKind::sandbox, "wright-sandbox did not answer in time"};
}

Error SandboxProcess::died() const {
  return Error{ErrorKind::sandbox,
               fmt::format("wright-sandbox died without a report {}", last_words(errors_))};
}

bool SandboxProcess::has_report(Deadline deadline) const {
  pollfd event{report_.get(), POLLIN, 0};
  while (::poll(&event, 1, milliseconds_until(deadline)) < 0) {
  }
  return event.revents != 0;
}

// True when the child has closed its end, or has written the line that is waited for; it
// writes no more than one before it is asked again.
Result<bool> SandboxProcess::read_report(Deadline deadline, int discarded, bool is_line) {
  std::vector<char> part(1 << 18);
  while (true) {
    std::array<pollfd, 2> events{pollfd{report_.get(), POLLIN, 0}, pollfd{discarded, POLLIN, 0}};
    const int ready = ::poll(events.data(), events.size(), milliseconds_until(deadline));
    if (ready < 0) continue;  // A signal came, and its handler has run.
    if (ready == 0) return false;
    if (events[1].revents != 0 && ::read(discarded, part.data(), part.size()) == 0) discarded = -1;
    if (events[0].revents == 0) continue;
    const ssize_t count = ::read(report_.get(), part.data(), part.size());
    if (count == 0) return true;
    if (count < 0 && errno != EINTR) return failed("cannot read the sandbox's report", errno);
    if (count > 0) text_.append(part.data(), static_cast<std::size_t>(count));
    if (is_line && !text_.empty() && text_.back() == '\n') return true;
    if (text_.size() > kReportBytesMax) {
      return Error{ErrorKind::sandbox, "the sandbox's report does not end"};
    }
  }
}

void SandboxProcess::stop() {
  if (pid_ < 0) return;
  life_.close();
  // Whoever still writes a report must not wait for a reader.
  report_.close();
  reap();
}

void SandboxProcess::reap() {
  const Deadline deadline = std::chrono::steady_clock::now() + kGrace;
  const Descriptor end(static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0)));
  bool killed = false;
  while (::waitpid(pid_, nullptr, WNOHANG) == 0) {
    const int left = milliseconds_until(deadline);
    if (!killed && left == 0) killed = ::kill(pid_, SIGKILL) == 0;
    pollfd event{end.get(), POLLIN, 0};
    ::poll(&event, 1, end && !killed ? left : 1);
  }
  pid_ = -1;
}

namespace {

// Clear of the numbers that the child's descriptors are moved to.
Result<ChildEnds> lift(const PayloadStreams& streams, const Descriptor& errors,
                       const Descriptor& request, const Descriptor& report,
                       const Descriptor& life) {
  const Descriptor nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
  ChildEnds ends;
  ends.in = TRY(above_standard(streams.in ? streams.in : nothing));
  ends.out = TRY(above_standard(streams.out ? streams.out : nothing));
  ends.errors = TRY(above_standard(errors));
  ends.request = TRY(above_standard(request));
  ends.report = TRY(above_standard(report));
  ends.life = TRY(above_standard(life));
  if (streams.channel) ends.channel = TRY(above_standard(streams.channel));
  return ends;
}

Result<pid_t> spawn(const std::string& program, const ChildEnds& ends) {
  std::vector<std::string> words = {program, "--request", "3", "--report", "4", "--life", "5"};
  if (ends.channel) words.insert(words.end(), {"--channel", "6"});
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::string path = "PATH=/usr/bin:/bin";
  std::array<char*, 2> environment{path.data(), nullptr};

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  int number = 0;
  for (const Descriptor* end : {&ends.in, &ends.out, &ends.errors, &ends.request, &ends.report,
                                &ends.life, &ends.channel}) {
    if (!*end) continue;
    posix_spawn_file_actions_adddup2(&actions, end->get(), number++);
  }
  posix_spawn_file_actions_addclosefrom_np(&actions, number);
  // Its own session: Ctrl-C is for us to handle, not for each sandbox.
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t signals;
  sigemptyset(&signals);
  posix_spawnattr_setsigmask(&attributes, &signals);
  sigfillset(&signals);
  posix_spawnattr_setsigdefault(&attributes, &signals);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSID);
  pid_t pid = -1;
  const int error =
      posix_spawn(&pid, program.c_str(), &actions, &attributes, argv.data(), environment.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return failed("cannot start " + program, error);
  return pid;
}

std::string last_words(const Descriptor& errors) {
  std::array<char, 500> text{};
  const ssize_t count = ::pread(errors.get(), text.data(), text.size(), 0);
  if (count <= 0) return "and without a word";
  return "and said: " + escape_for_terminal({text.data(), static_cast<std::size_t>(count)});
}

Error failed(const std::string& what, int error) {
  return Error{ErrorKind::sandbox, fmt::format("{}: {}", what, std::strerror(error))};
}

}  // namespace
}  // namespace wright

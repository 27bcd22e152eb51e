#include "cgroup.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <utility>

#include "small_files.h"

namespace wright {
namespace {

constexpr const char* kRoot = "/sys/fs/cgroup";
constexpr const char* kPrefix = "wright-";

std::string own_path(const std::string& cgroups, const std::string& controller);
std::string make_below(const std::string& parent);
void sweep(const std::string& parent);
bool holds(const std::string& words, const std::string& word);

// Monitor and init of bwrap are in the group beside the payload.
constexpr std::int64_t kOwnProcesses = 2;

}  // namespace

std::optional<Cgroup> Cgroup::make(const RunLimits& limits) {
  Cgroup group;
  if (!group.make_v2(limits)) {
    group.remove();
    if (!group.make_v1(limits)) return std::nullopt;
  }
  group.guard_ = CgroupGuard({group.memory_, group.pids_, group.cpu_});
  return group;
}

// The nearest ancestor that hands memory and pids to its children.
bool Cgroup::make_v2(const RunLimits& limits) {
  const std::string cgroups = read_small("/proc/self/cgroup");
  std::string parent = own_path(cgroups, "");
  while (true) {
    const std::string handed = read_small(kRoot + parent + "/cgroup.subtree_control");
    if (holds(handed, "memory") && holds(handed, "pids")) break;
    if (parent.empty()) return false;
    parent.resize(parent.rfind('/'));
  }
  memory_ = pids_ = make_below(kRoot + parent);
  if (memory_.empty()) return false;
  v2_ = true;
  cpu_ = memory_;
  if (!write_small(memory_ + "/memory.max", std::to_string(limits.memory_bytes))) return false;
  (void)write_small(memory_ + "/memory.swap.max", "0");
  (void)write_small(memory_ + "/memory.oom.group", "1");
  return write_small(pids_ + "/pids.max", std::to_string(limits.processes + kOwnProcesses));
}

bool Cgroup::make_v1(const RunLimits& limits) {
  const std::string cgroups = read_small("/proc/self/cgroup");
  memory_ = make_below(fmt::format("{}/memory{}", kRoot, own_path(cgroups, "memory")));
  pids_ = make_below(fmt::format("{}/pids{}", kRoot, own_path(cgroups, "pids")));
  cpu_ = make_below(fmt::format("{}/cpuacct{}", kRoot, own_path(cgroups, "cpuacct")));
  if (memory_.empty() || pids_.empty()) return false;
  const std::string bytes = std::to_string(limits.memory_bytes);
  if (!write_small(memory_ + "/memory.limit_in_bytes", bytes)) return false;
  (void)write_small(memory_ + "/memory.memsw.limit_in_bytes", bytes);
  return write_small(pids_ + "/pids.max", std::to_string(limits.processes + kOwnProcesses));
}

Cgroup::Cgroup(Cgroup&& other) noexcept {
  *this = std::move(other);
}

Cgroup& Cgroup::operator=(Cgroup&& other) noexcept {
  std::swap(v2_, other.v2_);
  std::swap(memory_, other.memory_);
  std::swap(pids_, other.pids_);
  std::swap(cpu_, other.cpu_);
  std::swap(guard_, other.guard_);
  return *this;
}

Cgroup::~Cgroup() {
  remove();
}

// Born in the group where the kernel can do that (version 2): to move a process
// by writing to cgroup.procs waits for all processors, 10 ms and more.
pid_t Cgroup::fork_child() const {
  if (v2_) {
    const Descriptor group(::open(memory_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    clone_args how{};
    how.flags = CLONE_INTO_CGROUP;
    how.exit_signal = SIGCHLD;
    how.cgroup = static_cast<std::uint64_t>(group.get());
    const auto child = static_cast<pid_t>(::syscall(SYS_clone3, &how, sizeof how));
    if (child >= 0) return child;
  }
  return ::fork();
}

// In version 1 a thread that moves only itself does not wait either.
bool Cgroup::join() const {
  if (v2_) {
    return kRoot + own_path(read_small("/proc/self/cgroup"), "") == memory_ ||
           write_small(memory_ + "/cgroup.procs", "0");
  }
  return write_small(memory_ + "/tasks", "0") && write_small(pids_ + "/tasks", "0") &&
         (cpu_.empty() || write_small(cpu_ + "/tasks", "0"));
}

void Cgroup::remove() {
  for (std::string* directory : {&memory_, &pids_, &cpu_}) {
    if (!directory->empty()) remove_group(*directory);
    directory->clear();
  }
  v2_ = false;
}

std::optional<std::int64_t> Cgroup::cpu_ms() const {
  if (cpu_.empty()) return std::nullopt;
  if (v2_) return number_after(read_small(cpu_ + "/cpu.stat"), "usage_usec") / 1000;
  return number_of(read_small(cpu_ + "/cpuacct.usage")) / 1000000;
}

std::int64_t Cgroup::memory_peak_bytes() const {
  return number_of(read_small(memory_ + (v2_ ? "/memory.peak" : "/memory.max_usage_in_bytes")));
}

std::int64_t Cgroup::oom_kills() const {
  // "oom_kill_disable" and "oom_kill" share their beginning.
  return number_after(read_small(memory_ + (v2_ ? "/memory.events" : "/memory.oom_control")),
                      "oom_kill ");
}

std::int64_t Cgroup::refused_forks() const {
  return number_after(read_small(pids_ + "/pids.events"), "max");
}

namespace {

// The path in "4:memory:/path" of the controller; version 2 is "0::/path".
std::string own_path(const std::string& cgroups, const std::string& controller) {
  std::size_t at = 0;
  while (at < cgroups.size()) {
    const std::string line = cgroups.substr(at, cgroups.find('\n', at) - at);
    at += line.size() + 1;
    const std::size_t first = line.find(':');
    const std::size_t second = line.find(':', first + 1);
    if (second == std::string::npos) continue;
    const std::string names = "," + line.substr(first + 1, second - first - 1) + ",";
    if (names.find("," + controller + ",") == std::string::npos) continue;
    const std::string path = line.substr(second + 1);
    return path == "/" ? "" : path;
  }
  return "";
}

std::string make_below(const std::string& parent) {
  sweep(parent);
  const std::string directory = fmt::format("{}/{}{}", parent, kPrefix, ::getpid());
  if (::mkdir(directory.c_str(), 0755) == 0) return directory;
  return "";
}

// Groups of runs whose supervisor was killed before it could tidy up.
void sweep(const std::string& parent) {
  DIR* directory = ::opendir(parent.c_str());
  if (directory == nullptr) return;
  while (const dirent* entry = ::readdir(directory)) {
    const std::string name = entry->d_name;
    if (name.rfind(kPrefix, 0) != 0) continue;
    const pid_t owner = std::atoi(name.c_str() + std::string(kPrefix).size());
    if (owner > 0 && (owner == ::getpid() || (::kill(owner, 0) != 0 && errno == ESRCH))) {
      ::rmdir((parent + "/" + name).c_str());
    }
  }
  ::closedir(directory);
}

bool holds(const std::string& words, const std::string& word) {
  std::string padded = " " + words + " ";
  for (char& byte : padded) {
    if (byte == '\n') byte = ' ';
  }
  return padded.find(" " + word + " ") != std::string::npos;
}

}  // namespace
}  // namespace wright

#include "usage.h"

#include <dirent.h>
#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cctype>
#include <cstdio>
#include <string>

#include "small_files.h"

namespace wright {
namespace {

std::string namespace_of(const std::string& process);
void add_process(const std::string& directory, Usage& usage);
std::int64_t cpu_ms_of(const std::string& stat);
std::int64_t used_bytes(const std::string& mount);

}  // namespace

Usage measure_usage(pid_t init, bool own_proc) {
  Usage usage;
  const std::string self = fmt::format("/proc/{}", init);
  const std::string list = own_proc ? self + "/root/proc" : "/proc";
  const std::string inside = own_proc ? "" : namespace_of(self);
  DIR* processes = ::opendir(list.c_str());
  if (processes == nullptr) return usage;
  while (const dirent* entry = ::readdir(processes)) {
    if (std::isdigit(static_cast<unsigned char>(entry->d_name[0])) == 0) continue;
    const std::string process = list + "/" + entry->d_name;
    if (own_proc || namespace_of(process) == inside) add_process(process, usage);
  }
  ::closedir(processes);
  usage.memory_bytes += used_bytes(self + "/root/tmp") + used_bytes(self + "/root/dev/shm");
  return usage;
}

std::int64_t free_bytes(int directory_fd) {
  struct statvfs space {};
  if (::fstatvfs(directory_fd, &space) != 0) return -1;
  return static_cast<std::int64_t>(space.f_bfree) * static_cast<std::int64_t>(space.f_frsize);
}

namespace {

std::string namespace_of(const std::string& process) {
  std::array<char, 64> name{};
  const ssize_t size = ::readlink((process + "/ns/pid").c_str(), name.data(), name.size());
  return std::string(name.data(), static_cast<std::size_t>(size > 0 ? size : 0));
}

void add_process(const std::string& directory, Usage& usage) {
  const std::string status = read_small(directory + "/status");
  usage.memory_bytes +=
      (number_after(status, "RssAnon:") + number_after(status, "RssShmem:")) * 1024;
  usage.tasks += number_after(status, "Threads:");
  usage.cpu_ms += cpu_ms_of(read_small(directory + "/stat"));
}

// Fields 14 to 17: user, system, and both of the children waited for.
std::int64_t cpu_ms_of(const std::string& stat) {
  const std::size_t name_end = stat.rfind(')');
  if (name_end == std::string::npos) return 0;
  unsigned long user = 0;
  unsigned long system = 0;
  long child_user = 0;
  long child_system = 0;
  if (std::sscanf(stat.c_str() + name_end + 1,
                  " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %ld %ld", &user, &system,
                  &child_user, &child_system) != 4) {
    return 0;
  }
  const long ticks = static_cast<long>(user + system) + child_user + child_system;
  return static_cast<std::int64_t>(ticks) * 1000 / ::sysconf(_SC_CLK_TCK);
}

std::int64_t used_bytes(const std::string& mount) {
  struct statvfs space {};
  if (::statvfs(mount.c_str(), &space) != 0) return 0;
  const auto used = static_cast<std::int64_t>(space.f_blocks - space.f_bfree);
  return used * static_cast<std::int64_t>(space.f_frsize);
}

}  // namespace
}  // namespace wright

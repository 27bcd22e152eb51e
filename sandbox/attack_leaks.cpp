// Attacks on what a parent leaves in its child: environment, descriptors, the
// init's own state, a terminal.
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "attack_case.h"
#include "small_files.h"

extern char** environ;

namespace wright {
namespace {

Tries read_the_environment(const Facts& facts);
Tries use_inherited_descriptors(const Facts& facts);
Tries open_the_init(const Facts& facts);
Tries type_on_the_terminal(const Facts& facts);
Tries reach_control_groups(const Facts& facts);

}  // namespace

std::vector<AttackCase> leak_attacks() {
  return {{"read the caller's environment", read_the_environment, was_refused, attack_limits()},
          {"use inherited descriptors", use_inherited_descriptors, was_refused, attack_limits()},
          {"open the init's memory and files", open_the_init, was_refused, attack_limits()},
          {"type on the terminal", type_on_the_terminal, was_refused, attack_limits()},
          {"leave the control group", reach_control_groups, was_refused, attack_limits()}};
}

namespace {

// The outer half looks for the secret in what is printed.
Tries read_the_environment(const Facts& facts) {
  Tries tries;
  tries.note("own", std::getenv("WRIGHT_ATTACK_SECRET") != nullptr);
  for (char** variable = environ; *variable != nullptr; ++variable) std::puts(*variable);
  for (const std::string& process : {std::string("1"), facts.process}) {
    const std::string text = read_small("/proc/" + process + "/environ");
    tries.note("of process " + process, text.find("WRIGHT_ATTACK_SECRET") != std::string::npos);
    std::fwrite(text.data(), 1, text.size(), stdout);
  }
  return tries;
}

// 0 to 2 are the payload's own, and the listing needs one itself.
Tries use_inherited_descriptors(const Facts&) {
  Tries tries;
  constexpr int kFirst = 3;
  constexpr int kLast = 65536;
  for (int fd = kFirst; fd < kLast; ++fd) {
    if (::fcntl(fd, F_GETFD) < 0) continue;
    tries.note(fmt::format("descriptor {}", fd), true);
    std::printf("%s\n", read_small(fmt::format("/proc/self/fd/{}", fd)).c_str());
  }
  tries.note(fmt::format("descriptors {} to {}", kFirst, kLast - 1), false);
  return tries;
}

Tries open_the_init(const Facts&) {
  Tries tries;
  for (const char* name : {"environ", "maps", "auxv", "stack", "syscall"}) {
    tries.note(name, !read_small(std::string("/proc/1/") + name).empty());
  }
  for (const char* name : {"mem", "exe", "clear_refs", "oom_score_adj", "task/1/mem"}) {
    const std::string file = std::string("/proc/1/") + name;
    tries.note(name, ::open(file.c_str(), O_RDWR | O_CLOEXEC) >= 0);
  }
  for (const char* name : {"root", "cwd", "fd", "ns", "map_files"}) {
    const std::string directory = std::string("/proc/1/") + name;
    DIR* list = ::opendir(directory.c_str());
    tries.note(name, list != nullptr);
    if (list != nullptr) ::closedir(list);
  }
  return tries;
}

// In this run the terminal is standard input.
Tries type_on_the_terminal(const Facts&) {
  Tries tries;
  char byte = '!';
  char linux_console[2] = {2, 0};
  tries.note("TIOCSTI", ::ioctl(0, TIOCSTI, &byte) == 0);
  // The kernel looks at the lower half alone, so must the filter.
  constexpr unsigned long kHigh = 0x500000000UL;
  tries.note("TIOCSTI with a high half", ::ioctl(0, kHigh | TIOCSTI, &byte) == 0);
  tries.note("TIOCLINUX", ::ioctl(0, TIOCLINUX, linux_console) == 0);
  tries.note("/dev/tty", ::open("/dev/tty", O_RDWR | O_CLOEXEC) >= 0);
  tries.note("TIOCSCTTY", ::ioctl(0, TIOCSCTTY, 1) == 0);
  return tries;
}

Tries reach_control_groups(const Facts&) {
  Tries tries;
  for (const char* root :
       {"/sys/fs/cgroup", "/sys/fs/cgroup/memory", "/sys/fs/cgroup/pids", "/sys/fs/cgroup/unified",
        "/proc/1/root/sys/fs/cgroup", "/proc/self/root/sys/fs/cgroup"}) {
    const std::string procs = std::string(root) + "/cgroup.procs";
    tries.note(procs, ::open(procs.c_str(), O_WRONLY | O_CLOEXEC) >= 0);
  }
  // The harness's own place in the tree is nobody's business either.
  const std::string own = read_small("/proc/self/cgroup");
  tries.note("see the outer group", own.find("wright-") != std::string::npos);
  return tries;
}

}  // namespace
}  // namespace wright

// Attacks on processes outside, and on the order that the sandbox ends in.
#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "attack_case.h"
#include "small_files.h"

namespace wright {
namespace {

Tries see_a_process(const Facts& facts);
Tries signal_a_process(const Facts& facts);
Tries trace_a_process(const Facts& facts);
Tries kill_everything(const Facts& facts);
Tries leave_a_daemon(const Facts& facts);
Tries imitate_a_kill(const Facts& facts);
Tries dump_core(const Facts& facts);
std::string no_core_is_left(const Seen& seen);

}  // namespace

std::vector<AttackCase> process_attacks() {
  const auto exit_stays_exit = [](const Seen& seen) {
    const bool exited = seen.report.kind == Report::Kind::exited;
    return exited && seen.report.number == 128 + SIGKILL ? "" : "exit 137 was taken for a kill; ";
  };
  const auto is_dead = [](const Seen& seen) {
    return was_refused(seen) + left_running(seen.scene);
  };
  return {{"see a process outside", see_a_process, was_refused, attack_limits()},
          {"kill a process outside", signal_a_process, was_refused, attack_limits()},
          {"trace a process outside", trace_a_process, was_refused, attack_limits()},
          {"kill whatever can be killed", kill_everything, was_refused, attack_limits()},
          {"leave a daemon behind", leave_a_daemon, is_dead, attack_limits()},
          {"imitate a kill by an exit code", imitate_a_kill, exit_stays_exit, attack_limits()},
          {"leave a core dump", dump_core, no_core_is_left, attack_limits()}};
}

void hold_lock() {
  const std::string file = std::string(kAttackOut) + "/" + kAliveFile;
  const int lock = ::open(file.c_str(), O_RDWR | O_CREAT, 0666);
  ::flock(lock, LOCK_SH);
  (void)!::write(lock, "1", 1);
}

std::string left_running(const Scene& scene) {
  const Descriptor lock(::open((scene.out() + "/" + kAliveFile).c_str(), O_RDWR | O_CLOEXEC));
  if (!lock) return "nothing was ever started; ";
  return ::flock(lock.get(), LOCK_EX | LOCK_NB) == 0 ? "" : "a process outlived its sandbox; ";
}

namespace {

Tries see_a_process(const Facts& facts) {
  Tries tries;
  DIR* list = ::opendir("/proc");
  int count = 0;
  while (const dirent* entry = list != nullptr ? ::readdir(list) : nullptr) {
    if (std::isdigit(static_cast<unsigned char>(entry->d_name[0])) == 0) continue;
    ++count;
    const std::string name = read_small(std::string("/proc/") + entry->d_name + "/comm");
    if (name == "wright-outside\n") tries.note("it is process " + facts.process, true);
  }
  if (list != nullptr) ::closedir(list);
  tries.note(fmt::format("one among the {} in /proc", count), false);
  return tries;
}

Tries signal_a_process(const Facts& facts) {
  Tries tries;
  const pid_t process = std::atoi(facts.process.c_str());
  tries.note("kill", ::kill(process, SIGKILL) == 0);
  tries.note("tgkill", ::syscall(SYS_tgkill, process, process, SIGKILL) == 0);
  const auto handle = static_cast<int>(::syscall(SYS_pidfd_open, process, 0));
  tries.note("pidfd_open", handle >= 0);
  tries.note("pidfd_send_signal",
             ::syscall(SYS_pidfd_send_signal, handle, SIGKILL, nullptr, 0) == 0);
  return tries;
}

Tries trace_a_process(const Facts& facts) {
  Tries tries;
  const pid_t process = std::atoi(facts.process.c_str());
  char byte = 0;
  const iovec here{&byte, 1};
  const iovec there{reinterpret_cast<void*>(&trace_a_process), 1};
  for (const pid_t target : {process, pid_t{1}}) {
    const std::string of = fmt::format(" of {}", target);
    tries.note("ptrace" + of, ::ptrace(PTRACE_SEIZE, target, nullptr, nullptr) == 0);
    tries.note("read" + of, ::process_vm_readv(target, &here, 1, &there, 1, 0) > 0);
    tries.note("write" + of, ::process_vm_writev(target, &here, 1, &there, 1, 0) > 0);
  }
  return tries;
}

// The process group crosses a pid namespace unless the session is new; a signal
// to PID 1 from inside has no effect.
Tries kill_everything(const Facts&) {
  Tries tries;
  ::signal(SIGTERM, SIG_IGN);
  (void)::kill(-1, SIGTERM);
  (void)::kill(0, SIGTERM);
  (void)::kill(1, SIGKILL);
  (void)::kill(::getppid(), SIGSTOP);
  tries.note("all, the own group, the init", false);
  return tries;
}

Tries leave_a_daemon(const Facts&) {
  Tries tries;
  if (::fork() == 0) {
    ::setsid();
    for (int one = 1; one < SIGRTMAX; ++one) ::signal(one, SIG_IGN);
    if (::fork() != 0) ::_exit(0);
    hold_lock();
    for (int fd = 0; fd <= 2; ++fd) ::close(fd);
    while (true) ::pause();
  }
  constexpr int kTries = 2000;
  const std::string file = std::string(kAttackOut) + "/" + kAliveFile;
  for (int i = 0; i < kTries && read_small(file).empty(); ++i) ::usleep(1000);
  tries.note("a daemon in a session of its own", false);
  return tries;
}

Tries imitate_a_kill(const Facts&) {
  ::_exit(128 + SIGKILL);
}

Tries dump_core(const Facts&) {
  Tries tries;
  (void)!::chdir(kAttackOut);
  const pid_t child = ::fork();
  if (child == 0) std::abort();
  ::waitpid(child, nullptr, 0);
  tries.note("a core file", false);
  return tries;
}

std::string no_core_is_left(const Seen& seen) {
  std::string text = was_refused(seen);
  DIR* list = ::opendir(seen.scene.out().c_str());
  while (const dirent* entry = list != nullptr ? ::readdir(list) : nullptr) {
    if (entry->d_name[0] != '.') text += std::string(entry->d_name) + " was left; ";
  }
  if (list != nullptr) ::closedir(list);
  return text;
}

}  // namespace
}  // namespace wright

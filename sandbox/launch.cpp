#include "launch.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <grp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>

#include "filter_bytes.h"
#include "policy.h"
#include "small_files.h"
#include "surroundings.h"

namespace wright {
namespace {

constexpr const char* kBwrap = "/usr/bin/bwrap";

// The child's ends.
struct Ends {
  Descriptor socket;
  Descriptor out;
  Descriptor err;
  Descriptor failure;
};

Result<void> make_pipe(Descriptor& read_end, Descriptor& write_end);
Result<Launched> make_ends(const Request& request, Ends& ends);
[[noreturn]] void child(const Request& request, const Footing& footing, Ends& ends, pid_t parent);
Result<void> become_bwrap(const Request& request, const Footing& footing, Ends& ends);
void die_with(pid_t parent);
Result<void> give_up_root(const Identity& identity);
void hand_over(int fd, const Identity& identity);
Result<Descriptor> memory_file(const std::string& bytes);
std::string joined(const std::vector<std::string>& arguments);
Result<Launched> await_exec(Launched launched, const Descriptor& failure);
Error failed_launch(const std::string& what);

}  // namespace

Result<Launched> launch(const Request& request, const Footing& footing) {
  TRY(prepare_overlay(request, footing.identity));
  Ends ends;
  Launched launched = TRY(make_ends(request, ends));
  Descriptor failure;
  TRY(make_pipe(failure, ends.failure));
  const pid_t parent = ::getpid();
  launched.bwrap = footing.cgroup != nullptr ? footing.cgroup->fork_child() : ::fork();
  if (launched.bwrap < 0) return failed_launch("cannot fork");
  if (launched.bwrap == 0) child(request, footing, ends, parent);
  ends = Ends();
  return await_exec(std::move(launched), failure);
}

Result<void> make_output(const Identity& identity, Descriptor& read_end, Descriptor& write_end) {
  TRY(make_pipe(read_end, write_end));
  hand_over(write_end.get(), identity);
  return {};
}

std::string own_program() {
  std::array<char, PATH_MAX> path{};
  const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size() - 1);
  return std::string(path.data(), static_cast<std::size_t>(size > 0 ? size : 0));
}

std::string init_program() {
  const std::string own = own_program();
  return own.substr(0, own.rfind('/') + 1) + "wright-init";
}

namespace {

Result<Launched> make_ends(const Request& request, Ends& ends) {
  Launched launched;
  std::array<int, 2> sockets{};
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets.data()) != 0) {
    return failed_launch("cannot make a socket");
  }
  launched.socket = Descriptor(sockets[0]);
  ends.socket = Descriptor(sockets[1]);
  if (request.mode == StreamMode::capture) TRY(make_pipe(launched.out, ends.out));
  TRY(make_pipe(launched.err, ends.err));
  return launched;
}

Result<void> make_pipe(Descriptor& read_end, Descriptor& write_end) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return failed_launch("cannot make a pipe");
  read_end = Descriptor(ends[0]);
  write_end = Descriptor(ends[1]);
  return {};
}

void child(const Request& request, const Footing& footing, Ends& ends, pid_t parent) {
  die_with(parent);
  const Result<void> done = become_bwrap(request, footing, ends);
  std::string text = done.error().kind == ErrorKind::unsupported ? "u" : "s";
  text += done.error().message;
  if (::write(ends.failure.get(), text.data(), text.size()) < 0) ::_exit(2);
  ::_exit(1);
}

// In this order: what needs root, then root goes, then the environment and the
// descriptors, then bwrap, which never runs as uid 0.
Result<void> become_bwrap(const Request& request, const Footing& footing, Ends& ends) {
  const pid_t parent = ::getppid();
  (void)write_small("/proc/self/oom_score_adj", "1000");
  constexpr int kJoinSessionKeyring = 1;
  (void)::syscall(SYS_keyctl, kJoinSessionKeyring, nullptr);
  if (footing.cgroup != nullptr && !footing.cgroup->join()) {
    return failed_launch("cannot join the control group");
  }
  const Stage stage = footing.staged ? TRY(set_stage(request, footing.identity, init_program()))
                                     : TRY(plain_stage(request, init_program()));
  TRY(set_clocks_ahead(request.surroundings.clock_ahead_s));
  if (ends.out) ::dup2(ends.out.get(), 1);
  ::dup2(ends.err.get(), 2);
  for (int fd = 0; fd <= 2; ++fd) hand_over(fd, footing.identity);
  TRY(give_up_root(footing.identity));
  die_with(parent);

  const Descriptor passwd = TRY(memory_file(passwd_text(request.surroundings)));
  const Descriptor group = TRY(memory_file(group_text(request.surroundings)));
  const View view{footing.fresh_proc, passwd.get(), group.get()};
  const Descriptor arguments = TRY(memory_file(joined(bwrap_arguments(request, stage, view))));
  const bool hogs = footing.cgroup != nullptr;
  const Descriptor filter =
      TRY(memory_file(hogs ? std::string(reinterpret_cast<const char*>(kFilter), sizeof kFilter)
                           : std::string(reinterpret_cast<const char*>(kFilterWithoutHogs),
                                         sizeof kFilterWithoutHogs)));
  ::syscall(SYS_close_range, 3U, ~0U, static_cast<unsigned>(CLOSE_RANGE_CLOEXEC));
  for (const int fd :
       {passwd.get(), group.get(), arguments.get(), filter.get(), ends.socket.get()}) {
    ::fcntl(fd, F_SETFD, 0);
  }

  std::vector<std::string> words = {kBwrap,
                                    "--args",
                                    std::to_string(arguments.get()),
                                    "--",
                                    kInnerInit,
                                    std::to_string(ends.socket.get()),
                                    std::to_string(filter.get())};
  words.insert(words.end(), request.argv.begin(), request.argv.end());
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::string path = "PATH=/usr/bin:/bin";
  std::array<char*, 2> environment{path.data(), nullptr};
  ::execve(kBwrap, argv.data(), environment.data());
  return failed_launch("cannot start /usr/bin/bwrap (install the package bubblewrap)");
}

// Cleared by every change of uid, so it is asked for again.
void die_with(pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
}

Result<void> give_up_root(const Identity& identity) {
  if (!identity.root) return {};
  if (::setgroups(0, nullptr) != 0 || ::setresgid(identity.gid, identity.gid, identity.gid) != 0 ||
      ::setresuid(identity.uid, identity.uid, identity.uid) != 0) {
    return failed_launch("cannot give up root");
  }
  return {};
}

// So that the payload may open /dev/stdout and its kin again.
void hand_over(int fd, const Identity& identity) {
  struct stat about {};
  if (!identity.root || ::fstat(fd, &about) != 0 || !S_ISFIFO(about.st_mode)) return;
  (void)!::fchown(fd, identity.uid, identity.gid);
}

Result<Descriptor> memory_file(const std::string& bytes) {
  Descriptor file(::memfd_create("wright", MFD_CLOEXEC));
  if (!file ||
      ::write(file.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) {
    return failed_launch("cannot make a memory file");
  }
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

std::string joined(const std::vector<std::string>& arguments) {
  std::string bytes;
  for (const std::string& argument : arguments) bytes.append(argument).push_back('\0');
  return bytes;
}

// The pipe closes by itself when the child becomes bwrap.
Result<Launched> await_exec(Launched launched, const Descriptor& failure) {
  launched.bwrap_end = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, launched.bwrap, 0)));
  std::string text;
  std::array<char, 1024> part{};
  ssize_t count = 0;
  while ((count = ::read(failure.get(), part.data(), part.size())) > 0 ||
         (count < 0 && errno == EINTR)) {
    if (count > 0) text.append(part.data(), static_cast<std::size_t>(count));
  }
  if (text.empty()) return launched;
  ::waitpid(launched.bwrap, nullptr, 0);
  return Error{text[0] == 'u' ? ErrorKind::unsupported : ErrorKind::sandbox, text.substr(1)};
}

Error failed_launch(const std::string& what) {
  return Error{ErrorKind::sandbox, fmt::format("{}: {}", what, std::strerror(errno))};
}

}  // namespace
}  // namespace wright

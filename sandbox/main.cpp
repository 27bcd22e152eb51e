// wright-sandbox: runs one command that nobody trusts and reports what happened.
//
//   wright-sandbox --request FD --report FD [--life FD] [--channel FD]
//   wright-sandbox --probe | --attack
//
// The rules the command lives under:
//  - It sees /usr, a few files of /etc, a /proc and a /dev of its own, an empty
//    /tmp, and the mounts of the request; all but /tmp, /dev/shm and the mounts
//    that the request calls writable are read-only.
//  - It has no network but its own loopback, on which somebody outside may answer at
//    the one port that the request names; no terminal, no capability, no other user's process in
//    sight, no descriptor but 0, 1 and 2, and the environment that it is given.
//  - Whoever asked, and nobody in there, may start companions of it through the channel:
//    other commands in the same sandbox, under these same rules.
//  - It has a uid that is not root's, outside and inside; system calls that reach
//    other parts of the kernel are refused (filter/make_filter.cpp).
//  - Time, memory, processes, file sizes, /tmp and output are limited.
//  - When it ends, when a limit is passed, when we get SIGTERM or when whoever
//    asked is gone, everything in the sandbox is killed; the report is written
//    only after the last process is dead.
//  - Where a booth was asked for, the sandbox itself stays for the next command, with what the
//    mounts hold; nothing else of one command is there for the next (init/booth.cpp).
//
// The order, because each step needs what the one before leaves:
//   control group -> fork -> session keyring -> join the group -> mount
//   namespace -> sources bound and shown as the payload's -> overlay -> root is
//   given up -> environment and descriptors -> bwrap -> wright-init as PID 1 ->
//   limits -> filter -> the command.
//
// Standard input is the command's own.  Its standard output is ours in session
// mode, and captured with standard error in capture mode.
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

#include "attack.h"
#include "ladder.h"
#include "probe.h"

namespace wright {
namespace {

struct Options {
  int request = -1;
  int report = -1;
  int life = -1;
  int channel = -1;
};

int run(const Options& options);
Result<void> answer(const Options& options, const Watch& watch);
Result<std::string> read_request(int fd);
bool write_all(int fd, std::string_view bytes);
int print_usage();

}  // namespace
}  // namespace wright

int main(int argc, char** argv) {
  const std::string first = argc > 1 ? argv[1] : "";
  if (first == "--probe") return wright::probe();
  if (first == "--attack") return wright::attack();
  if (first == wright::kAttackInside) return wright::attack_inside(argc - 2, argv + 2);
  wright::Options options;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view name = argv[i];
    if (name == "--request") options.request = std::atoi(argv[i + 1]);
    if (name == "--report") options.report = std::atoi(argv[i + 1]);
    if (name == "--life") options.life = std::atoi(argv[i + 1]);
    if (name == "--channel") options.channel = std::atoi(argv[i + 1]);
  }
  if (options.request < 0 || options.report < 0) return wright::print_usage();
  return wright::run(options);
}

namespace wright {
namespace {

int run(const Options& options) {
  const Result<Descriptor> signals = catch_signals();
  if (!signals) return 3;
  ::fcntl(options.report, F_SETFD, FD_CLOEXEC);
  if (options.life < 0) ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  const Result<void> done = answer(options, {signals->get(), options.life, options.channel});
  if (done) return 0;
  Report broken;
  broken.word = done.error().message;
  return write_all(options.report, to_text(broken)) ? 0 : 3;
}

Result<void> answer(const Options& options, const Watch& watch) {
  const std::string text = TRY(read_request(options.request));
  const Request request = TRY(parse_request(text));
  return run_on_best_rung(request, watch, [&](const Report& report) {
    return write_all(options.report, to_text(report));
  });
}

Result<std::string> read_request(int fd) {
  std::string text;
  std::array<char, 65536> part{};
  while (text.size() <= kRequestBytesMax) {
    const ssize_t count = ::read(fd, part.data(), part.size());
    if (count == 0) return text;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error{ErrorKind::io, "cannot read the request"};
    text.append(part.data(), static_cast<std::size_t>(count));
  }
  return Error{ErrorKind::usage, fmt::format("the request is above {} bytes", kRequestBytesMax)};
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

int print_usage() {
  std::fputs(
      "usage: wright-sandbox --request FD --report FD [--life FD] [--channel FD] | --probe | "
      "--attack\n",
      stderr);
  return 2;
}

}  // namespace
}  // namespace wright

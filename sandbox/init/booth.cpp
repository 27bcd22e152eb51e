#include "init/booth.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/descriptor_message.h"
#include "init/await.h"
#include "init/scratch.h"
#include "init/words.h"

namespace wright {
namespace {

using Streams = std::array<Descriptor, kBoothDescriptors>;  // Words, stdin, stdout, stderr.

constexpr int kBoothAbove = 10;  // Clear of the numbers that they are moved to.
constexpr int kFailed = 3;

Start wait_for_command(int socket, Streams& streams);
void run_command(int socket, const Rules& rules, Streams& streams, Ended& ended);
[[noreturn]] void become_command(const Rules& rules, const Streams& streams, int failed);
bool clear(const struct stat& tmp);

}  // namespace

void serve_booth(int socket, Rules& rules) {
  struct stat tmp {};
  if (stat("/tmp", &tmp) != 0) give_up();
  std::int64_t cpu_us = 0;  // Of the commands before.
  while (true) {
    Streams streams;
    rules.start = wait_for_command(socket, streams);
    Ended ended;
    run_command(socket, rules, streams, ended);
    const std::int64_t used_us = ended.cpu_us;
    ended.cpu_us -= std::exchange(cpu_us, used_us);
    if (!clear(tmp)) give_up();
    if (send(socket, &ended, sizeof ended, MSG_NOSIGNAL) < 0) give_up();
  }
}

namespace {

Start wait_for_command(int socket, Streams& streams) {
  pollfd event{socket, POLLIN, 0};
  while (poll(&event, 1, -1) < 0) {
  }
  Start start;
  const ssize_t size = receive_descriptors(socket, &start, sizeof start, streams);
  if (size == 0) _exit(0);
  if (size != static_cast<ssize_t>(sizeof start) || start.magic != kStartMagic) give_up();
  for (const Descriptor& stream : streams) {
    if (!stream) give_up();
  }
  return start;
}

void run_command(int socket, const Rules& rules, Streams& streams, Ended& ended) {
  std::array<int, 2> failed{};
  if (pipe2(failed.data(), O_CLOEXEC) != 0) give_up();
  const Descriptor tells(failed[0]);
  Descriptor told(failed[1]);
  const pid_t command = fork();
  if (command < 0) give_up();
  if (command == 0) become_command(rules, streams, told.get());
  // The command's end of its pipes must be the last one in here.
  told.close();
  streams = Streams();
  if (read(tells.get(), &ended.exec_errno, sizeof ended.exec_errno) < 0) give_up();
  Companions none(rules, Descriptor());
  await_command(socket, command, none, ended);
  end_everything(ended);
}

void become_command(const Rules& rules, const Streams& streams, int failed) {
  std::array<int, kBoothDescriptors> high{};
  for (std::size_t i = 0; i < high.size(); ++i) {
    high[i] = fcntl(streams[i].get(), F_DUPFD_CLOEXEC, kBoothAbove);
    if (high[i] < 0) give_up();
  }
  failed = fcntl(failed, F_DUPFD_CLOEXEC, kBoothAbove);
  for (int fd = 0; fd <= 2; ++fd) {
    if (dup2(high[static_cast<std::size_t>(fd) + 1], fd) < 0) give_up();
  }
  if (dup3(failed, kFailed, O_CLOEXEC) < 0) give_up();
  const Words words = read_words(high[0], 0);
  int error = chdir(words.directory) == 0 ? 0 : errno;
  if (error == 0) error = become(rules, kFailed + 1, words.command);
  if (write(kFailed, &error, sizeof error) < 0) give_up();
  _exit(127);
}

// The next command finds what the first one found, but for the work.
bool clear(const struct stat& tmp) {
  remove_shared_memory();
  return empty_directory("/tmp") && chmod("/tmp", tmp.st_mode & 07777U) == 0 &&
         empty_directory("/dev/shm") && chmod("/dev/shm", tmp.st_mode & 07777U) == 0;
}

}  // namespace
}  // namespace wright

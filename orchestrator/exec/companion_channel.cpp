#include "exec/companion_channel.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "base/companion_wire.h"
#include "base/descriptor_message.h"
#include "exec/command_words.h"
#include "exec/pipe.h"
#include "exec/sandbox_json.h"
#include "exec/sandbox_process.h"

namespace wright {
namespace {

constexpr std::size_t kReadBlock = 64U << 10U;

class LocalCompanion final : public Companion {
 public:
  LocalCompanion(CompanionChannel& channel, std::uint32_t id, Descriptor out)
      : channel_(channel), id_(id), out_(std::move(out)) {}
  LocalCompanion(const LocalCompanion&) = delete;
  LocalCompanion& operator=(const LocalCompanion&) = delete;
  ~LocalCompanion() override { LocalCompanion::kill(); }

  std::string read_some() override;
  std::optional<RunOutcome> outcome() override { return channel_.outcome(id_); }
  void kill() override { channel_.kill(id_); }

 private:
  CompanionChannel& channel_;
  std::uint32_t id_;
  Descriptor out_;  // We read.
};

Result<Pipe> open_output();

}  // namespace

Result<std::unique_ptr<Companion>> CompanionChannel::start(const CompanionCommand& command) {
  const Descriptor words = TRY(words_file(command.directory, command.environment, command.argv));
  const Descriptor input = TRY(memory_file(command.input));
  Pipe out = TRY(open_output());
  Accompany call;
  call.id = ++latest_;
  call.variables = static_cast<std::uint32_t>(command.environment.size());
  const std::array<int, kCompanionDescriptors> beside{words.get(), input.get(), out.write.get()};
  if (!send_descriptors(socket_.get(), &call, sizeof call, beside)) {
    return Error{ErrorKind::sandbox,
                 fmt::format("cannot ask the sandbox for a companion: {}", std::strerror(errno))};
  }
  return std::unique_ptr<Companion>(
      std::make_unique<LocalCompanion>(*this, call.id, std::move(out.read)));
}

void CompanionChannel::kill(std::uint32_t id) const {
  if (ended_.count(id) != 0) return;
  Accompany call;
  call.id = id;
  call.verb = Accompany::Verb::kill;
  (void)!::send(socket_.get(), &call, sizeof call, MSG_NOSIGNAL);
}

std::optional<RunOutcome> CompanionChannel::outcome(std::uint32_t id) {
  take_all();
  const auto found = ended_.find(id);
  if (found != ended_.end()) return found->second;
  if (is_closed_) return Signaled{SIGKILL};
  return std::nullopt;
}

void CompanionChannel::take_all() {
  while (!is_closed_) {
    Accompanied end;
    const ssize_t count = ::recv(socket_.get(), &end, sizeof end, MSG_DONTWAIT | MSG_TRUNC);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return;
    if (count != static_cast<ssize_t>(sizeof end) || end.magic != kAccompaniedMagic) {
      is_closed_ = true;
    } else if (end.start_errno != 0) {
      ended_[end.id] = LimitHit{"processes"};
    } else if (end.signal != 0) {
      ended_[end.id] = Signaled{end.signal};
    } else {
      ended_[end.id] = Exited{end.exit_code};
    }
  }
}

namespace {

std::string LocalCompanion::read_some() {
  std::string bytes(kReadBlock, '\0');
  ssize_t count = -1;
  do {
    count = ::read(out_.get(), bytes.data(), bytes.size());
  } while (count < 0 && errno == EINTR);
  bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  return bytes;
}

// The sandbox's user may open it again as /dev/stdout.
Result<Pipe> open_output() {
  constexpr int kPipeBytes = 1 << 20;
  Pipe out = TRY(open_pipe());
  ::fcntl(out.read.get(), F_SETPIPE_SZ, kPipeBytes);
  ::fcntl(out.read.get(), F_SETFL, O_NONBLOCK);
  if (::geteuid() == 0) (void)!::fchown(out.write.get(), kSandboxUid, kSandboxUid);
  return out;
}

}  // namespace
}  // namespace wright

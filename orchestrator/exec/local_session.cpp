#include "exec/local_session.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/descriptor_message.h"
#include "exec/companion_channel.h"
#include "exec/sandbox_process.h"

namespace wright {
namespace {

class LocalSession final : public Session {
 public:
  LocalSession(SandboxProcess process, Descriptor in, Descriptor out, Descriptor channel,
               const Command& command)
      : process_(std::move(process)),
        in_(std::move(in)),
        out_(std::move(out)),
        channel_(std::move(channel)),
        has_listener_(command.loopback_port != 0),
        takes_companions_(command.companions_max != 0) {}

  Result<void> write(std::string_view bytes, std::chrono::milliseconds deadline) override;
  Result<std::string> read_line(std::size_t bytes_max, std::chrono::milliseconds deadline) override;
  Result<std::string> read_bytes(std::size_t count, std::chrono::milliseconds deadline) override;
  Result<Descriptor> take_listener(std::chrono::milliseconds deadline) override;
  Result<std::unique_ptr<Companion>> accompany(const CompanionCommand& command) override;
  bool ends_within(std::chrono::milliseconds time) override;
  Result<RunReport> finish(std::chrono::milliseconds deadline) override;

 private:
  Result<void> read_some(std::size_t room, Deadline deadline);
  std::string take(std::size_t count);

  SandboxProcess process_;
  Descriptor in_;   // We write.
  Descriptor out_;  // We read.
  CompanionChannel channel_;
  bool has_listener_;  // It comes through the channel, before there are companions.
  bool takes_companions_;
  std::string read_ahead_;
  std::size_t taken_ = 0;
};

Deadline after(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}
Result<void> wait_for(int fd, short what, Deadline deadline, const char* word);

}  // namespace

Result<std::unique_ptr<Session>> start_local_session(const std::filesystem::path& program,
                                                     const Command& command) {
  constexpr int kPipeBytes = 1 << 20;
  const std::string request = TRY(request_text(command, StreamMode::session));
  Pipe in = TRY(open_pipe());
  Pipe out = TRY(open_pipe());
  ::fcntl(in.write.get(), F_SETPIPE_SZ, kPipeBytes);
  ::fcntl(out.read.get(), F_SETPIPE_SZ, kPipeBytes);
  ::fcntl(in.write.get(), F_SETFL, O_NONBLOCK);
  ::fcntl(out.read.get(), F_SETFL, O_NONBLOCK);
  PayloadStreams streams{std::move(in.read), std::move(out.write), {}};
  Channel channel;
  if (command.loopback_port != 0 || command.companions_max != 0) channel = TRY(open_channel());
  streams.channel = std::move(channel.theirs);
  SandboxProcess process = TRY(SandboxProcess::start(program, request, streams));
  return std::unique_ptr<Session>(
      std::make_unique<LocalSession>(std::move(process), std::move(in.write), std::move(out.read),
                                     std::move(channel.ours), command));
}

namespace {

Result<void> LocalSession::write(std::string_view bytes, std::chrono::milliseconds time) {
  const Deadline deadline = after(time);
  while (!bytes.empty()) {
    if (!in_) return Error{ErrorKind::protocol, "the session's input is closed"};
    const ssize_t count = write_without_signal(in_.get(), bytes);
    if (count > 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      TRY(wait_for(in_.get(), POLLOUT, deadline, "take its input"));
    } else if (errno != EINTR) {
      return Error{ErrorKind::protocol, "the command closed its input"};
    }
  }
  return {};
}

Result<std::string> LocalSession::read_line(std::size_t bytes_max, std::chrono::milliseconds time) {
  const Deadline deadline = after(time);
  std::size_t looked = taken_;
  while (true) {
    const std::size_t end = read_ahead_.find('\n', looked);
    const std::size_t length = std::min(end, read_ahead_.size()) - taken_;
    if (length > bytes_max) {
      return Error{ErrorKind::protocol, fmt::format("a line is above {} bytes", bytes_max)};
    }
    if (end != std::string::npos) {
      std::string line = take(length);
      ++taken_;
      return line;
    }
    looked = read_ahead_.size();
    const std::size_t before = taken_;
    TRY(read_some(bytes_max + 1 - length, deadline));
    looked -= before - taken_;
  }
}

Result<std::string> LocalSession::read_bytes(std::size_t count, std::chrono::milliseconds time) {
  const Deadline deadline = after(time);
  while (read_ahead_.size() - taken_ < count) {
    TRY(read_some(count - (read_ahead_.size() - taken_), deadline));
  }
  return take(count);
}

// Never more than what was asked for or one block: a host that talks on is held
// up by its full pipe, not by our memory.
Result<void> LocalSession::read_some(std::size_t room, Deadline deadline) {
  constexpr std::size_t kBlock = 1 << 16;
  read_ahead_.erase(0, std::exchange(taken_, 0));
  while (true) {
    const std::size_t size = std::max(kBlock, std::min(room, kBlock * 16));
    const std::size_t held = read_ahead_.size();
    read_ahead_.resize(held + size);
    const ssize_t count = ::read(out_.get(), read_ahead_.data() + held, size);
    const int error = errno;
    read_ahead_.resize(held + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count > 0) return {};
    if (count == 0) return Error{ErrorKind::protocol, "the command ended its output"};
    if (error == EAGAIN) {
      TRY(wait_for(out_.get(), POLLIN, deadline, "answer"));
    } else if (error != EINTR) {
      return Error{ErrorKind::protocol, "the command's output cannot be read"};
    }
  }
}

std::string LocalSession::take(std::size_t count) {
  std::string bytes = read_ahead_.substr(taken_, count);
  taken_ += count;
  return bytes;
}

// No command can say this word in the sandbox's place: it has none of the two ends.
Result<Descriptor> LocalSession::take_listener(std::chrono::milliseconds time) {
  if (!std::exchange(has_listener_, false)) return Session::take_listener(time);
  TRY(wait_for(channel_.socket(), POLLIN, after(time), "get a socket to be answered at"));
  std::uint32_t word = 0;
  Descriptor listening = receive_descriptor(channel_.socket(), &word, sizeof word);
  if (listening) return listening;
  return Error{ErrorKind::sandbox, "the sandbox handed out no socket to listen on"};
}

// A listening socket that was not taken would be read as a word about companions.
Result<std::unique_ptr<Companion>> LocalSession::accompany(const CompanionCommand& command) {
  if (!takes_companions_) return Session::accompany(command);
  if (has_listener_) return Error{ErrorKind::usage, "take the listener before any companion"};
  return channel_.start(command);
}

bool LocalSession::ends_within(std::chrono::milliseconds time) {
  return process_.has_report(after(time));
}

Result<RunReport> LocalSession::finish(std::chrono::milliseconds time) {
  in_.close();
  return process_.report(after(time), out_.get());
}

Result<void> wait_for(int fd, short what, Deadline deadline, const char* word) {
  pollfd event{fd, what, 0};
  int ready = -1;
  while (ready < 0) ready = ::poll(&event, 1, milliseconds_until(deadline));
  if (ready > 0) return {};
  return Error{ErrorKind::protocol, fmt::format("the command did not {} in time", word)};
}

}  // namespace
}  // namespace wright

// What the init of a sandbox says of the companions in it.
#include <sys/socket.h>

#include <array>
#include <cstring>

#include "base/companion_wire.h"
#include "exec/companion_channel.h"
#include "fuzz/target.h"

namespace wright::fuzz {
namespace {

// More would wait for a reader.
constexpr std::size_t kMessagesMax = 32;

// The first byte of each message is its size.
void run(std::string_view bytes) {
  std::array<int, 2> ends{};
  require(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) == 0,
          "there is a socket");
  const Descriptor init(ends[0]);
  CompanionChannel channel{Descriptor(ends[1])};
  std::map<std::uint32_t, Accompanied> told;
  bool is_plain = true;
  for (std::size_t sent = 0; sent < kMessagesMax && !bytes.empty(); ++sent) {
    const std::size_t size = static_cast<unsigned char>(bytes.front());
    const std::string_view message = bytes.substr(1, size);
    bytes.remove_prefix(1 + message.size());
    if (message.empty()) continue;  // It would be the end of the stream.
    require(::send(init.get(), message.data(), message.size(), MSG_DONTWAIT | MSG_NOSIGNAL) ==
                static_cast<ssize_t>(message.size()),
            "a message is sent whole");
    Accompanied end;
    is_plain = is_plain && message.size() == sizeof end;
    if (!is_plain) continue;
    std::memcpy(&end, message.data(), sizeof end);
    is_plain = end.magic == kAccompaniedMagic;
    if (is_plain) told[end.id] = end;
  }
  for (const auto& [id, end] : told) {
    const std::optional<RunOutcome> outcome = channel.outcome(id);
    require(outcome.has_value(), "an end that was told is known");
    const bool is_exit = end.start_errno == 0 && end.signal == 0;
    require(is_exit == std::holds_alternative<Exited>(*outcome), "only an exit is an exit");
  }
  require(channel.outcome(0).has_value() == (told.count(0) != 0 || !is_plain),
          "of another one, nothing but the end of the channel is known");
}

const Registered kRegistered("companion", run);

}  // namespace
}  // namespace wright::fuzz

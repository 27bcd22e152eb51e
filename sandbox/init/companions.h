// Other commands beside the first one, started and killed when whoever asked for the sandbox
// says so.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstdint>

#include "base/companion_wire.h"
#include "base/descriptor.h"
#include "init/become.h"

namespace wright {

class Companions {
 public:
  // Without a channel there are none.
  Companions(const Rules& rules, Descriptor channel);

  // To be polled; -1 when nothing comes from it any more.
  [[nodiscard]] int channel() const { return channel_.get(); }

  // One message.
  void take();

  // A process that has ended and is not reaped yet, so that nobody else has its number:
  // when it is one of ours, what is left of its group ends with it.
  void end_group_of(pid_t process) const;
  // Then, once it is reaped: when it is one of ours, whoever asked is told.
  void tell_end_of(pid_t process, int status);

 private:
  struct Running {
    std::uint32_t id = 0;
    pid_t process = 0;  // 0: a free place.
  };
  using Streams = std::array<Descriptor, kCompanionDescriptors>;

  void start(const Accompany& call, const Streams& streams);
  void kill(std::uint32_t id) const;
  void tell(const Accompanied& end) const;

  const Rules& rules_;
  Descriptor channel_;
  std::array<Running, kCompanionsMax> running_{};
};

}  // namespace wright

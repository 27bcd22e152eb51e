#include "greet.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <string>

#include "base/descriptor_message.h"
#include "init_wire.h"
#include "kept_output.h"
#include "small_files.h"

namespace wright {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kSetup{20000};
constexpr std::int64_t kSaidMax = 4096;

Init take_hello(const Launched& launched);
Error setup_failure(Launched& launched, KeptOutput& said);

}  // namespace

Result<Init> greet(Launched& launched, const Watch& watch) {
  const Clock::time_point deadline = Clock::now() + kSetup;
  KeptOutput said(kSaidMax);
  while (true) {
    std::array<pollfd, 5> events{pollfd{launched.socket.get(), POLLIN, 0},
                                 pollfd{launched.bwrap_end.get(), POLLIN, 0},
                                 pollfd{watch.signals, POLLIN, 0}, pollfd{watch.life, 0, 0},
                                 pollfd{launched.err.get(), POLLIN, 0}};
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return setup_failure(launched, said);
    if (::poll(events.data(), events.size(), static_cast<int>(left.count())) < 0) continue;
    if (events[4].revents != 0) said.drain(launched.err);
    if (events[0].revents != 0) {
      Init init = take_hello(launched);
      if (init.end) return init;
    }
    if (events[0].revents != 0 || events[1].revents != 0) return setup_failure(launched, said);
    if (events[2].revents != 0 || events[3].revents != 0) {
      (void)setup_failure(launched, said);
      return Error{ErrorKind::interrupted, "stopped before the sandbox was ready"};
    }
  }
}

namespace {

Init take_hello(const Launched& launched) {
  Hello hello{};
  Init init;
  Descriptor end = receive_descriptor(launched.socket.get(), &hello, sizeof hello);
  if (!end || hello.magic != kHelloMagic) return init;
  init.pid = static_cast<pid_t>(
      number_after(read_small(fmt::format("/proc/self/fdinfo/{}", end.get())), "Pid:"));
  init.end = std::move(end);
  return init;
}

// What bwrap said on its way out is all that is known.
Error setup_failure(Launched& launched, KeptOutput& said) {
  constexpr std::size_t kShown = 400;
  ::kill(launched.bwrap, SIGKILL);
  ::waitpid(launched.bwrap, nullptr, 0);
  said.drain_rest(launched.err);
  std::string text = said.text().substr(0, kShown);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  std::replace(text.begin(), text.end(), '\n', ' ');
  return Error{ErrorKind::unsupported,
               text.empty() ? "bubblewrap ended before the sandbox was ready" : text};
}

}  // namespace
}  // namespace wright

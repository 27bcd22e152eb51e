#include "supervise.h"

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <optional>

#include "base/booth_wire.h"
#include "base/descriptor_message.h"
#include "supervisor.h"

namespace wright {
namespace {

using Ordered = std::array<Descriptor, kOrderDescriptors>;  // Words, stdin.

Result<void> serve(const Request& request, const Footing& footing, Launched& launched,
                   const Init& init, const Watch& watch, const OnReport& on_report);
std::optional<Ordered> await_order(const Init& init, const Watch& watch);
void end(const Launched& launched, const Init& init);

}  // namespace

Result<void> supervise(const Request& request, const Footing& footing, Launched& launched,
                       const Watch& watch, const OnReport& on_report) {
  const Init init = TRY(greet(launched, watch));
  if (request.mode == StreamMode::booth) {
    const Result<void> served = serve(request, footing, launched, init, watch, on_report);
    end(launched, init);
    return served;
  }
  Supervisor supervisor(request, footing, launched, init, watch);
  supervisor.start();
  const Report report = supervisor.finish();
  end(launched, init);
  on_report(report);
  return {};
}

Result<Descriptor> catch_signals() {
  sigset_t set;
  sigemptyset(&set);
  for (const int one : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, one);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
  Descriptor signals(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals) return Error{ErrorKind::sandbox, "cannot make a signalfd"};
  return signals;
}

Makeup makeup_of(const Request& request, const Footing& footing) {
  Makeup makeup;
  makeup.rung = !footing.fresh_proc ? "C" : footing.cgroup != nullptr ? "A" : "B";
  makeup.enforced = {"files", "network", "system calls", "processes", "output", "wall"};
  makeup.polled = {"cpu", "disk"};
  makeup.uid = footing.identity.uid;
  if (footing.cgroup != nullptr) {
    makeup.enforced.emplace_back("memory");
  } else {
    makeup.polled.emplace_back("memory");
  }
  if (!footing.fresh_proc) makeup.degraded.emplace_back("host processes are visible");
  if (!footing.staged) makeup.degraded.emplace_back("inodes of /tmp are not limited");
  if (request.gpu) makeup.degraded.emplace_back("the GPU and its driver are in reach");
  return makeup;
}

namespace {

// A limit says no more of the commands before than of this one, so it ends the booth.
Result<void> serve(const Request& request, const Footing& footing, Launched& launched,
                   const Init& init, const Watch& watch, const OnReport& on_report) {
  while (true) {
    const std::optional<Ordered> order = await_order(init, watch);
    if (!order) return {};
    Supervisor supervisor(request, footing, launched, init, watch);
    TRY(supervisor.start((*order)[0], (*order)[1]));
    const Report report = supervisor.finish();
    const bool stays = report.kind == Report::Kind::exited || report.kind == Report::Kind::signaled;
    if (!on_report(report) || !stays || supervisor.is_over()) return {};
  }
}

// None: whoever asked has closed the channel or is gone, or the init is.
std::optional<Ordered> await_order(const Init& init, const Watch& watch) {
  while (true) {
    std::array<pollfd, 4> events{pollfd{watch.channel, POLLIN, 0},
                                 pollfd{init.end.get(), POLLIN, 0},
                                 pollfd{watch.signals, POLLIN, 0}, pollfd{watch.life, 0, 0}};
    if (::poll(events.data(), events.size(), -1) < 0) continue;
    if (events[1].revents != 0 || events[2].revents != 0 || events[3].revents != 0) return {};
    if (events[0].revents == 0) continue;
    Order order;
    Ordered ordered;
    const ssize_t size = receive_descriptors(watch.channel, &order, sizeof order, ordered);
    if (size != static_cast<ssize_t>(sizeof order) || order.magic != kOrderMagic) return {};
    if (!ordered[0] || !ordered[1]) return {};
    return ordered;
  }
}

// The init is dead, or is killed now, so everything in it is; bwrap goes after it.
void end(const Launched& launched, const Init& init) {
  ::syscall(SYS_pidfd_send_signal, init.end.get(), SIGKILL, nullptr, 0);
  ::waitpid(launched.bwrap, nullptr, 0);
}

}  // namespace
}  // namespace wright

#include "attack_orphans.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>

#include "ladder.h"
#include "small_files.h"

namespace wright {
namespace {

using Clock = std::chrono::steady_clock;

enum class Loss { supervisor_killed, supervisor_told, asker_gone };

constexpr int kWaitMs = 5000;

AttackResult lose(Loss loss, const char* name, const Scene& scene);
Tries wait_for_ever(const Facts& facts);
[[noreturn]] void supervise_one(const Request& request, int life);
std::string await_start(const Scene& scene);
std::string await_end(Loss loss, const Scene& scene, pid_t supervisor);

}  // namespace

std::vector<AttackResult> orphan_attacks(const Scene& scene) {
  return {lose(Loss::supervisor_killed, "outlive a killed supervisor", scene),
          lose(Loss::supervisor_told, "outlive a terminated supervisor", scene),
          lose(Loss::asker_gone, "outlive whoever asked", scene)};
}

AttackCase endless_attack() {
  return {"wait for ever", wait_for_ever, was_limited("wall"), attack_limits()};
}

namespace {

Tries wait_for_ever(const Facts&) {
  for (int one = 1; one < SIGRTMAX; ++one) ::signal(one, SIG_IGN);
  if (::fork() == 0) ::setsid();
  hold_lock();
  while (true) ::pause();
}

AttackResult lose(Loss loss, const char* name, const Scene& scene) {
  AttackResult result{name, false, ""};
  const Result<void> reset = scene.reset_out();
  std::array<int, 2> life{};
  if (!reset || ::pipe2(life.data(), O_CLOEXEC) != 0) {
    result.detail = reset ? "cannot make a pipe" : reset.error().message;
    return result;
  }
  const Descriptor read_end(life[0]);
  Descriptor write_end(life[1]);
  const pid_t supervisor = ::fork();
  if (supervisor == 0) {
    write_end.close();
    supervise_one(attack_request(endless_attack(), scene), read_end.get());
  }
  result.detail = await_start(scene);
  const auto lost = Clock::now();
  if (loss == Loss::supervisor_killed) ::kill(supervisor, SIGKILL);
  if (loss == Loss::supervisor_told) ::kill(supervisor, SIGTERM);
  if (loss == Loss::asker_gone) write_end.close();
  result.detail += await_end(loss, scene, supervisor);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - lost);
  result.held = result.detail.empty();
  if (result.held) result.detail = fmt::format("held: all dead after {} ms", took.count());
  return result;
}

void supervise_one(const Request& request, int life) {
  const Result<Descriptor> signals = catch_signals();
  if (signals) (void)run_once(request, {signals->get(), life});
  ::_exit(0);
}

std::string await_start(const Scene& scene) {
  for (int i = 0; i < kWaitMs; ++i) {
    if (!read_small(scene.out() + "/" + kAliveFile).empty()) return "";
    ::usleep(1000);
  }
  return "nothing was ever started; ";
}

// A supervisor that can still act ends last; one that was killed cannot wait, so
// the rest must follow by itself.
std::string await_end(Loss loss, const Scene& scene, pid_t supervisor) {
  int waited = 0;
  while (::waitpid(supervisor, nullptr, WNOHANG) == 0 && waited < kWaitMs) {
    ::usleep(1000);
    ++waited;
  }
  if (waited == kWaitMs) {
    ::kill(supervisor, SIGKILL);
    ::waitpid(supervisor, nullptr, 0);
    return "the supervisor did not end; ";
  }
  std::string left = left_running(scene);
  while (loss == Loss::supervisor_killed && !left.empty() && waited++ < kWaitMs) {
    ::usleep(1000);
    left = left_running(scene);
  }
  return left;
}

}  // namespace
}  // namespace wright

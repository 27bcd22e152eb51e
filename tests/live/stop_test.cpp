// A machine that stops at any line of a live campaign: what was paid for is booked, and at
// most the one call in flight is paid for again.
#include "journal/journal.h"
#include "tests/live/live.h"

namespace wright {
namespace {

using test::Loopback;
using test::Ran;
using test::Repository;
using test::Request;

constexpr int kStopsMax = 200;

struct Calls {
  std::size_t reserved = 0;
  std::size_t answered = 0;
};

Calls calls_in(const Repository& repository) {
  Calls calls;
  const Result<Log> log = read_log(repository.path() / "logs/runs/quick");
  if (!log) return calls;  // Its first lines were lost.
  for (const Event& event : log->events) {
    if (std::holds_alternative<CallReserved>(event.body)) ++calls.reserved;
    const auto* action = std::get_if<ActionTaken>(&event.body);
    if (action != nullptr && action->kind == ActionKind::model) ++calls.answered;
  }
  return calls;
}

Ran run_to_line(const Repository& repository, const std::string& url, int line) {
  return test::tensorwright(
      repository.path(),
      "run --spec " + test::quoted(test::source("tests/scenarios/quick/quick").string()) +
          " --agent openai:test --base-url " + url,
      "OPENAI_API_KEY=" + test::kCanary +
          " LD_PRELOAD=" WRIGHT_BUILD_DIR "/tests/libwright_faults.so FAULT_STOP_AFTER_LINE=" +
          std::to_string(line) + " ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0");
}

TEST(LiveStopTest, NoRequestIsSentWhoseReservationCanBeLost) {
  std::atomic<std::size_t> sent{0};
  const Loopback server([&sent](const Request& request) {
    ++sent;
    return test::model_answer(test::quick_script(), request);
  });
  const Repository repository;
  std::size_t stops = 0;

  for (int line = 4; line < kStopsMax; ++line, ++stops) {
    const Ran ran = run_to_line(repository, server.url(), line);
    const Calls calls = calls_in(repository);
    ASSERT_GE(calls.reserved, sent.load()) << "at line " << line;
    ASSERT_LE(calls.reserved, calls.answered + stops + 1) << "at line " << line;
    if (ran.signal == 9) continue;
    ASSERT_EQ(ran.exit_code, 0) << ran.out;
    break;
  }

  EXPECT_GE(stops, 3U);
  EXPECT_EQ(test::money_of(repository).at("spent").at("calls"), calls_in(repository).reserved);
}

}  // namespace
}  // namespace wright
